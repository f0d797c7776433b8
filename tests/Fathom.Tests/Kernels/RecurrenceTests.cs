using Fathom.Kernels;
using O = Fathom.Ops;

namespace Fathom.Tests.Kernels;

/// <summary>The steps of recurrent cells against the equations, at every vector width. Gradients are checked where the operations are.</summary>
public sealed unsafe class RecurrenceTests
{
    private const int Steps = 4, Rows = 3;

    [Theory]
    [InlineData(5)]
    [InlineData(19)]
    public void Every_width_equals_the_equations(int hidden)
    {
        Check<O.LSTM.Cell, Vec512<double>>(hidden);
        Check<O.LSTM.Cell, Vec256<double>>(hidden);
        Check<O.LSTM.Cell, Vec128<double>>(hidden);
        Check<O.LSTM.Cell, Vec1<double>>(hidden);
        Check<O.GRU.Cell, Vec512<double>>(hidden);
        Check<O.GRU.Cell, Vec256<double>>(hidden);
        Check<O.GRU.Cell, Vec128<double>>(hidden);
        Check<O.GRU.Cell, Vec1<double>>(hidden);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_of_biases_are_the_sum_over_sequences_however_many_pieces_they_are_cut_into(bool lstm)
    {
        // 40 sequences are 3 pieces, 10 are one.
        const int steps = 8, hidden = 32;
        Tensor x = new Rng(1).Normal([steps, 40, 3], type: DType.Float64);
        int gates = (lstm ? 4 : 3) * hidden;
        Tensor w = new Rng(2).Normal([gates, 3], type: DType.Float64), u = new Rng(3).Normal([gates, hidden], 0, 0.1, DType.Float64);
        Assert.Equal((3, 1), (Pieces(40), Pieces(10)));
        (double[] Ih, double[] Hh) whole = Biases(x), sum = (new double[gates], new double[gates]);
        for (int part = 0; part < 4; part++)
        {
            (double[] ih, double[] hh) = Biases(x.Slice(1, part * 10, (part + 1) * 10));
            sum = ([.. sum.Ih.Zip(ih, (a, b) => a + b)], [.. sum.Hh.Zip(hh, (a, b) => a + b)]);
        }

        for (int i = 0; i < gates; i++)
        {
            Assert.Equal(sum.Ih[i], whole.Ih[i], 1e-9);
            Assert.Equal(sum.Hh[i], whole.Hh[i], 1e-9);
        }

        Assert.Equal(lstm, whole.Ih.SequenceEqual(whole.Hh));

        int Pieces(int sequences) => lstm ? Recurrence<O.LSTM.Cell, double>.Pieces(steps, sequences, hidden, hidden) : Recurrence<O.GRU.Cell, double>.Pieces(steps, sequences, hidden, hidden);

        (double[] Ih, double[] Hh) Biases(Tensor input)
        {
            Tensor ih = Tensor.Zeros([gates], DType.Float64).RequireGradient(), hh = Tensor.Zeros([gates], DType.Float64).RequireGradient();
            Tensor y = lstm ? input.LSTM(w, u, ih, hh).Y : input.GRU(w, u, ih, hh).Y;
            y.Sum().Backward();
            return (ih.Gradient.ToArray<double>(), hh.Gradient.ToArray<double>());
        }
    }

    /// <summary>One feature and identity-like input: what is kept holds the projection of x, here x itself times a weight of one column.</summary>
    private static void Check<TCell, V>(int hidden)
        where TCell : struct, IRecurrentCell
        where V : struct, IVec<V, double>
    {
        int gates = TCell.Gates * hidden, blocks = TCell.Splits ? 2 : 1;
        double[] x = Numbers(Steps * Rows, 1), w = Numbers(gates, 2), u = Numbers(gates * hidden, 3), b = Numbers(gates, 4), d = Numbers(gates, 5);
        double[] kept = new double[Steps * Rows * TCell.Kept * hidden], states = new double[(Steps + 1) * Rows * hidden], cells = new double[states.Length], y = new double[Steps * Rows * hidden];
        double[] product = new double[Rows * gates], bias = blocks == 2 ? [.. b, .. d] : [.. b.Zip(d, (p, q) => p + q)];
        for (int row = 0; row < Steps * Rows; row++)
        {
            for (int j = 0; j < gates; j++)
                kept[(row * TCell.Kept * hidden) + j] = w[j] * x[row];
        }

        Numbers(Rows * hidden, 6).CopyTo(states, 0);
        Numbers(Rows * hidden, 7).CopyTo(cells, 0);
        double[][] h = [.. states[..(Rows * hidden)].Chunk(hidden)], c = [.. cells[..(Rows * hidden)].Chunk(hidden)];
        fixed (double* pu = u, pk = kept, ps = states, pc = cells, py = y, pp = product, pb = bias)
        {
            Recurrence<TCell, double>.Forward<V>(new RecurrentPass<double>
            {
                Steps = Steps,
                Rows = Rows,
                Width = hidden,
                Outputs = hidden,
                Hidden = new(pu, gates, hidden, transposed: true, packed: null),
                Kept = pk,
                Product = pp,
                Bias = pb,
                H = ps,
                C = pc,
                Y = py,
            });
        }

        for (int t = 0; t < Steps; t++)
        {
            for (int n = 0; n < Rows; n++)
            {
                ReadOnlySpan<double> input = x.AsSpan((t * Rows) + n, 1);
                if (TCell.HasCells)
                    RecurrenceReference.LSTM(input, w, u, b, d, default, h[n], c[n]);
                else
                    RecurrenceReference.GRU(input, w, u, b, d, h[n]);
                for (int j = 0; j < hidden; j++)
                    Assert.Equal(h[n][j], y[(((t * Rows) + n) * hidden) + j], 1e-13);
            }
        }
    }

    private static double[] Numbers(int count, ulong seed)
    {
        double[] values = new double[count];
        new Rng(seed).Normal<double>(values);
        return values;
    }
}
