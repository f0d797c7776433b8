using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>Layer normalization row by row: a row is read from memory once, forward and backward. Without means it is RMS normalization.</summary>
/// <remarks>
/// Forward takes the mean first and squared deviations from it second, so that a large mean does no harm; both passes find the row in the first-level cache.
/// Backward sums the gradients of weight and bias over the rows of a piece, and the pieces' sums in their order. Pieces are cut by size alone.
/// </remarks>
internal static unsafe class NormRows
{
    /// <summary>Elements of a piece, and the most rows that are summed one after the other.</summary>
    private const int Piece = 1 << 13, MostRows = 128, FewRows = 8;

    /// <summary>The elements of scratch memory that <see cref="Backward"/> needs where weight or bias want a gradient.</summary>
    public static int Scratch(int rows, int n) => checked(2 * Pieces(rows, n) * n);

    /// <summary>y = (x − mean) · r · w + b with r = 1/√(mean (x − mean)² + eps) of each row.</summary>
    /// <param name="x">rows × n.</param>
    /// <param name="w">n factors, or none.</param>
    /// <param name="b">n summands, or none.</param>
    /// <param name="y">As x.</param>
    /// <param name="mean">One for each row, to be written; empty where the mean counts as 0.</param>
    /// <param name="r">One for each row, to be written.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="n">The length of a row.</param>
    /// <param name="eps">What keeps the root from 0.</param>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> b, Span<T> y, Span<T> mean, Span<T> r, int rows, int n, double eps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x, pw = w, pb = b, py = y, pm = mean, pr = r)
            RowPieces.Run<ForwardRows<T>, T>(new ForwardRows<T> { X = px, W = pw, B = pb, Y = py, Mean = pm, R = pr, N = n, Eps = eps }, rows, RowsAPiece(n));
    }

    /// <summary>dx = r · (g − mean g − z · mean(g · z)) with z = (x − mean) · r and g = dy · w; dw = Σ dy · z, db = Σ dy. Without means that of g is left out.</summary>
    /// <param name="x">As in forward.</param>
    /// <param name="dy">The gradient of y.</param>
    /// <param name="w">As in forward.</param>
    /// <param name="mean">As forward wrote it, or empty.</param>
    /// <param name="r">As forward wrote it.</param>
    /// <param name="dx">To write or add to; empty where it is not wanted.</param>
    /// <param name="add">Whether to add to dx.</param>
    /// <param name="sums">Memory of <see cref="Scratch"/>; afterwards the first and the second half hold a row of each piece, to be summed for dw and db. Empty where neither is wanted.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="n">The length of a row.</param>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> w, ReadOnlySpan<T> mean, ReadOnlySpan<T> r, Span<T> dx, bool add, Span<T> sums, int rows, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x, pdy = dy, pw = w, pm = mean, pr = r, pdx = dx, ps = sums)
        {
            var job = new BackwardRows<T> { X = px, DY = pdy, W = pw, Mean = pm, R = pr, DX = pdx, N = n, Add = add };
            if (ps != null)
            {
                job.SumZ = ps;
                job.Sum = ps + (sums.Length / 2);
            }

            RowPieces.Run<BackwardRows<T>, T>(job, rows, RowsAPiece(n));
        }
    }

    /// <summary>dp += or = the sum over pieces that <see cref="Backward"/> left: the first half of its sums for the weight, the second for the bias.</summary>
    public static void Join<T>(ReadOnlySpan<T> sums, bool bias, Span<T> dp, bool add, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int half = sums.Length / 2;
        if (n == 0)
            return;
        Fold.Run(default(SumFold), bias ? sums[half..] : sums[..half], default, dp, 1, half / n, n, add);
    }

    private static int RowsAPiece(int n) => Math.Clamp(Piece / Math.Max(1, n), FewRows, MostRows);

    private static int Pieces(int rows, int n) => (rows + RowsAPiece(n) - 1) / RowsAPiece(n);

    internal struct ForwardRows<T> : IRowWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T* X, W, B, Y, Mean, R;
        public int N;
        public double Eps;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Rows<V>(int piece, int from, int to)
            where V : struct, IVec<V, T>
        {
            T length = T.CreateTruncating(N), eps = T.CreateTruncating(Eps);
            T* x = X + ((nint)from * N), y = Y + ((nint)from * N), w = W, b = B;
            for (nint row = from; row < to; row++, x += N, y += N)
            {
                T mean = T.Zero, square;
                if (Mean != null)
                {
                    Mean[row] = mean = Fold.Row<V, T, SumFold>(default, x, N, T.Zero) / length;
                    square = Fold.Row<V, T, DeviationFold>(default, x, N, mean);
                }
                else
                {
                    square = Fold.Row<V, T, SquareFold>(default, x, N, T.Zero);
                }

                T r = R[row] = T.One / T.Sqrt((square / length) + eps);
                nint j = Scaled<V>(x, w, b, y, 0, N, mean, r);
                Scaled<Vec1<T>>(x, w, b, y, j, N, mean, r);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static nint Scaled<V>(T* x, T* w, T* b, T* y, nint j, nint n, T mean, T r)
            where V : struct, IVec<V, T>
        {
            V center = V.Broadcast(mean), scale = V.Broadcast(r);
            if (w != null && b != null)
            {
                for (; j <= n - V.Count; j += V.Count)
                    V.Store(V.Fma((V.Load(ref *x, j) - center) * scale, V.Load(ref *w, j), V.Load(ref *b, j)), ref *y, j);
                return j;
            }

            for (; j <= n - V.Count; j += V.Count)
            {
                V z = (V.Load(ref *x, j) - center) * scale;
                if (w != null)
                    z *= V.Load(ref *w, j);
                if (b != null)
                    z += V.Load(ref *b, j);
                V.Store(z, ref *y, j);
            }

            return j;
        }
    }

    internal struct BackwardRows<T> : IRowWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Vectors whose sums may grow in one lane before they go on in double.</summary>
        private const int Chunk = 256;

        public T* X, DY, W, Mean, R, DX, SumZ, Sum;
        public int N;
        public bool Add;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Rows<V>(int piece, int from, int to)
            where V : struct, IVec<V, T>
        {
            T* x = X + ((nint)from * N), dy = DY + ((nint)from * N), dx = DX == null ? null : DX + ((nint)from * N);
            T* sumZ = SumZ == null ? null : SumZ + ((nint)piece * N), sum = Sum == null ? null : Sum + ((nint)piece * N);
            if (sum != null)
            {
                new Span<T>(sumZ, N).Clear();
                new Span<T>(sum, N).Clear();
            }

            for (nint row = from; row < to; row++, x += N, dy += N)
            {
                T mean = Mean == null ? T.Zero : Mean[row], r = R[row], shift = T.Zero, tilt = T.Zero;
                if (dx != null)
                {
                    (double g, double gz) = Sums<V>(x, dy, mean);
                    if (Mean != null)
                        shift = T.CreateTruncating(g / N);
                    tilt = T.CreateTruncating(gz / N) * r;
                }

                nint j = Gradients<V>(x, dy, dx, sumZ, sum, 0, mean, r, shift, tilt);
                Gradients<Vec1<T>>(x, dy, dx, sumZ, sum, j, mean, r, shift, tilt);
                if (dx != null)
                    dx += N;
            }
        }

        /// <summary>Σ g and Σ g · (x − mean).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly (double G, double GX) Sums<V>(T* x, T* dy, T mean)
            where V : struct, IVec<V, T>
        {
            double first = 0, second = 0;
            nint j = 0;
            while (j <= N - V.Count)
            {
                nint end = Math.Min(N - V.Count, j + ((Chunk - 1) * V.Count));
                V center = V.Broadcast(mean), a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
                for (; j <= end - V.Count; j += 2 * V.Count)
                {
                    Take(x, dy, j, center, ref a, ref b);
                    Take(x, dy, j + V.Count, center, ref c, ref d);
                }

                for (; j <= end; j += V.Count)
                    Take(x, dy, j, center, ref a, ref b);
                first += double.CreateTruncating(V.Sum(a + c));
                second += double.CreateTruncating(V.Sum(b + d));
            }

            Vec1<T> e = Vec1<T>.Zero, f = Vec1<T>.Zero;
            for (; j < N; j++)
                Take(x, dy, j, Vec1<T>.Broadcast(mean), ref e, ref f);
            return (first + double.CreateTruncating(Vec1<T>.Sum(e)), second + double.CreateTruncating(Vec1<T>.Sum(f)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Take<V>(T* x, T* dy, nint j, V center, ref V first, ref V second)
            where V : struct, IVec<V, T>
        {
            V g = V.Load(ref *dy, j);
            if (W != null)
                g *= V.Load(ref *W, j);
            first += g;
            second = V.Fma(g, V.Load(ref *x, j) - center, second);
        }

        /// <summary>From element j on as far as whole vectors reach: the gradient of x, and what weight and bias get of this row.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly nint Gradients<V>(T* x, T* dy, T* dx, T* sumZ, T* sum, nint j, T mean, T r, T shift, T tilt)
            where V : struct, IVec<V, T>
        {
            V center = V.Broadcast(mean), scale = V.Broadcast(r), less = V.Broadcast(-shift), slope = V.Broadcast(-tilt);
            for (; j <= N - V.Count; j += V.Count)
            {
                V g = V.Load(ref *dy, j), z = (V.Load(ref *x, j) - center) * scale;
                if (sum != null)
                {
                    V.Store(V.Fma(g, z, V.Load(ref *sumZ, j)), ref *sumZ, j);
                    V.Store(V.Load(ref *sum, j) + g, ref *sum, j);
                }

                if (dx == null)
                    continue;
                g = (W != null ? V.Fma(g, V.Load(ref *W, j), less) : g + less) + (z * slope);
                V.Store(Add ? V.Fma(g, scale, V.Load(ref *dx, j)) : g * scale, ref *dx, j);
            }

            return j;
        }
    }
}
