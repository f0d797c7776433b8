using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>y = x · tanh(log(1 + eˣ)) = x · (n² + 2n) / (n² + 2n + 2), with n = eˣ.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · (t + x · 4n (n + 1) / (n² + 2n + 2)²), with t = y / x
    /// keeps     x
    /// differs   from torch.nn.functional.mish: nothing
    /// source    Misra 2019, arXiv:1908.08681
    /// </code></remarks>
    public readonly record struct Mish : IOp<Mish>, IMap1, IMap2
    {
        /// <summary>From here on tanh(log(1 + eˣ)) is 1 to the last digit of double; the clamp keeps the powers finite.</summary>
        private const double Linear = 20;

        static BackwardReads IOp<Mish>.Reads => BackwardReads.Input0;

        void IOp<Mish>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Mish>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Mish>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x)
        {
            V m = Grown<V, T>(x);
            return x * m / (m + Of<V, T>(2));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy)
        {
            V m = Grown<V, T>(x);
            V n = V.Exp(V.Min(x, Of<V, T>(Linear)));
            V d = m + Of<V, T>(2);
            return dy * V.Fma(x * n / d, (Of<V, T>(4) * n + Of<V, T>(4)) / d, m / d);
        }

        /// <summary>n² + 2n.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Grown<V, T>(V x)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            V n = V.Exp(V.Min(x, Of<V, T>(Linear)));
            return n * (n + Of<V, T>(2));
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Mish"/>
            public Tensor Mish() => new Ops.Mish().Run(x);
        }
    }
}
