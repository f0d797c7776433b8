using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The rectifier with a small slope below 0: y = x for x &gt; 0, Slope · x elsewhere.</summary>
    /// <param name="Slope">The slope below 0.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy where x &gt; 0, Slope · dy elsewhere (also at 0)
    /// keeps     x
    /// differs   from torch.nn.functional.leaky_relu: nothing
    /// source    Maas, Hannun and Ng 2013
    /// </code></remarks>
    public readonly record struct LeakyReLU(double Slope) : IOp<LeakyReLU>, IMap1, IMap2
    {
        static BackwardReads IOp<LeakyReLU>.Reads => BackwardReads.Input0;

        void IOp<LeakyReLU>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<LeakyReLU>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<LeakyReLU>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Select(V.GreaterThan(x, V.Zero), x, Of<V, T>(Slope) * x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => V.Select(V.GreaterThan(x, V.Zero), dy, Of<V, T>(Slope) * dy);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.LeakyReLU"/>
            /// <param name="slope">The slope below 0; 0.01 by default.</param>
            public Tensor LeakyReLU(double slope = 0.01) => new Ops.LeakyReLU(slope).Run(x);
        }
    }
}
