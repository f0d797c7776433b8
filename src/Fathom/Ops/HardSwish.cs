using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>Swish drawn with straight lines: y = x · min(max(x + 3, 0), 6) / 6.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = 0 below −3, dy above 3, dy · (x/3 + ½) between (also at ±3)
    /// keeps     x
    /// differs   from torch.nn.functional.hardswish: nothing
    /// source    Howard et al. 2019, arXiv:1905.02244
    /// </code></remarks>
    public readonly record struct HardSwish : IOp<HardSwish>, IMap1, IMap2
    {
        static BackwardReads IOp<HardSwish>.Reads => BackwardReads.Input0;

        void IOp<HardSwish>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<HardSwish>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<HardSwish>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => x * V.Min(V.Max(x + Of<V, T>(3), V.Zero), Of<V, T>(6)) * Of<V, T>(1.0 / 6);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy)
        {
            V inside = dy * V.Fma(x, Of<V, T>(1.0 / 3), Of<V, T>(0.5));
            V right = V.Select(V.GreaterThan(x, Of<V, T>(3)), dy, inside);
            return V.Select(V.GreaterThan(Of<V, T>(-3), x), V.Zero, right);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.HardSwish"/>
            public Tensor HardSwish() => new Ops.HardSwish().Run(x);
        }
    }
}
