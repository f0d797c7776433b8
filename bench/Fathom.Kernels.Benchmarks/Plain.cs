namespace Fathom.Kernels.Benchmarks;

/// <summary>Kernels as one would write them first, for those that have no plain reference in the library; and data.</summary>
internal static class Plain
{
    public static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => ((i * 37 % 101) - 50) / 64f)];

    public static Tensor Normal(params ReadOnlySpan<int> shape) => new Rng(7).Normal(new Shape(shape));

    public static void Softmax(ReadOnlySpan<float> x, Span<float> y, int n)
    {
        for (int row = 0; row < x.Length; row += n)
        {
            float largest = float.NegativeInfinity, sum = 0;
            for (int i = row; i < row + n; i++)
                largest = MathF.Max(largest, x[i]);
            for (int i = row; i < row + n; i++)
                sum += y[i] = MathF.Exp(x[i] - largest);
            for (int i = row; i < row + n; i++)
                y[i] /= sum;
        }
    }

    public static void LayerNorm(ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> b, Span<float> y, float eps)
    {
        for (int row = 0; row < x.Length; row += w.Length)
        {
            float mean = 0, variance = 0;
            for (int i = 0; i < w.Length; i++)
                mean += x[row + i] / w.Length;
            for (int i = 0; i < w.Length; i++)
                variance += (x[row + i] - mean) * (x[row + i] - mean) / w.Length;
            float r = 1 / MathF.Sqrt(variance + eps);
            for (int i = 0; i < w.Length; i++)
                y[row + i] = ((x[row + i] - mean) * r * w[i]) + b[i];
        }
    }

    public static void Adam(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, int step, float lr)
    {
        float first = 1 - MathF.Pow(0.9f, step), second = 1 - MathF.Pow(0.999f, step);
        for (int i = 0; i < w.Length; i++)
        {
            m[i] = (0.9f * m[i]) + (0.1f * g[i]);
            v[i] = (0.999f * v[i]) + (0.001f * g[i] * g[i]);
            w[i] -= lr * (m[i] / first) / (MathF.Sqrt(v[i] / second) + 1e-8f);
        }
    }
}
