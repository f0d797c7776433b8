using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>One value where a mask is true: y = mask ? Value : x.</summary>
    /// <param name="Value">What is put where the mask is true.</param>
    /// <remarks><code>
    /// shapes    x (…), mask Bool, which broadcasts to x → y (…)
    /// gradient  dx = dy where the mask is false, 0 elsewhere
    /// keeps     mask
    /// differs   from torch.Tensor.masked_fill: nothing
    /// source    definition; nothing is passed back where the mask holds
    /// </code></remarks>
    /// <exception cref="ShapeException">The mask is not Bool or does not broadcast to x.</exception>
    public readonly record struct MaskedFill(double Value) : IOp<MaskedFill>, IMap2
    {
        static BackwardReads IOp<MaskedFill>.Reads => BackwardReads.Input1;

        void IOp<MaskedFill>.Plan(ref Plan p)
        {
            p.Floating(0, "x");
            p.Is(1, DType.Bool, "mask");
            if (Binary.Common(p[0], p[1]) is not { } common || common != p[0])
                p.Throw(1, "mask", $"a shape that broadcasts to x, {p[0]}");
            p.Result(p[0]);
        }

        void IOp<MaskedFill>.Forward<T>(in Forward<T> f)
        {
            Span<T> mask = f.Scratch(f.Shape(1).Length);
            Where.Numbers(f.X<bool>(1), mask);
            ReadOnlySpan<int> x = f.Shape(0).AsSpan();
            Elementwise.Map(this, Grid.Of(x, f.Shape(1).AsSpan(), x), mask, f.X(0), f.Y());
        }

        void IOp<MaskedFill>.Backward<T>(in Backward<T> b)
        {
            Span<T> mask = b.Scratch(b.Shape(1).Length);
            Where.Numbers(b.X<bool>(1), mask);
            Binary.Gradient(default(Where.WhereNot), b, 0, mask, b.Shape(1), b.DY(), b.YShape());
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V mask, V x) => V.Select(V.EqualTo(mask, V.Zero), x, Of<V, T>(Value));
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.MaskedFill"/>
            /// <param name="mask">A Bool tensor that broadcasts to this one.</param>
            /// <param name="value">What is put where it is true.</param>
            public Tensor MaskedFill(Tensor mask, double value) => new Ops.MaskedFill(value).Run(x, mask);
        }
    }
}
