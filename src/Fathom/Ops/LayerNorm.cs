using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Layer normalization: y = (x − mean) / √(variance + Eps) · w + b, with mean and (biased) variance of each row.</summary>
    /// <param name="Axes">How many of the last axes make up a row.</param>
    /// <param name="Eps">What keeps the root from 0.</param>
    /// <remarks><code>
    /// shapes    x (…, D), weight w (D) or none, bias b (D) or none → y (…, D), where D may be several axes
    /// gradient  with z = (x − mean) · r and g = dy · w: dx = r · (g − mean g − z · mean(g · z))      dw = Σ dy · z      db = Σ dy
    /// keeps     x, weight, mean and r = 1/√(variance + Eps) of each row
    /// differs   from torch.nn.functional.layer_norm: nothing
    /// source    Ba, Kiros and Hinton 2016, arXiv:1607.06450
    /// </code></remarks>
    /// <exception cref="ShapeException">x has fewer axes than a row, or weight or bias have not a row's shape.</exception>
    public readonly record struct LayerNorm(int Axes, double Eps) : IOp<LayerNorm>
    {
        static BackwardReads IOp<LayerNorm>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<LayerNorm>.Plan(ref Plan p)
        {
            Shape x = p.Floating(0, "x");
            if (Axes < 1 || Axes > x.Rank)
                p.Throw(0, "x", $"at least {Math.Max(Axes, 1)} axes to normalize over");
            Shape row = x[(x.Rank - Axes)..];
            if (p.Has(1) && p.Floating(1, "weight") != row)
                p.Throw(1, "weight", $"{row}, the last {Axes} of x {x}");
            if (p.Has(2) && p.Floating(2, "bias") != row)
                p.Throw(2, "bias", $"{row}, the last {Axes} of x {x}");
            p.Result(x);
            p.Keep(x[..(x.Rank - Axes)]);
            p.Keep(x[..(x.Rank - Axes)]);
        }

        void IOp<LayerNorm>.Forward<T>(in Forward<T> f)
        {
            (int rows, int n) = Rows(f.Shape(0));
            NormRows.Forward(f.X(0), f.Has(1) ? f.X(1) : default, f.Has(2) ? f.X(2) : default, f.Y(), f.Y(1), f.Y(2), rows, n, Eps);
        }

        void IOp<LayerNorm>.Backward<T>(in Backward<T> b)
        {
            (int rows, int n) = Rows(b.Shape(0));
            bool add = false, sums = b.Wants(1) || b.Wants(2);
            Span<T> both = sums ? b.Scratch(NormRows.Scratch(rows, n)) : default;
            NormRows.Backward(b.X(0), b.DY(), b.Has(1) ? b.X(1) : default, b.Y(1), b.Y(2), b.Wants(0) ? b.DX(0, out add) : default, add, both, rows, n);
            if (b.Wants(1))
                NormRows.Join<T>(both, bias: false, b.DX(1, out add), add, n);
            if (b.Wants(2))
                NormRows.Join<T>(both, bias: true, b.DX(2, out add), add, n);
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
            /// <inheritdoc cref="Ops.LayerNorm"/>
            /// <param name="weight">w of a row's shape, or none.</param>
            /// <param name="bias">b of a row's shape, or none.</param>
            /// <param name="axes">How many of the last axes make up a row; 1 by default.</param>
            /// <param name="eps">What keeps the root from 0; 10⁻⁵ by default.</param>
            public Tensor LayerNorm(Tensor weight = default, Tensor bias = default, int axes = 1, double eps = 1e-5) =>
                new Ops.LayerNorm(axes, eps).Run(x, weight, bias);
        }
    }
}
