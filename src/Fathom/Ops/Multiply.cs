using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The product, element by element: y = a · b.</summary>
    /// <remarks><code>
    /// shapes    a (…), b (…) → y: aligned at the last axis, lengths equal or 1
    /// gradient  da = dy · b, db = dy · a, each summed over the axes along which its input was repeated
    /// keeps     a, b
    /// differs   from torch.mul: nothing
    /// source    product rule; broadcasting as in Harris et al. 2020, "Array programming with NumPy"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the types differ.</exception>
    public readonly record struct Multiply : IOp<Multiply>, IMap2
    {
        static BackwardReads IOp<Multiply>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<Multiply>.Plan(ref Plan p) => Binary.Plan(ref p);

        void IOp<Multiply>.Forward<T>(in Forward<T> f) => Binary.Forward(this, f);

        void IOp<Multiply>.Backward<T>(in Backward<T> b)
        {
            if (b.Wants(0))
                Binary.Gradient(this, b, 0, b.DY(), b.YShape(), b.X(1), b.Shape(1));
            if (b.Wants(1))
                Binary.Gradient(this, b, 1, b.DY(), b.YShape(), b.X(0), b.Shape(0));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V a, V b) => a * b;
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor)
        {
            /// <inheritdoc cref="Ops.Multiply"/>
            public static Tensor operator *(Tensor a, Tensor b) => new Ops.Multiply().Run(a, b);

            /// <summary>Every element times a number: number · x.</summary>
            public static Tensor operator *(Tensor x, double number) => new Ops.Affine(number, -0.0).Run(x);

            /// <summary>A number times every element: number · x.</summary>
            public static Tensor operator *(double number, Tensor x) => new Ops.Affine(number, -0.0).Run(x);
        }
    }
}
