using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The cosine of an angle in radians: y = cos x.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = −dy · sin x
    /// keeps     x
    /// differs   from torch.cos: nothing
    /// source    derivative of the cosine, −sin
    /// </code></remarks>
    public readonly record struct Cos : IOp<Cos>, IMap1, IMap2
    {
        static BackwardReads IOp<Cos>.Reads => BackwardReads.Input0;

        void IOp<Cos>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Cos>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Cos>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Cos(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => -dy * V.Sin(x);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Cos"/>
            public Tensor Cos() => new Ops.Cos().Run(x);
        }
    }
}
