using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

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
            ReadOnlySpan<T> x = f.X(0);
            Span<T> y = f.Y(), mean = f.Y(1), r = f.Y(2);
            Fold.Run(default(SumFold), x, default, mean, rows, n, 1);
            Elementwise.Map(new Affine(1.0 / n, -0.0), mean, mean);
            Fold.Run(default(DeviationFold), x, mean, r, rows, n, 1);
            Elementwise.Map(new InverseRoot(1.0 / n, Eps), r, r);
            Elementwise.Map(default(Normalize), PerRow(rows, n), x, mean, r, y);
            if (f.Has(1) && f.Has(2))
                Elementwise.Map(default(Line), Grid.Of([rows, n], [rows, n], [n], [n]), y, f.X(1), f.X(2), y);
            else if (f.Has(1))
                Elementwise.Map(default(Multiply), Grid.Of([rows, n], [rows, n], [n]), y, f.X(1), y);
            else if (f.Has(2))
                Elementwise.Map(default(Add), Grid.Of([rows, n], [rows, n], [n]), y, f.X(2), y);
        }

        void IOp<LayerNorm>.Backward<T>(in Backward<T> b)
        {
            (int rows, int n) = Rows(b.Shape(0));
            ReadOnlySpan<T> dy = b.DY(), r = b.Y(2);
            Span<T> z = b.Scratch(dy.Length), product = b.Scratch(dy.Length);
            Elementwise.Map(default(Normalize), PerRow(rows, n), b.X(0), b.Y(1), r, z);
            bool add;
            if (b.Wants(1))
            {
                Elementwise.Map(default(Multiply), dy, z, product);
                Fold.Run(default(SumFold), product, default, b.DX(1, out add), 1, rows, n, add);
            }

            if (b.Wants(2))
                Fold.Run(default(SumFold), dy, default, b.DX(2, out add), 1, rows, n, add);
            if (!b.Wants(0))
                return;
            ReadOnlySpan<T> g = dy;
            if (b.Has(1))
            {
                Span<T> scaled = b.Scratch(dy.Length);
                Elementwise.Map(default(Multiply), Grid.Of([rows, n], [rows, n], [n]), dy, b.X(1), scaled);
                g = scaled;
            }

            Span<T> meanG = b.Scratch(rows), meanGZ = b.Scratch(rows);
            Fold.Run(default(SumFold), g, default, meanG, rows, n, 1);
            Elementwise.Map(new Affine(1.0 / n, -0.0), meanG, meanG);
            Elementwise.Map(default(Multiply), g, z, product);
            Fold.Run(default(SumFold), product, default, meanGZ, rows, n, 1);
            Elementwise.Map(new Affine(1.0 / n, -0.0), meanGZ, meanGZ);
            Elementwise.Map(default(LessProduct), Grid.Of([rows, n], [rows, n], [rows, n], [rows, 1]), g, z, meanGZ, product);
            Elementwise.Map(default(Normalize), PerRow(rows, n), product, meanG, r, b.DX(0, out add), add);
        }

        private (int Rows, int N) Rows(in Shape x) => (x[..(x.Rank - Axes)].Length, x[(x.Rank - Axes)..].Length);

        private static Grid PerRow(int rows, int n) => Grid.Of([rows, n], [rows, n], [rows, 1], [rows, 1]);

        /// <summary>(x − mean) · r.</summary>
        private readonly struct Normalize : IMap3
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap3.At<V, T>(V x, V mean, V r) => (x - mean) * r;
        }

        /// <summary>y · w + b.</summary>
        private readonly struct Line : IMap3
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap3.At<V, T>(V y, V w, V b) => V.Fma(y, w, b);
        }

        /// <summary>g − z · m.</summary>
        private readonly struct LessProduct : IMap3
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap3.At<V, T>(V g, V z, V m) => g - (z * m);
        }

        /// <summary>1 / √(sum of squares / n + Eps).</summary>
        private readonly struct InverseRoot(double scale, double eps) : IMap1
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap1.At<V, T>(V a) => Of<V, T>(1) / V.Sqrt(V.Fma(a, Of<V, T>(scale), Of<V, T>(eps)));
        }
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
