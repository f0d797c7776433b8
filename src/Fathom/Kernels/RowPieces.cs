using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>Work on whole rows, at a chosen vector width.</summary>
internal interface IRowWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does the rows <paramref name="from"/> … <paramref name="to"/> − 1, which are piece number <paramref name="piece"/>.</summary>
    void Rows<V>(int piece, int from, int to)
        where V : struct, IVec<V, T>;
}

/// <summary>Shares rows among threads, a fixed number of neighbours to a piece, at the width of this machine.</summary>
internal static class RowPieces
{
    public static void Run<J, T>(J job, int rows, int together)
        where J : struct, IRowWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ForkJoin.Run((rows + together - 1) / together, new Job<J, T>(job, rows, together));

    private readonly struct Job<J, T>(J job, int rows, int together) : IJob
        where J : struct, IRowWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly J _job = job;

        public void Run(int piece)
        {
            (int from, int to) = (piece * together, Math.Min(rows, (piece + 1) * together));
            if (Vector512.IsHardwareAccelerated)
                _job.Rows<Vec512<T>>(piece, from, to);
            else if (Vector256.IsHardwareAccelerated)
                _job.Rows<Vec256<T>>(piece, from, to);
            else if (Vector128.IsHardwareAccelerated)
                _job.Rows<Vec128<T>>(piece, from, to);
            else
                _job.Rows<Vec1<T>>(piece, from, to);
        }
    }
}
