using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>The way back of pooling: dx under each window += its dy, at the chosen tap alone (maximum) or in equal shares at all (mean).</summary>
/// <param name="high">The windows along the rows.</param>
/// <param name="wide">The windows along the columns.</param>
/// <param name="dy">The gradient of the results.</param>
/// <param name="dx">The gradient of the input.</param>
/// <param name="add">Whether to add to what stands in dx.</param>
/// <typeparam name="T">float or double.</typeparam>
internal readonly unsafe struct PoolGradient<T>(Window high, Window wide, T* dy, T* dx, bool add) : IPoolRow<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Window _high = high, _wide = wide;

    /// <summary>The chosen tap of each result; none: all taps.</summary>
    public T* Tap { get; init; }

    /// <summary>With <see cref="ColumnCount"/>: what each row's and each column's share is divided by; none: nothing.</summary>
    public T* RowCount { get; init; }

    /// <summary>What each column's share is divided by.</summary>
    public T* ColumnCount { get; init; }

    public int RowsTogether => _high.Output;

    public void Open(int plane)
    {
        if (!add)
            new Span<T>(dx + ((nint)plane * _high.Input * _wide.Input), _high.Input * _wide.Input).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Blocks<V>(int plane, int row, int from)
        where V : struct, IVec<V, T>
    {
        Window high = _high, wide = _wide;
        T* target = dx + ((nint)plane * high.Input * wide.Input);
        T* tap = Tap;
        nint source = (((nint)plane * high.Output) + row) * wide.Output;
        (int firstRow, int endRow) = high.Inside(row);
        bool inPairs = wide is { Stride: 2, Dilation: 1 };
        int j = from;
        for (; j <= wide.Output - V.Count; j += V.Count)
        {
            V gradient = V.Load(ref *dy, source + j);
            if (ColumnCount != null)
                gradient /= V.Broadcast(RowCount[row]) * V.Load(ref *ColumnCount, j);
            V chosen = tap == null ? V.Zero : V.Load(ref *tap, source + j);
            for (int kh = firstRow; kh < endRow; kh++)
            {
                T* line = target + ((nint)high.At(row, kh) * wide.Input);
                for (int kw = 0; kw < wide.Kernel; kw++)
                {
                    V share = Share(gradient, chosen, (kh * wide.Kernel) + kw, tap == null);
                    if (inPairs && kw + 1 < wide.Kernel)
                    {
                        V next = Share(gradient, chosen, (kh * wide.Kernel) + kw + 1, tap == null);
                        StridedLanes.AddPair<V, T>(share, next, line, wide.Input, wide.At(j, kw++));
                    }
                    else
                    {
                        StridedLanes.Add<V, T>(share, line, wide.Input, wide.At(j, kw), wide.Stride);
                    }
                }
            }
        }

        return j;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Share(V gradient, V chosen, int number, bool all) =>
            all ? gradient : V.Select(V.EqualTo(chosen, V.Broadcast(T.CreateTruncating(number))), gradient, V.Zero);
    }
}
