using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Axes of length 1, or missing at the front, repeated to a shape.</summary>
    /// <param name="Target">The shape of y.</param>
    /// <remarks><code>
    /// formula   y[i, j] = x[0, j] along an axis of length 1
    /// shapes    x (…), any type → y Target: aligned at the last axis, every length of x is Target's or 1
    /// gradient  dx = Σ dy over the repeated axes
    /// keeps     nothing
    /// differs   from torch.Tensor.expand: y is a copy, not a view
    /// source    definition; the gradient is the sum over what was repeated
    /// </code></remarks>
    /// <exception cref="ShapeException">x does not broadcast to Target.</exception>
    public readonly record struct Expand(Shape Target) : IOp<Expand>
    {
        static BackwardReads IOp<Expand>.Reads => BackwardReads.Nothing;

        void IOp<Expand>.Plan(ref Plan p)
        {
            if (Binary.Common(p[0], Target) is not { } common || common != Target)
                p.Throw(0, "x", $"a shape that broadcasts to {Target}", "Aligned at the last axis, each length must be the target's, or 1.");
            p.Result(Target, p.Type(0));
        }

        void IOp<Expand>.Forward<T>(in Forward<T> f)
        {
            ref readonly Shape x = ref f.Shape(0);
            Span<int> strides = stackalloc int[Shape.MaxRank];
            for (int fromEnd = 1; fromEnd <= Target.Rank; fromEnd++)
                strides[Target.Rank - fromEnd] = fromEnd > x.Rank || x[^fromEnd] == 1 ? 0 : Reduced.Stride(x, x.Rank - fromEnd);
            Moves.Run(new StridedMove(Target.AsSpan(), strides[..Target.Rank], 0), f);
        }

        void IOp<Expand>.Backward<T>(in Backward<T> b) => Binary.SumTo(b.DY(), b, 0);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Expand"/>
            /// <param name="shape">The wanted lengths; −1 keeps the length that x has there.</param>
            public Tensor Expand(params ReadOnlySpan<int> shape)
            {
                Span<int> lengths = stackalloc int[Shape.MaxRank];
                if (shape.Length > Shape.MaxRank)
                    throw new ShapeException("Expand", "shape", $"{shape.Length} axes", $"at most {Shape.MaxRank}");
                for (int i = 0; i < shape.Length; i++)
                {
                    int axis = i - (shape.Length - x.Rank);
                    if (shape[i] == -1 && axis < 0)
                        throw new ShapeException("Expand", $"axis {i} of the shape", "−1", $"a length: x is {x.Shape} and has no axis there");
                    lengths[i] = shape[i] == -1 ? x.Shape[axis] : shape[i];
                }

                return new Ops.Expand(new Shape(lengths[..shape.Length])).Run(x);
            }
        }
    }
}
