using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The logistic function drawn with straight lines: y = min(max(x + 3, 0), 6) / 6.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy / 6 where −3 &lt; x &lt; 3, 0 elsewhere (also at ±3)
    /// keeps     x
    /// differs   from torch.nn.functional.hardsigmoid: nothing
    /// source    Courbariaux, Bengio and David 2015, arXiv:1511.00363, with the slope 1/6 of Howard et al. 2019, arXiv:1905.02244
    /// </code></remarks>
    public readonly record struct HardSigmoid : IOp<HardSigmoid>, IMap1, IMap2
    {
        /// <summary>PyTorch rounds this one constant of the gradient to float, in double too: 3e-8 off, and so here, to give its numbers.</summary>
        private const double Sixth = 1f / 6;

        static BackwardReads IOp<HardSigmoid>.Reads => BackwardReads.Input0;

        void IOp<HardSigmoid>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<HardSigmoid>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<HardSigmoid>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Min(V.Max(x + Of<V, T>(3), V.Zero), Of<V, T>(6)) * Of<V, T>(1.0 / 6);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => V.Select(V.GreaterThan(Of<V, T>(3), V.Abs(x)), dy * Of<V, T>(Sixth), V.Zero);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.HardSigmoid"/>
            public Tensor HardSigmoid() => new Ops.HardSigmoid().Run(x);
        }
    }
}
