using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Rotary positions: pairs of numbers of each head are turned by an angle that grows with the place, so that q·k depends on how far apart two places are.</summary>
    /// <param name="Heads">So many heads lie side by side in the columns that are turned; each has an even width E.</param>
    /// <param name="Columns">How many of the last axis' first columns are turned; the others are copied. 0 for all.</param>
    /// <param name="Start">The place of the first row.</param>
    /// <param name="Base">b: pair i turns by place · b^(−2i/E).</param>
    /// <param name="Halves">Whether pair i is (i, i + E/2), else (2i, 2i + 1).</param>
    /// <remarks><code>
    /// formula   y₁ = x₁ cos a − x₂ sin a, y₂ = x₁ sin a + x₂ cos a, with a = (Start + t) · b^(−2i/E)
    /// shapes    x (…, T, D) → y (…, T, D)
    /// gradient  dx is dy turned back
    /// keeps     nothing
    /// differs   PyTorch has none; (2i, 2i + 1) as in the paper, Halves as in GPT-NeoX and Llama files
    /// source    Su, Lu, Pan, Murtadha, Wen and Liu 2021, arXiv:2104.09864
    /// </code></remarks>
    /// <exception cref="ShapeException">x has fewer than 2 axes, or its columns are no even width for each head.</exception>
    public readonly record struct RotaryPositions(int Heads, int Columns, int Start, double Base, bool Halves) : IOp<RotaryPositions>
    {
        static BackwardReads IOp<RotaryPositions>.Reads => BackwardReads.Nothing;

        void IOp<RotaryPositions>.Plan(ref Plan p)
        {
            Shape x = p.Floating(0, "x");
            if (x.Rank < 2)
                p.Throw(0, "x", "at least 2 axes, (…, T, D)");
            int columns = Columns == 0 ? x[^1] : Columns;
            if (columns > x[^1] || columns == 0 || columns % (2 * Heads) != 0)
                p.Throw(0, "x", $"{columns} columns to be a multiple of {2 * Heads}: an even width for each of {Heads} heads", "Choose a number of heads that leaves each an even width.");
            p.Result(x);
        }

        void IOp<RotaryPositions>.Forward<T>(in Forward<T> f) => Turn(f.X(0), f.Y(), f.Shape(0), f.Scratch(TableLength(f.Shape(0))), T.One, add: false);

        void IOp<RotaryPositions>.Backward<T>(in Backward<T> b) => Turn(b.DY(), b.DX(0, out bool add), b.Shape(0), b.Scratch(TableLength(b.Shape(0))), -T.One, add);

        private int Width(in Shape x) => (Columns == 0 ? x[^1] : Columns) / Heads;

        private int TableLength(in Shape x) => x[^2] * Width(x);

        /// <summary>y = x turned by sign · angle, or y += that.</summary>
        private void Turn<T>(ReadOnlySpan<T> x, Span<T> y, in Shape shape, Span<T> table, T sign, bool add)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int places = shape[^2], row = shape[^1], width = Width(shape), pairs = width / 2, turned = width * Heads;
            for (int t = 0; t < places; t++)
            {
                for (int i = 0; i < pairs; i++)
                {
                    (double sine, double cosine) = Math.SinCos((Start + (double)t) * Math.Pow(Base, -2.0 * i / width));
                    table[(t * width) + (2 * i)] = T.CreateTruncating(cosine);
                    table[(t * width) + (2 * i) + 1] = sign * T.CreateTruncating(sine);
                }
            }

            (int step, int other) = Halves ? (1, pairs) : (2, 1);
            if (!add)
                y.Clear();
            for (int n = 0; n < x.Length / Math.Max(1, row); n++)
            {
                ReadOnlySpan<T> angles = table.Slice(n % places * width, width);
                for (int head = 0; head < turned; head += width)
                {
                    int at = (n * row) + head;
                    for (int i = 0; i < pairs; i++, at += step)
                    {
                        T a = x[at], b = x[at + other], cosine = angles[2 * i], sine = angles[(2 * i) + 1];
                        y[at] += (a * cosine) - (b * sine);
                        y[at + other] += (a * sine) + (b * cosine);
                    }
                }

                for (int at = (n * row) + turned; at < (n + 1) * row; at++)
                    y[at] += x[at];
            }
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.RotaryPositions"/>
            /// <param name="heads">How many heads lie side by side in the columns that are turned; 1 by default.</param>
            /// <param name="start">The place of the first row; 0 by default.</param>
            /// <param name="base">b, above 0; 10,000 by default.</param>
            /// <param name="halves">Whether pair i is (i, i + E/2), else (2i, 2i + 1) as in the paper.</param>
            /// <param name="columns">How many of the first columns are turned; 0 for all.</param>
            /// <exception cref="ArgumentOutOfRangeException">heads below 1, start or columns below 0, or a base that is not above 0.</exception>
            public Tensor RotaryPositions(int heads = 1, int start = 0, double @base = 10_000, bool halves = false, int columns = 0)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(start);
                ArgumentOutOfRangeException.ThrowIfNegative(columns);
                return new Ops.RotaryPositions(Require.Positive(heads, nameof(heads)), columns, start, Require.PositiveNumber(@base, nameof(@base)), halves).Run(x);
            }
        }
    }
}
