using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The sum: y = a + b.</summary>
    /// <remarks><code>
    /// shapes    a (…), b (…) → y: aligned at the last axis, lengths equal or 1
    /// gradient  da = dy, db = dy, each summed over the axes along which its input was repeated
    /// keeps     nothing
    /// differs   from torch.add: nothing
    /// source    definition; broadcasting as in Harris et al. 2020, "Array programming with NumPy"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the types differ.</exception>
    public readonly record struct Add : IOp<Add>, IMap2
    {
        static BackwardReads IOp<Add>.Reads => BackwardReads.Nothing;

        void IOp<Add>.Plan(ref Plan p) => Binary.Plan(ref p);

        void IOp<Add>.Forward<T>(in Forward<T> f) => Binary.Forward(this, f);

        void IOp<Add>.Backward<T>(in Backward<T> b)
        {
            if (b.Wants(0))
                Binary.Gradient(b, 0);
            if (b.Wants(1))
                Binary.Gradient(b, 1);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V a, V b) => a + b;
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor)
        {
            /// <inheritdoc cref="Ops.Add"/>
            public static Tensor operator +(Tensor a, Tensor b) => new Ops.Add().Run(a, b);

            /// <summary>Every element plus a number: x + number.</summary>
            public static Tensor operator +(Tensor x, double number) => new Ops.Affine(1, number).Run(x);

            /// <summary>A number plus every element: number + x.</summary>
            public static Tensor operator +(double number, Tensor x) => new Ops.Affine(1, number).Run(x);
        }
    }
}
