using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>The mean under each window: the sum of what it sees, divided by a number of the row times a number of the column (the counts of places).</summary>
/// <param name="high">The windows along the rows.</param>
/// <param name="wide">The windows along the columns.</param>
/// <param name="x">The input.</param>
/// <param name="y">The results.</param>
/// <param name="rowCount">A divisor of each row of results.</param>
/// <param name="columnCount">A divisor of each column of results.</param>
/// <typeparam name="T">float or double.</typeparam>
internal readonly unsafe struct AveragePooling<T>(Window high, Window wide, T* x, T* y, T* rowCount, T* columnCount) : IPoolRow<T>
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
        (int firstRow, int endRow) = high.Inside(row);
        int j = from;
        for (; j <= wide.Output - V.Count; j += V.Count)
        {
            V sum = V.Zero;
            for (int kh = firstRow; kh < endRow; kh++)
            {
                T* line = source + ((nint)high.At(row, kh) * wide.Input);
                for (int kw = 0; kw < wide.Kernel; kw++)
                    sum += StridedLanes.Load<V, T>(line, wide.Input, wide.At(j, kw), wide.Stride, T.Zero);
            }

            V.Store(sum / (V.Broadcast(rowCount[row]) * V.Load(ref *columnCount, j)), ref *y, target + j);
        }

        return j;
    }
}
