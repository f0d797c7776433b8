using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>A choice, element by element: y = condition ? a : b.</summary>
    /// <remarks><code>
    /// shapes    condition Bool, a, b → y: aligned at the last axis, lengths equal or 1
    /// gradient  da = dy where the condition holds, db = dy where it does not, 0 elsewhere, each summed over the axes along which its input was repeated
    /// keeps     condition
    /// differs   from torch.where: nothing. What was not chosen leaves no trace, NaN neither
    /// source    definition; each side gets the gradient where it was chosen
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast, the condition is not Bool, or the types of a and b differ.</exception>
    public readonly record struct Where : IOp<Where>, IMap2, IMap3
    {
        static BackwardReads IOp<Where>.Reads => BackwardReads.Input0;

        void IOp<Where>.Plan(ref Plan p)
        {
            p.Is(0, DType.Bool, "condition");
            p.Floating(1, "a");
            p.Floating(2, "b");
            Shape values = Binary.Common(ref p, 1, 2, "b");
            if (Binary.Common(p[0], values) is not { } common)
            {
                p.Throw(0, "condition", $"a shape that broadcasts with {values}, that of a and b together");
                return;
            }

            p.Result(common);
        }

        void IOp<Where>.Forward<T>(in Forward<T> f)
        {
            Span<T> mask = f.Scratch(f.Shape(0).Length);
            Numbers(f.X<bool>(0), mask);
            Grid grid = Grid.Of(f.YShape().AsSpan(), f.Shape(0).AsSpan(), f.Shape(1).AsSpan(), f.Shape(2).AsSpan());
            Elementwise.Map(this, grid, mask, f.X(1), f.X(2), f.Y());
        }

        void IOp<Where>.Backward<T>(in Backward<T> b)
        {
            Span<T> mask = b.Scratch(b.Shape(0).Length);
            Numbers(b.X<bool>(0), mask);
            if (b.Wants(1))
                Binary.Gradient(this, b, 1, mask, b.Shape(0), b.DY(), b.YShape());
            if (b.Wants(2))
                Binary.Gradient(default(WhereNot), b, 2, mask, b.Shape(0), b.DY(), b.YShape());
        }

        /// <summary>1 for true, 0 for false.</summary>
        internal static void Numbers<T>(ReadOnlySpan<bool> mask, Span<T> numbers)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<bool, byte>(mask), numbers);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V mask, V dy) => V.Select(V.EqualTo(mask, V.Zero), V.Zero, dy);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V mask, V a, V b) => V.Select(V.EqualTo(mask, V.Zero), b, a);

        /// <summary>dy where the mask is 0.</summary>
        internal readonly struct WhereNot : IMap2
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap2.At<V, T>(V mask, V dy) => V.Select(V.EqualTo(mask, V.Zero), dy, V.Zero);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor)
        {
            /// <inheritdoc cref="Ops.Where"/>
            /// <param name="condition">A Bool tensor.</param>
            /// <param name="a">What to take where it holds.</param>
            /// <param name="b">What to take where it does not.</param>
            public static Tensor Where(Tensor condition, Tensor a, Tensor b) => new Ops.Where().Run(condition, a, b);
        }
    }
}
