using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>A line between two flat ends: y = min(max(x, Min), Max). As <see cref="Clamp"/> but for the gradient at the ends.</summary>
    /// <param name="Min">The smallest value of y.</param>
    /// <param name="Max">The largest value of y.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy where Min &lt; x &lt; Max, 0 elsewhere (also at the ends)
    /// keeps     x
    /// differs   from torch.nn.functional.hardtanh: nothing
    /// source    Collobert 2004, "Large scale machine learning", thesis
    /// </code></remarks>
    public readonly record struct HardTanh(double Min, double Max) : IOp<HardTanh>, IMap1, IMap2
    {
        static BackwardReads IOp<HardTanh>.Reads => BackwardReads.Input0;

        void IOp<HardTanh>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<HardTanh>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<HardTanh>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Min(V.Max(x, Of<V, T>(Min)), Of<V, T>(Max));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => V.Select(V.GreaterThan(x, Of<V, T>(Min)), V.Select(V.GreaterThan(Of<V, T>(Max), x), dy, V.Zero), V.Zero);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.HardTanh"/>
            /// <param name="min">The smallest value; −1 by default.</param>
            /// <param name="max">The largest value; 1 by default.</param>
            public Tensor HardTanh(double min = -1, double max = 1) => new Ops.HardTanh(min, max).Run(x);

            /// <summary>The rectifier held at 6: y = min(max(x, 0), 6). Gradient 0 at both ends, as in torch.nn.functional.relu6.</summary>
            public Tensor ReLU6() => x.HardTanh(0, 6);
        }
    }
}
