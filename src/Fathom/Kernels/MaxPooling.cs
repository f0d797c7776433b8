using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>The largest number under each window, and which tap saw it: the first of equal ones, the last NaN where there are any, as PyTorch chooses.</summary>
/// <remarks>Taps are numbered row by row and kept as numbers of type T: a vector of results and the vector of their taps are chosen by one comparison.</remarks>
/// <param name="high">The windows along the rows.</param>
/// <param name="wide">The windows along the columns.</param>
/// <param name="x">The input.</param>
/// <param name="y">The results.</param>
/// <param name="tap">The chosen tap of each result.</param>
/// <typeparam name="T">float or double.</typeparam>
internal readonly unsafe struct MaxPooling<T>(Window high, Window wide, T* x, T* y, T* tap) : IPoolRow<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Window _high = high, _wide = wide;

    public int RowsTogether => 1;

    public void Open(int plane)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Blocks<V>(int plane, int row, int from)
        where V : struct, IVec<V, T>
    {
        Window high = _high, wide = _wide;
        T* source = x + ((nint)plane * high.Input * wide.Input);
        nint target = (((nint)plane * high.Output) + row) * wide.Output;
        T lowest = T.NegativeInfinity;
        (int firstRow, int endRow) = high.Inside(row);
        int j = from;
        for (; j <= wide.Output - V.Count; j += V.Count)
        {
            V best = V.Broadcast(lowest), chosen = V.Zero;
            for (int kh = firstRow; kh < endRow; kh++)
            {
                T* line = source + ((nint)high.At(row, kh) * wide.Input);
                for (int kw = 0; kw < wide.Kernel; kw++)
                {
                    V seen = StridedLanes.Load<V, T>(line, wide.Input, wide.At(j, kw), wide.Stride, lowest);
                    V number = V.Broadcast(T.CreateTruncating((kh * wide.Kernel) + kw));
                    chosen = V.Select(V.GreaterThan(seen, best), number, V.Select(V.EqualTo(seen, seen), chosen, number));
                    best = V.Max(best, seen);
                }
            }

            V.Store(best, ref *y, target + j);
            V.Store(chosen, ref *tap, target + j);
        }

        return j;
    }

    /// <summary>Where in its plane, row by row, the chosen tap of each result stands. A window that saw nothing above −∞ chose its first tap inside.</summary>
    public static void Places(ReadOnlySpan<T> tap, Span<long> places, Window high, Window wide)
    {
        for (int i = 0; i < places.Length; i++)
        {
            int row = i / wide.Output % high.Output, column = i % wide.Output;
            (int kh, int kw) = Math.DivRem(int.CreateTruncating(tap[i]), wide.Kernel);
            int h = high.At(row, Math.Max(kh, high.Inside(row).First)), w = wide.At(column, Math.Max(kw, wide.Inside(column).First));
            places[i] = ((long)h * wide.Input) + w;
        }
    }
}
