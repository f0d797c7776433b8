using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>The largest number under each window, as <see cref="MaxPooling{T}"/> finds it, without saying where it stood.</summary>
/// <param name="high">The windows along the rows.</param>
/// <param name="wide">The windows along the columns.</param>
/// <param name="x">The input.</param>
/// <param name="y">The results.</param>
/// <typeparam name="T">float or double.</typeparam>
internal readonly unsafe struct LargestPooling<T>(Window high, Window wide, T* x, T* y) : IPoolRow<T>
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
        (int first, int end) = high.Inside(row);
        int j = from;
        for (; j <= wide.Output - V.Count; j += V.Count)
        {
            V best = V.Broadcast(lowest);
            for (int kh = first; kh < end; kh++)
            {
                T* line = source + ((nint)high.At(row, kh) * wide.Input);
                for (int kw = 0; kw < wide.Kernel; kw++)
                    best = V.Max(best, StridedLanes.Load<V, T>(line, wide.Input, wide.At(j, kw), wide.Stride, lowest));
            }

            V.Store(best, ref *y, target + j);
        }

        return j;
    }
}
