using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The sine of an angle in radians: y = sin x.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · cos x
    /// keeps     x
    /// differs   from torch.sin: nothing
    /// </code></remarks>
    public readonly record struct Sin : IOp<Sin>, IMap2
    {
        void IOp<Sin>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Sin>.Forward<T>(in Forward<T> f) => TensorPrimitives.Sin(f.X(0), f.Y());

        void IOp<Sin>.Backward<T>(in Backward<T> b)
        {
            Span<T> slope = b.Scratch(b.Shape(0).Length);
            TensorPrimitives.Cos(b.X(0), slope);
            Elementwise.Map(this, slope, b.DY(), b.DX(0, out bool add), add);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V slope, V dy) => slope * dy;
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Sin"/>
            public Tensor Sin() => new Ops.Sin().Run(x);
        }
    }
}
