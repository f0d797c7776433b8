using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The natural logarithm: y = log x; −∞ at 0, NaN below.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy / x
    /// keeps     x
    /// differs   from torch.log: nothing
    /// source    derivative of the logarithm, 1/x
    /// </code></remarks>
    public readonly record struct Log : IOp<Log>, IMap1, IMap2
    {
        static BackwardReads IOp<Log>.Reads => BackwardReads.Input0;

        void IOp<Log>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Log>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Log>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Log(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => dy / x;
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Log"/>
            public Tensor Log() => new Ops.Log().Run(x);
        }
    }
}
