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
    /// source    derivative of the sine, cos
    /// </code></remarks>
    public readonly record struct Sin : IOp<Sin>, IMap1, IMap2
    {
        static BackwardReads IOp<Sin>.Reads => BackwardReads.Input0;

        void IOp<Sin>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Sin>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Sin>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Sin(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => dy * V.Cos(x);
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
