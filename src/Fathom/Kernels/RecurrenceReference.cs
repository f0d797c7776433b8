namespace Fathom.Kernels;

/// <summary>The recurrent cells as they are defined, for comparison with <see cref="Recurrence{C, T}"/>: one step of one sequence, one sum for each number.</summary>
/// <remarks>W (G·H × D) of the input, U (G·H × P) of the state, biases b and d (G·H), or none. The state is overwritten.</remarks>
internal static class RecurrenceReference
{
    /// <summary>h ← tanh or ReLU of W·x + b + U·h + d.</summary>
    internal static void RNN(ReadOnlySpan<double> x, ReadOnlySpan<double> w, ReadOnlySpan<double> u, ReadOnlySpan<double> b, ReadOnlySpan<double> d, double[] h, bool relu)
    {
        double[] old = [.. h];
        for (int j = 0; j < h.Length; j++)
        {
            double a = Row(j, x, w, b) + Row(j, old, u, d);
            h[j] = relu ? Math.Max(a, 0) : Math.Tanh(a);
        }
    }

    /// <summary>i, f, g, o are rows 0…H − 1, H…2H − 1, … of the weights: c ← σ(f)·c + σ(i)·tanh g, h ← σ(o)·tanh c, or its projection R·(…) with R (P × H).</summary>
    internal static void LSTM(ReadOnlySpan<double> x, ReadOnlySpan<double> w, ReadOnlySpan<double> u, ReadOnlySpan<double> b, ReadOnlySpan<double> d, ReadOnlySpan<double> r, double[] h, double[] c)
    {
        double[] old = [.. h], raw = new double[c.Length];
        for (int j = 0; j < c.Length; j++)
        {
            double i = Row(j, x, w, b) + Row(j, old, u, d), f = Row(c.Length + j, x, w, b) + Row(c.Length + j, old, u, d);
            double g = Row((2 * c.Length) + j, x, w, b) + Row((2 * c.Length) + j, old, u, d), o = Row((3 * c.Length) + j, x, w, b) + Row((3 * c.Length) + j, old, u, d);
            c[j] = (Sigmoid(f) * c[j]) + (Sigmoid(i) * Math.Tanh(g));
            raw[j] = Sigmoid(o) * Math.Tanh(c[j]);
        }

        for (int j = 0; j < h.Length; j++)
            h[j] = r.IsEmpty ? raw[j] : Row(j, raw, r, default);
    }

    /// <summary>r, z, n are rows 0…H − 1, H…2H − 1, … of the weights: n = tanh(W_n·x + b_n + σ(r)·(U_n·h + d_n)), h ← (1 − σ(z))·n + σ(z)·h.</summary>
    internal static void GRU(ReadOnlySpan<double> x, ReadOnlySpan<double> w, ReadOnlySpan<double> u, ReadOnlySpan<double> b, ReadOnlySpan<double> d, double[] h)
    {
        double[] old = [.. h];
        for (int j = 0; j < h.Length; j++)
        {
            double r = Sigmoid(Row(j, x, w, b) + Row(j, old, u, d)), z = Sigmoid(Row(h.Length + j, x, w, b) + Row(h.Length + j, old, u, d));
            double n = Math.Tanh(Row((2 * h.Length) + j, x, w, b) + (r * Row((2 * h.Length) + j, old, u, d)));
            h[j] = ((1 - z) * n) + (z * old[j]);
        }
    }

    /// <summary>Row j of a matrix times x, plus its bias.</summary>
    private static double Row(int j, ReadOnlySpan<double> x, ReadOnlySpan<double> matrix, ReadOnlySpan<double> bias)
    {
        double sum = bias.IsEmpty ? 0 : bias[j];
        for (int i = 0; i < x.Length; i++)
            sum += matrix[(j * x.Length) + i] * x[i];
        return sum;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
