using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The quotient, element by element: y = a / b.</summary>
    /// <remarks><code>
    /// shapes    a (…), b (…) → y: aligned at the last axis, lengths equal or 1
    /// gradient  da = dy / b, db = −dy · y / b, each summed over the axes along which its input was repeated
    /// keeps     b, y
    /// differs   from torch.div: nothing
    /// source    quotient rule; broadcasting as in Harris et al. 2020, "Array programming with NumPy"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the types differ.</exception>
    public readonly record struct Divide : IOp<Divide>, IMap2, IMap3
    {
        static BackwardReads IOp<Divide>.Reads => BackwardReads.Input1 | BackwardReads.Result;

        void IOp<Divide>.Plan(ref Plan p) => Binary.Plan(ref p);

        void IOp<Divide>.Forward<T>(in Forward<T> f) => Binary.Forward(this, f);

        void IOp<Divide>.Backward<T>(in Backward<T> b)
        {
            if (b.Wants(0))
                Binary.Gradient(this, b, 0, b.DY(), b.YShape(), b.X(1), b.Shape(1));
            if (b.Wants(1))
                Binary.Gradient(this, b, 1, b.DY(), b.YShape(), b.Y(), b.YShape(), b.X(1), b.Shape(1));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V a, V b) => a / b;

        /// <summary>−dy · y / b.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V dy, V y, V b) => -(dy * y) / b;
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor)
        {
            /// <inheritdoc cref="Ops.Divide"/>
            public static Tensor operator /(Tensor a, Tensor b) => new Ops.Divide().Run(a, b);

            /// <summary>Every element divided by a number: x · (1 / number), one rounding more than a division has.</summary>
            public static Tensor operator /(Tensor x, double number) => new Ops.Affine(1 / number, -0.0).Run(x);

            /// <summary>A number divided by every element: number · x⁻¹.</summary>
            public static Tensor operator /(double number, Tensor x) => x.Pow(-1) * number;
        }
    }
}
