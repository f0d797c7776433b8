using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>One row of results of a pooling, in blocks of a vector's width.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IPoolRow<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many rows of results in a row one thread must do: 1, or all of a plane where windows of different rows write to one place.</summary>
    int RowsTogether { get; }

    /// <summary>Called before the first row of a plane.</summary>
    void Open(int plane);

    /// <summary>Does whole blocks of row <paramref name="row"/> from column <paramref name="from"/> on; returns where it stopped.</summary>
    int Blocks<V>(int plane, int row, int from)
        where V : struct, IVec<V, T>;
}

/// <summary>Walks the rows of results of pooling, plane by plane (a plane is one channel of one example), each row in blocks of the widest vectors that fit and then narrower ones.</summary>
internal static class PoolRows
{
    /// <summary>Runs all rows, shared among threads where the work is worth it.</summary>
    /// <param name="row">What is done.</param>
    /// <param name="planes">How many planes there are.</param>
    /// <param name="rows">Rows of results of one plane.</param>
    /// <param name="columns">Results of one row.</param>
    /// <param name="work">Elements that are read or written in all.</param>
    public static void Run<R, T>(R row, int planes, int rows, int columns, long work)
        where R : struct, IPoolRow<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int groups = planes * (rows / row.RowsTogether);
        if (groups == 0 || columns == 0)
            return;
        int together = (int)Math.Clamp(Elementwise.Piece * (long)groups / Math.Max(1, work), 1, groups);
        var job = new Job<R, T>(row, planes, rows, columns, together);
        if (work < 2 * Elementwise.Piece)
            job.Groups(0, groups);
        else
            ForkJoin.Run((groups + together - 1) / together, job);
    }

    private readonly struct Job<R, T>(R row, int planes, int rows, int columns, int together) : IJob
        where R : struct, IPoolRow<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly R _row = row;

        public void Run(int piece) => Groups(piece * together, Math.Min((piece + 1) * together, planes * (rows / _row.RowsTogether)));

        public void Groups(int from, int to)
        {
            R row = _row;
            for (int index = from * row.RowsTogether; index < to * row.RowsTogether; index++)
            {
                (int plane, int at) = Math.DivRem(index, rows);
                if (at == 0)
                    row.Open(plane);
                int column = 0;
                if (Vector512.IsHardwareAccelerated && columns >= Vec512<T>.Count)
                    column = row.Blocks<Vec512<T>>(plane, at, column);
                if (Vector256.IsHardwareAccelerated && columns - column >= Vec256<T>.Count)
                    column = row.Blocks<Vec256<T>>(plane, at, column);
                if (Vector128.IsHardwareAccelerated && columns - column >= Vec128<T>.Count)
                    column = row.Blocks<Vec128<T>>(plane, at, column);
                if (column < columns)
                    row.Blocks<Vec1<T>>(plane, at, column);
            }
        }
    }
}
