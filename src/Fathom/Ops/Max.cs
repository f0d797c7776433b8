using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The largest number over axes: y = max x. NaN when any x is.</summary>
    /// <param name="Axes">The axes to reduce; all of them by default.</param>
    /// <param name="KeepAxes">Whether reduced axes stay, with length 1.</param>
    /// <remarks><code>
    /// shapes    x (…) → y: x without the reduced axes, or with 1 in their place; with one axis also where: y's shape, Int64, no gradient
    /// gradient  one axis: dx = dy at the first largest. All or several axes: dy shared evenly among equal largest ones
    /// keeps     x, y, where
    /// differs   from torch.max (one axis, or none named) and torch.amax (several): nothing
    /// source    definition; a subgradient where several are largest
    /// </code></remarks>
    /// <exception cref="ShapeException">There is nothing to choose from: a reduced axis has length 0.</exception>
    public readonly record struct Max(Axes Axes, bool KeepAxes) : IOp<Max>
    {
        void IOp<Max>.Plan(ref Plan p)
        {
            int mask = p.Axes(0, Axes);
            Shape y = Reduced.Result(p.Floating(0, "x"), mask, KeepAxes);
            if (y.Length > 0 && p[0].Length == 0)
                p.Throw(0, "x", "at least one element along the reduced axes", "The maximum of nothing is not defined.");
            p.Result(y);
            if (Axes.Count == 1)
                p.Result(y, DType.Int64);
        }

        void IOp<Max>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<T> x = Reduced.Input(f, Axes.Mask(f.Shape(0).Rank), out Reduced axes);
            Fold.Run(default(MaxFold), x, default, f.Y(), axes.Outer, axes.N, axes.Inner);
            if (Axes.Count == 1)
                Extremes.Locate(x, f.Y(), f.Y<long>(1), axes.N, axes.Inner);
        }

        void IOp<Max>.Backward<T>(in Backward<T> b)
        {
            ref readonly Shape shape = ref b.Shape(0);
            int mask = Axes.Mask(shape.Rank);
            if (Axes.Count == 1)
                Extremes.Scatter(b.DY(), b.Y<long>(1), b.DX(0), Reduced.Of(shape, mask));
            else
                Extremes.Share(b, shape, mask);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Max"/>
            /// <param name="axes">The axes to reduce, negative ones counted from the end; all of them by default.</param>
            /// <param name="keepAxes">Whether reduced axes stay, with length 1.</param>
            public Tensor Max(Axes axes = default, bool keepAxes = false) => new Ops.Max(axes, keepAxes).Run(x);

            /// <summary>The largest numbers along one axis, and where they stand (the first of equal ones).</summary>
            /// <param name="axis">The axis.</param>
            /// <param name="keepAxes">Whether the axis stays, with length 1.</param>
            public (Tensor Values, Tensor Indices) MaxWithIndices(int axis, bool keepAxes = false)
            {
                Pair results = default;
                new Ops.Max(axis, keepAxes).RunAll([x], results);
                return (results[0], results[1]);
            }

            /// <summary>Where the largest number stands along an axis (the first of equal ones), Int64. No gradient.</summary>
            /// <param name="axis">The axis.</param>
            /// <param name="keepAxes">Whether the axis stays, with length 1.</param>
            public Tensor ArgMax(int axis, bool keepAxes = false) => x.MaxWithIndices(axis, keepAxes).Indices;

            /// <summary>Where the largest number of all stands in row-major order (the first of equal ones), an Int64 scalar. No gradient.</summary>
            public Tensor ArgMax() => x.Reshape(-1).ArgMax(0);
        }
    }
}
