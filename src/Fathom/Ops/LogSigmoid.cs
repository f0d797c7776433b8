using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The logarithm of the logistic function: y = log σ(x) = −log(1 + e⁻ˣ), finite at any finite x.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · σ(−x)
    /// keeps     x
    /// differs   from torch.nn.functional.logsigmoid: nothing
    /// source    as −softplus(−x); Dugas et al. 2001 for softplus
    /// </code></remarks>
    public readonly record struct LogSigmoid : IOp<LogSigmoid>, IMap1, IMap2
    {
        static BackwardReads IOp<LogSigmoid>.Reads => BackwardReads.Input0;

        void IOp<LogSigmoid>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<LogSigmoid>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<LogSigmoid>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => -Softplus<V, T>(-x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => dy * Sigmoid<V, T>(-x);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.LogSigmoid"/>
            public Tensor LogSigmoid() => new Ops.LogSigmoid().Run(x);
        }
    }
}
