using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The Gaussian error linear unit: y = x · Φ(x), with Φ(x) = ½ (1 + erf(x/√2)).</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · (Φ(x) + x · e^(−x²/2) / √2π)
    /// keeps     x
    /// differs   from torch.nn.functional.gelu: nothing
    /// source    Hendrycks and Gimpel 2016, arXiv:1606.08415
    /// </code></remarks>
    public readonly record struct GELU : IOp<GELU>, IMap1, IMap2
    {
        static BackwardReads IOp<GELU>.Reads => BackwardReads.Input0;

        void IOp<GELU>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<GELU>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<GELU>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => x * Normal<V, T>(x, out _);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy)
        {
            V below = Normal<V, T>(x, out V gauss);
            return dy * V.Fma(x * gauss, Of<V, T>(0.3989422804014327), below);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.GELU"/>
            public Tensor GELU() => new Ops.GELU().Run(x);
        }
    }
}
