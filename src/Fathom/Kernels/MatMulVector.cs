using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>Matrix times vector, y (n) = or += M·x (k): bound by reading M once, so M is neither packed nor tiled.</summary>
internal static unsafe class MatMulVector<L, V, T>
    where L : struct, ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Below this many multiply-adds one thread does all; above, a piece has at least half as many.</summary>
    private const long SerialLimit = 1 << 17;

    /// <summary>M[j, p] is <c>matrix[j·ld + p]</c> if <paramref name="rows"/>, else <c>matrix[p·ld + j]</c>. Scratch: n + k elements.</summary>
    internal static void Run(int n, int k, T* matrix, int ld, bool rows, T* x, int strideX, T* y, int strideY, bool add, T* scratch)
    {
        if (strideX != 1)
        {
            for (int p = 0; p < k; p++)
                scratch[p] = x[(nint)p * strideX];
            x = scratch;
            scratch += k;
        }
        long work = (long)n * k;
        // Sixteen outputs at least in a piece, so that two pieces seldom write one cache line.
        int pieces = work < SerialLimit ? 1 : (int)Math.Clamp(2 * work / SerialLimit, 1, Math.Clamp(n / 16, 1, 16));
        var job = new Job { N = n, K = k, Matrix = matrix, Ld = ld, Rows = rows, X = x, Y = strideY == 1 ? y : scratch, Add = add && strideY == 1, Pieces = pieces };
        ForkJoin.Run(pieces, job);
        if (strideY != 1)
        {
            for (int j = 0; j < n; j++)
                y[(nint)j * strideY] = add ? y[(nint)j * strideY] + scratch[j] : scratch[j];
        }
    }

    private struct Job : IJob
    {
        public T* Matrix, X, Y;
        public int N, K, Ld, Pieces;
        public bool Rows, Add;

        public readonly void Run(int piece)
        {
            int per = ((N + Pieces - 1) / Pieces + 15) & ~15, from = Math.Min(N, piece * per), count = Math.Min(per, N - from);
            if (Rows)
                Dots(count, K, Matrix + (nint)from * Ld, Ld, X, Y + from, Add);
            else
                Sums(count, K, Matrix + from, Ld, X, Y + from, Add);
        }
    }

    /// <summary>y[j] = the dot product of row j and x: four rows at a time, lanes summed at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots(int n, int k, T* matrix, nint ld, T* x, T* y, bool add)
    {
        for (int j = 0; j < n; j += 4)
        {
            // The last rows are read again rather than treated apart; only what belongs is written.
            int left = Math.Min(4, n - j);
            T* r0 = matrix + j * ld, r1 = left > 1 ? r0 + ld : r0, r2 = left > 2 ? r1 + ld : r0, r3 = left > 3 ? r2 + ld : r0;
            V a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            int p = 0;
            for (; p <= k - 2 * L.Count; p += 2 * L.Count)
            {
                V x0 = L.Load(x + p), x1 = L.Load(x + p + L.Count);
                L.MultiplyAdd(L.Load(r0 + p), x0, ref a0);
                L.MultiplyAdd(L.Load(r1 + p), x0, ref a1);
                L.MultiplyAdd(L.Load(r2 + p), x0, ref a2);
                L.MultiplyAdd(L.Load(r3 + p), x0, ref a3);
                L.MultiplyAdd(L.Load(r0 + p + L.Count), x1, ref b0);
                L.MultiplyAdd(L.Load(r1 + p + L.Count), x1, ref b1);
                L.MultiplyAdd(L.Load(r2 + p + L.Count), x1, ref b2);
                L.MultiplyAdd(L.Load(r3 + p + L.Count), x1, ref b3);
            }
            for (; p <= k - L.Count; p += L.Count)
            {
                var x0 = L.Load(x + p);
                L.MultiplyAdd(L.Load(r0 + p), x0, ref a0);
                L.MultiplyAdd(L.Load(r1 + p), x0, ref a1);
                L.MultiplyAdd(L.Load(r2 + p), x0, ref a2);
                L.MultiplyAdd(L.Load(r3 + p), x0, ref a3);
            }
            T s0 = L.Sum(L.Add(a0, b0)), s1 = L.Sum(L.Add(a1, b1)), s2 = L.Sum(L.Add(a2, b2)), s3 = L.Sum(L.Add(a3, b3));
            for (; p < k; p++)
            {
                s0 += r0[p] * x[p];
                s1 += r1[p] * x[p];
                s2 += r2[p] * x[p];
                s3 += r3[p] * x[p];
            }
            y[j] = add ? y[j] + s0 : s0;
            if (left > 1)
                y[j + 1] = add ? y[j + 1] + s1 : s1;
            if (left > 2)
                y[j + 2] = add ? y[j + 2] + s2 : s2;
            if (left > 3)
                y[j + 3] = add ? y[j + 3] + s3 : s3;
        }
    }

    /// <summary>y = Σ x[p]·(row p): eight rows at a time, so that y is read and written once for eight rows read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sums(int n, int k, T* matrix, nint ld, T* x, T* y, bool add)
    {
        if (!add)
            new Span<T>(y, n).Clear();
        int p = 0;
        for (; p <= k - 8; p += 8)
        {
            T* r0 = matrix + p * ld, r2 = r0 + 2 * ld, r4 = r2 + 2 * ld, r6 = r4 + 2 * ld;
            V x0 = L.Broadcast(x[p]), x1 = L.Broadcast(x[p + 1]), x2 = L.Broadcast(x[p + 2]), x3 = L.Broadcast(x[p + 3]);
            V x4 = L.Broadcast(x[p + 4]), x5 = L.Broadcast(x[p + 5]), x6 = L.Broadcast(x[p + 6]), x7 = L.Broadcast(x[p + 7]);
            int j = 0;
            for (; j <= n - L.Count; j += L.Count)
            {
                var sum = L.Load(y + j);
                L.MultiplyAdd(L.Load(r0 + j), x0, ref sum);
                L.MultiplyAdd(L.Load(r0 + ld + j), x1, ref sum);
                L.MultiplyAdd(L.Load(r2 + j), x2, ref sum);
                L.MultiplyAdd(L.Load(r2 + ld + j), x3, ref sum);
                L.MultiplyAdd(L.Load(r4 + j), x4, ref sum);
                L.MultiplyAdd(L.Load(r4 + ld + j), x5, ref sum);
                L.MultiplyAdd(L.Load(r6 + j), x6, ref sum);
                L.MultiplyAdd(L.Load(r6 + ld + j), x7, ref sum);
                L.Store(sum, y + j);
            }
            for (; j < n; j++)
            {
                y[j] += r0[j] * x[p] + r0[ld + j] * x[p + 1] + (r2[j] * x[p + 2] + r2[ld + j] * x[p + 3])
                    + (r4[j] * x[p + 4] + r4[ld + j] * x[p + 5] + (r6[j] * x[p + 6] + r6[ld + j] * x[p + 7]));
            }
        }
        for (; p < k; p++)
        {
            T* row = matrix + p * ld;
            var factor = L.Broadcast(x[p]);
            int j = 0;
            for (; j <= n - L.Count; j += L.Count)
            {
                var sum = L.Load(y + j);
                L.MultiplyAdd(L.Load(row + j), factor, ref sum);
                L.Store(sum, y + j);
            }
            for (; j < n; j++)
                y[j] += row[j] * x[p];
        }
    }
}
