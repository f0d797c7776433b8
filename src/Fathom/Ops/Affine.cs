using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>A straight line: y = Scale · x + Shift, rounded once. What +, − and · with a number are.</summary>
    /// <param name="Scale">The factor.</param>
    /// <param name="Shift">What is added; −0 for nothing, so that the sign of a zero survives.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = Scale · dy
    /// keeps     nothing
    /// source    definition; one rounding by fused multiply-add (IEEE 754-2008 §5.4.1)
    /// </code></remarks>
    public readonly record struct Affine(double Scale, double Shift) : IOp<Affine>, IMap1
    {
        static BackwardReads IOp<Affine>.Reads => BackwardReads.Nothing;

        void IOp<Affine>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Affine>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Affine>.Backward<T>(in Backward<T> b) => Elementwise.Map(new Affine(Scale, -0.0), b.DY(), b.DX(0, out bool add), add);

        /// <summary>As a record prints, but a shift of −0 as the 0 it stands for.</summary>
        public override string ToString() => FormattableString.Invariant($"Affine {{ Scale = {Scale}, Shift = {Shift + 0.0} }}");

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Fma(x, Of<V, T>(Scale), Of<V, T>(Shift));
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor)
        {
            /// <summary>Every element with the other sign: −x.</summary>
            public static Tensor operator -(Tensor x) => new Ops.Affine(-1, -0.0).Run(x);
        }
    }
}
