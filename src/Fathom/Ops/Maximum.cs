using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The larger of two numbers, element by element: y = max(a, b). NaN when either is NaN.</summary>
    /// <remarks><code>
    /// shapes    a (…), b (…) → y: aligned at the last axis, lengths equal or 1
    /// gradient  da = dy where a is the larger, db = dy where b is; half each where they are equal, each summed over the axes along which its input was repeated
    /// keeps     a, b
    /// differs   from torch.maximum: nothing
    /// source    definition; half each where both are equal, a subgradient
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the types differ.</exception>
    public readonly record struct Maximum : IOp<Maximum>, IMap2, IMap3
    {
        static BackwardReads IOp<Maximum>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<Maximum>.Plan(ref Plan p) => Binary.Plan(ref p);

        void IOp<Maximum>.Forward<T>(in Forward<T> f) => Binary.Forward(this, f);

        void IOp<Maximum>.Backward<T>(in Backward<T> b)
        {
            if (b.Wants(0))
                Binary.Gradient(this, b, 0, b.X(0), b.Shape(0), b.X(1), b.Shape(1), b.DY(), b.YShape());
            if (b.Wants(1))
                Binary.Gradient(this, b, 1, b.X(1), b.Shape(1), b.X(0), b.Shape(0), b.DY(), b.YShape());
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V a, V b) => V.Max(a, b);

        /// <summary>The share of dy that goes to a.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V a, V b, V dy) =>
            V.Select(V.GreaterThan(a, b), dy, V.Select(V.EqualTo(a, b), VecMath.Of<V, T>(0.5) * dy, V.Zero));
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Maximum"/>
            public Tensor Maximum(Tensor other) => new Ops.Maximum().Run(x, other);
        }
    }
}
