using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The difference: y = a − b.</summary>
    /// <remarks><code>
    /// shapes    a (…), b (…) → y: aligned at the last axis, lengths equal or 1
    /// gradient  da = dy, db = −dy, each summed over the axes along which its input was repeated
    /// keeps     nothing
    /// differs   from torch.sub: nothing
    /// source    definition; broadcasting as in Harris et al. 2020, "Array programming with NumPy"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the types differ.</exception>
    public readonly record struct Subtract : IOp<Subtract>, IMap2
    {
        static BackwardReads IOp<Subtract>.Reads => BackwardReads.Nothing;

        void IOp<Subtract>.Plan(ref Plan p) => Binary.Plan(ref p);

        void IOp<Subtract>.Forward<T>(in Forward<T> f) => Binary.Forward(this, f);

        void IOp<Subtract>.Backward<T>(in Backward<T> b)
        {
            if (b.Wants(0))
                Binary.Gradient(b, 0);
            if (b.Wants(1))
                Binary.Gradient(default(Negative), b, 1);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V a, V b) => a - b;

        private readonly struct Negative : IMap1
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap1.At<V, T>(V a) => -a;
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor)
        {
            /// <inheritdoc cref="Ops.Subtract"/>
            public static Tensor operator -(Tensor a, Tensor b) => new Ops.Subtract().Run(a, b);

            /// <summary>Every element less a number: x − number.</summary>
            public static Tensor operator -(Tensor x, double number) => new Ops.Affine(1, -number).Run(x);

            /// <summary>A number less every element: number − x.</summary>
            public static Tensor operator -(double number, Tensor x) => new Ops.Affine(-1, number).Run(x);
        }
    }
}
