using System.Numerics;

namespace Fathom.Ops
{
    /// <summary>Tensors put one after another along an axis.</summary>
    /// <param name="Axis">The axis, negative counted from the end; of the result where it is new.</param>
    /// <param name="IsNew">Whether every input becomes one index of a new axis (stack) instead of a piece of an old one.</param>
    /// <remarks><code>
    /// formula   y[i] = a[i] in the first n places of the axis, b[i − n] from n on
    /// shapes    a, b, … (…, nᵢ, …), any type → y (…, Σ nᵢ, …); a new axis: a, b, … (…) → y (…, how many, …)
    /// gradient  each input's part of dy
    /// keeps     nothing
    /// differs   from torch.cat and torch.stack: nothing
    /// source    definition: blocks of memory side by side
    /// </code></remarks>
    /// <exception cref="ShapeException">There is no input, or the inputs differ in type or in another axis.</exception>
    public readonly record struct Concat(int Axis, bool IsNew) : IOp<Concat>
    {
        static BackwardReads IOp<Concat>.Reads => BackwardReads.Nothing;

        void IOp<Concat>.Plan(ref Plan p)
        {
            if (p.Count == 0)
                throw new ShapeException(IsNew ? "Stack" : "Concat", "tensors", "empty", "at least one tensor");
            Shape first = p[0];
            int rank = IsNew ? first.Rank + 1 : first.Rank;
            if (Axis < -rank || Axis >= rank)
                throw new ShapeException(IsNew ? "Stack" : "Concat", "axis", Axis.ToString(), $"{-rank} to {rank - 1}, as the first tensor is {first}");
            int axis = Axis < 0 ? Axis + rank : Axis;
            long total = 0;
            for (int i = 0; i < p.Count; i++)
            {
                if (p.Type(i) != p.Type(0))
                    p.Is(i, p.Type(0), $"tensor {i}");
                bool fits = IsNew ? p[i] == first : p[i].Rank == first.Rank && p[i].Without(axis) == first.Without(axis);
                if (!fits)
                    p.Throw(i, $"tensor {i}", IsNew ? $"{first}, as the first is" : $"{first} but for axis {axis}, as the first is");
                total += IsNew ? 1 : p[i][axis];
            }

            p.Result(IsNew ? first.Insert(axis, (int)total) : first.With(axis, checked((int)total)), p.Type(0));
        }

        void IOp<Concat>.Forward<T>(in Forward<T> f)
        {
            switch (f.Type(0))
            {
                case DType.Float32: Join<float, T>(f); break;
                case DType.Float64: Join<double, T>(f); break;
                case DType.Int64: Join<long, T>(f); break;
                default: Join<bool, T>(f); break;
            }
        }

        void IOp<Concat>.Backward<T>(in Backward<T> b)
        {
            (int outer, int n, int inner) = Split.At(b.YShape(), Axis);
            int start = 0;
            for (int i = 0; i < b.Count; i++)
            {
                int length = Length(b.Shape(i), b.YShape().Rank) * inner;
                if (b.Wants(i))
                {
                    Span<T> dx = b.DX(i, out bool add);
                    for (int o = 0; o < outer; o++)
                        Binary.Accumulate(b.DY().Slice((o * n * inner) + start, length), dx.Slice(o * length, length), add);
                }

                start += length;
            }
        }

        private void Join<U, T>(in Forward<T> f)
            where U : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (int outer, int n, int inner) = Split.At(f.YShape(), Axis);
            Span<U> y = f.Y<U>();
            int start = 0;
            for (int i = 0; i < f.Count; i++)
            {
                ReadOnlySpan<U> x = f.X<U>(i);
                int length = Length(f.Shape(i), f.YShape().Rank) * inner;
                for (int o = 0; o < outer; o++)
                    x.Slice(o * length, length).CopyTo(y[((o * n * inner) + start)..]);
                start += length;
            }
        }

        private int Length(in Shape x, int rank) => IsNew ? 1 : x[Axis < 0 ? Axis + rank : Axis];
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor)
        {
            /// <summary>Tensors put one after another along an axis that they have.</summary>
            /// <param name="tensors">At least one; equal in every other axis.</param>
            /// <param name="axis">The axis; the first by default.</param>
            /// <exception cref="ShapeException">There is no tensor, or they differ in type or in another axis.</exception>
            public static Tensor Concat(ReadOnlySpan<Tensor> tensors, int axis = 0) => new Ops.Concat(axis, false).Run(tensors);

            /// <summary>Tensors of one shape put one after another along a new axis.</summary>
            /// <param name="tensors">At least one.</param>
            /// <param name="axis">Where in the result the new axis stands; first by default.</param>
            /// <exception cref="ShapeException">There is no tensor, or they differ in type or shape.</exception>
            public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0) => new Ops.Concat(axis, true).Run(tensors);
        }
    }
}
