using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>The largest of each 2×2 places, the usual pooling, without saying where it stood: <see cref="LargestPooling{T}"/> for windows that meet and do not overlap.</summary>
/// <remarks>Two rows become half a row: four loads, three comparisons and two shuffles a vector of results. Bound by reading x once, from the cache when a convolution has just written it.</remarks>
internal static unsafe class LargestOfFour
{
    /// <summary>Whether windows are those this knows: 2×2, two apart, the input of even height.</summary>
    public static bool Suits(Window high, Window wide) =>
        high is { Kernel: 2, Stride: 2, Padding: 0, Dilation: 1 } && wide is { Kernel: 2, Stride: 2, Padding: 0, Dilation: 1 } && high.Input == 2 * high.Output && wide.Output == wide.Input / 2;

    /// <summary>y (rows, width / 2) from x (2·rows, width); an odd last column is left out.</summary>
    public static void Run<T>(int rows, int width, T* x, T* y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int each = Math.Max(1, Elementwise.Piece / Math.Max(1, 2 * width));
        ForkJoin.Run((rows + each - 1) / each, new Job<T> { Count = rows, Width = width, Each = each, X = x, Y = y });
    }

    /// <summary>The rows from … to − 1 of results, in vectors of V; at least as many results in a row as V has lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows<V, T>(int from, int to, int width, T* x, T* y)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int results = width / 2, last = results - V.Count;
        x += (nint)from * 2 * width;
        y += (nint)from * results;
        for (int row = from; row < to; row++, x += 2 * width, y += results)
        {
            for (int j = 0; ; j += V.Count)
            {
                // The last vector is moved back until it is full; what it shares with the one before is the same bits.
                j = Math.Min(j, last);
                T* above = x + (2 * j), below = above + width;
                V left = V.Max(V.Load(ref *above, 0), V.Load(ref *below, 0)), right = V.Max(V.Load(ref *above, V.Count), V.Load(ref *below, V.Count));
                V.Store(V.Max(V.Even(left, right), V.Odd(left, right)), ref *y, j);
                if (j == last)
                    break;
            }
        }
    }

    private struct Job<T> : IJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T* X, Y;
        public int Count, Width, Each;

        public readonly void Run(int piece)
        {
            int from = piece * Each, to = Math.Min(Count, from + Each), results = Width / 2;
            if (Vector512.IsHardwareAccelerated && results >= Vec512<T>.Count)
                Rows<Vec512<T>, T>(from, to, Width, X, Y);
            else if (Vector256.IsHardwareAccelerated && results >= Vec256<T>.Count)
                Rows<Vec256<T>, T>(from, to, Width, X, Y);
            else if (Vector128.IsHardwareAccelerated && results >= Vec128<T>.Count)
                Rows<Vec128<T>, T>(from, to, Width, X, Y);
            else if (results > 0)
                Rows<Vec1<T>, T>(from, to, Width, X, Y);
        }
    }
}
