using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Root-mean-square normalization: y = x / √(mean x² + Eps) · w, over each row. Layer normalization without the mean.</summary>
    /// <param name="Axes">How many of the last axes make up a row.</param>
    /// <param name="Eps">What keeps the root from 0.</param>
    /// <remarks><code>
    /// formula   y = x/√(mean(x²) + ε)·w, the mean over each row
    /// shapes    x (…, D), weight w (D) or none → y (…, D), where D may be several axes
    /// gradient  with z = x · r and g = dy · w: dx = r · (g − z · mean(g · z))      dw = Σ dy · z
    /// keeps     x, weight and r = 1/√(mean x² + Eps) of each row
    /// differs   from torch.nn.functional.rms_norm (PyTorch 1.13 has none): ε is 10⁻⁶ by default, not the type's smallest step above 1
    /// source    Zhang and Sennrich 2019, arXiv:1910.07467
    /// </code></remarks>
    /// <exception cref="ShapeException">x has fewer axes than a row, or weight has not a row's shape.</exception>
    public readonly record struct RMSNorm(int Axes, double Eps) : IOp<RMSNorm>
    {
        static BackwardReads IOp<RMSNorm>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<RMSNorm>.Plan(ref Plan p)
        {
            Shape x = p.Floating(0, "x");
            if (Axes < 1 || Axes > x.Rank)
                p.Throw(0, "x", $"at least {Math.Max(Axes, 1)} axes to normalize over");
            if (p.Has(1) && p.Floating(1, "weight") != x[(x.Rank - Axes)..])
                p.Throw(1, "weight", $"{x[(x.Rank - Axes)..]}, the last {Axes} of x {x}");
            p.Result(x);
            p.Keep(x[..(x.Rank - Axes)]);
        }

        void IOp<RMSNorm>.Forward<T>(in Forward<T> f)
        {
            (int rows, int n) = Rows(f.Shape(0));
            NormRows.Forward(f.X(0), f.Has(1) ? f.X(1) : default, default, f.Y(), default, f.Y(1), rows, n, Eps);
        }

        void IOp<RMSNorm>.Backward<T>(in Backward<T> b)
        {
            (int rows, int n) = Rows(b.Shape(0));
            bool add = false;
            Span<T> sums = b.Wants(1) ? b.Scratch(NormRows.Scratch(rows, n)) : default;
            NormRows.Backward(b.X(0), b.DY(), b.Has(1) ? b.X(1) : default, default, b.Y(1), b.Wants(0) ? b.DX(0, out add) : default, add, sums, rows, n);
            if (b.Wants(1))
                NormRows.Join<T>(sums, bias: false, b.DX(1, out add), add, n);
        }

        private (int Rows, int N) Rows(in Shape x) => (x[..(x.Rank - Axes)].Length, x[(x.Rank - Axes)..].Length);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.RMSNorm"/>
            /// <param name="weight">w of a row's shape, or none.</param>
            /// <param name="axes">How many of the last axes make up a row; 1 by default.</param>
            /// <param name="eps">What keeps the root from 0; 10⁻⁶ by default.</param>
            public Tensor RMSNorm(Tensor weight = default, int axes = 1, double eps = 1e-6) => new Ops.RMSNorm(axes, eps).Run(x, weight);
        }
    }
}
