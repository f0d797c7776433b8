using System.Numerics;
using Product = Fathom.Kernels.MatMul;

namespace Fathom.Ops
{
    /// <summary>The matrix product: y = op(a) · op(b), over any leading batch axes, which broadcast.</summary>
    /// <param name="TransposeA">Whether op(a) swaps the last two axes of a; ignored for a vector.</param>
    /// <param name="TransposeB">Whether op(b) swaps the last two axes of b; ignored for a vector.</param>
    /// <remarks><code>
    /// shapes    a (…, M, K), b (…, K, N) → y (…, M, N). A vector a (K) is a row and a vector b (K) a column, whose axis y leaves out
    /// gradient  da = dy · bᵀ, db = aᵀ · dy, each summed over the batches that share it
    /// keeps     a, b
    /// differs   from torch.matmul: nothing; transposed operands are read in place
    /// source    definition; kernel after Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication"
    /// </code></remarks>
    /// <exception cref="ShapeException">An operand is a scalar, the inner lengths differ, or the batch axes do not broadcast.</exception>
    public readonly record struct MatMul(bool TransposeA, bool TransposeB) : IOp<MatMul>
    {
        static BackwardReads IOp<MatMul>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<MatMul>.Plan(ref Plan p)
        {
            Shape a = p.Floating(0, "a"), b = p.Floating(1, "b");
            if (a.Rank == 0)
                p.Throw(0, "a", "at least one axis", "Multiply by a scalar with *.");
            if (b.Rank == 0)
                p.Throw(1, "b", "at least one axis", "Multiply by a scalar with *.");
            var s = new Sizes(a, b, this);
            if (s.InnerA != s.InnerB)
                p.Throw(1, "b", $"{s.InnerA} where the product sums, as a is {a}", "The last axis of a must be as long as the last but one of b; swap axes with transposeA or transposeB.");
            if (s.Batch is not { } batch)
            {
                p.Throw(1, "b", $"batch axes that broadcast with a {a}", "Aligned before the last two axes, lengths must be equal or 1.");
                return;
            }

            Span<int> lengths = stackalloc int[Shape.MaxRank + 2];
            batch.AsSpan().CopyTo(lengths);
            int rank = batch.Rank;
            if (a.Rank > 1)
                lengths[rank++] = s.M;
            if (b.Rank > 1)
                lengths[rank++] = s.N;
            p.Result(new Shape(lengths[..rank]));
        }

        void IOp<MatMul>.Forward<T>(in Forward<T> f)
        {
            var s = new Sizes(f.Shape(0), f.Shape(1), this);
            Run(s, f.X(0), f.X(1), f.Y());
        }

        void IOp<MatMul>.Backward<T>(in Backward<T> b)
        {
            var s = new Sizes(b.Shape(0), b.Shape(1), this);
            if (b.Wants(0))
                GradientA(s, b.DY(), b.X(1), b);
            if (b.Wants(1))
                GradientB(s, b.DY(), b.X(0), b);
        }

        void IOp<MatMul>.Cost(ref Cost cost) =>
            cost.Product((double)cost.YShape().Length * new Sizes(cost[0], cost[1], this).K, cost.Wants(0), cost.Wants(1));

        private static void Run<T>(in Sizes s, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (s.IsUniform)
            {
                Product.Batched(s.Count, s.Rows, s.N, s.K, a, s.StrideA, s.Lda, s.TransposeA, b, s.StrideB, s.Ldb, s.TransposeB, y, s.Rows * s.N, s.N, false);
                return;
            }

            for (int t = 0; t < s.Count; t++)
                Product.Run(s.Rows, s.N, s.K, a[s.OffsetA(t)..], s.Lda, s.TransposeA, b[s.OffsetB(t)..], s.Ldb, s.TransposeB, y[(t * s.Rows * s.N)..], s.N, false);
        }

        private static void GradientA<T>(in Sizes s, ReadOnlySpan<T> dy, ReadOnlySpan<T> b, in Backward<T> backward)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            bool add = true;
            Span<T> da = s.IsUniform ? backward.DX(0, out add) : backward.DX(0);
            int count = s.IsUniform ? 1 : s.Count;
            for (int t = 0; t < count; t++)
            {
                ReadOnlySpan<T> dyAt = dy[(t * s.Rows * s.N)..], bAt = s.IsUniform ? b : b[s.OffsetB(t)..];
                Span<T> daAt = s.IsUniform ? da : da[s.OffsetA(t)..];
                int batch = s.IsUniform ? s.Count : 1;
                if (s.TransposeA)
                    Product.Batched(batch, s.K, s.Rows, s.N, bAt, s.StrideB, s.Ldb, s.TransposeB, dyAt, s.Rows * s.N, s.N, true, daAt, s.StrideA, s.Lda, add);
                else
                    Product.Batched(batch, s.Rows, s.K, s.N, dyAt, s.Rows * s.N, s.N, false, bAt, s.StrideB, s.Ldb, !s.TransposeB, daAt, s.StrideA, s.Lda, add);
            }
        }

        private static void GradientB<T>(in Sizes s, ReadOnlySpan<T> dy, ReadOnlySpan<T> a, in Backward<T> backward)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            bool add = true;
            Span<T> db = s.IsUniform ? backward.DX(1, out add) : backward.DX(1);
            int count = s.IsUniform ? 1 : s.Count;
            for (int t = 0; t < count; t++)
            {
                ReadOnlySpan<T> dyAt = dy[(t * s.Rows * s.N)..], aAt = s.IsUniform ? a : a[s.OffsetA(t)..];
                Span<T> dbAt = s.IsUniform ? db : db[s.OffsetB(t)..];
                int batch = s.IsUniform ? s.Count : 1;
                if (s.TransposeB)
                    Product.Batched(batch, s.N, s.K, s.Rows, dyAt, s.Rows * s.N, s.N, true, aAt, s.StrideA, s.Lda, s.TransposeA, dbAt, s.StrideB, s.Ldb, add);
                else
                    Product.Batched(batch, s.K, s.N, s.Rows, aAt, s.StrideA, s.Lda, !s.TransposeA, dyAt, s.Rows * s.N, s.N, false, dbAt, s.StrideB, s.Ldb, add);
            }
        }

        /// <summary>The sizes of the products and how their batches lie.</summary>
        private readonly struct Sizes
        {
            private readonly Shape _batchA, _batchB, _batch;

            public Sizes(in Shape a, in Shape b, MatMul op)
            {
                TransposeA = op.TransposeA && a.Rank > 1;
                TransposeB = op.TransposeB && b.Rank > 1;
                M = a.Rank == 1 ? 1 : a[TransposeA ? ^1 : ^2];
                N = b.Rank == 1 ? 1 : b[TransposeB ? ^2 : ^1];
                K = InnerA = a.Rank == 1 ? a[0] : a[TransposeA ? ^2 : ^1];
                InnerB = b.Rank == 1 ? b[0] : b[TransposeB ? ^1 : ^2];
                Lda = TransposeA ? M : K;
                Ldb = TransposeB ? K : N;
                _batchA = a.Rank > 2 ? a[..^2] : [];
                _batchB = b.Rank > 2 ? b[..^2] : [];
                Batch = _batchA == _batchB ? _batchA : Binary.Common(_batchA, _batchB);
                _batch = Batch ?? [];
                Count = _batch.Length;
                Rows = M;
                StrideA = _batchA.Length == 1 ? 0 : (nint)M * K;
                StrideB = _batchB.Length == 1 ? 0 : (nint)K * N;
                IsUniform = (_batchA.Length == 1 || _batchA.Length == Count) && (_batchB.Length == 1 || _batchB.Length == Count);
                if (IsUniform && _batchB.Length == 1 && !TransposeA)
                {
                    // One b for all: the batches of a are only more rows.
                    Rows = M * Count;
                    Count = 1;
                    StrideA = 0;
                }
            }

            public bool TransposeA { get; }

            public bool TransposeB { get; }

            public int M { get; }

            public int N { get; }

            public int K { get; }

            public int InnerA { get; }

            public int InnerB { get; }

            public int Lda { get; }

            public int Ldb { get; }

            /// <summary>The batch axes of the result, or null where they do not fit.</summary>
            public Shape? Batch { get; }

            /// <summary>The number of products.</summary>
            public int Count { get; }

            /// <summary>Rows of one product.</summary>
            public int Rows { get; }

            public nint StrideA { get; }

            public nint StrideB { get; }

            /// <summary>Every product is a fixed stride behind the last, or uses the same operand.</summary>
            public bool IsUniform { get; }

            public int OffsetA(int t) => Offset(t, _batchA) * M * K;

            public int OffsetB(int t) => Offset(t, _batchB) * K * N;

            /// <summary>Which matrix of an operand belongs to product <paramref name="t"/>.</summary>
            private int Offset(int t, in Shape operand)
            {
                int offset = 0, stride = 1;
                for (int fromEnd = 1; fromEnd <= operand.Rank; fromEnd++)
                {
                    int index = t % _batch[^fromEnd];
                    t /= _batch[^fromEnd];
                    if (operand[^fromEnd] != 1)
                        offset += index * stride;
                    stride *= operand[^fromEnd];
                }

                return offset;
            }
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor a)
        {
            /// <inheritdoc cref="Ops.MatMul"/>
            /// <param name="b">The right operand.</param>
            /// <param name="transposeA">Whether to swap the last two axes of this tensor first.</param>
            /// <param name="transposeB">Whether to swap the last two axes of b first.</param>
            public Tensor MatMul(Tensor b, bool transposeA = false, bool transposeB = false) => new Ops.MatMul(transposeA, transposeB).Run(a, b);
        }
    }
}
