using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>Softmax(scale · Q·Kᵀ + mask)·V for every head of every batch, block of rows by block of rows: of the scores only one block exists at a time.</summary>
/// <remarks>Work is cut by size alone: runs of heads, each with scratch of its own. What it means stands in <see cref="AttentionReference"/>.</remarks>
internal static unsafe class Attention
{
    private const int MostPieces = 16, BlockScores = 1 << 16, MostRows = 96, TileRows = 12;

    /// <summary>Multiply-adds of the least that a piece should do.</summary>
    private const long PieceWork = 1 << 18;

    /// <summary>The elements of scratch memory that a task needs.</summary>
    public static int Scratch<T>(in AttentionTask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => checked((int)(Pieces(task) * PieceScratch(task)));

    /// <summary>Writes Y, LogSum and what else the task asks for.</summary>
    public static void Forward<T>(in AttentionTask<T> task, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(task, scratch, backward: false);

    /// <summary>Writes the gradients that the task asks for.</summary>
    public static void Backward<T>(in AttentionTask<T> task, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(task, scratch, backward: true);

    private static void Run<T>(in AttentionTask<T> task, T* scratch, bool backward)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            RunAt<Vec512<T>, T>(task, scratch, backward);
        else if (Vector256.IsHardwareAccelerated)
            RunAt<Vec256<T>, T>(task, scratch, backward);
        else if (Vector128.IsHardwareAccelerated)
            RunAt<Vec128<T>, T>(task, scratch, backward);
        else
            RunAt<Vec1<T>, T>(task, scratch, backward);
    }

    private static void RunAt<V, T>(in AttentionTask<T> task, T* scratch, bool backward)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pieces = Pieces(task);
        AttentionTask<T> own = task;
        ForkJoin.Run(pieces, new Job<V, T> { Task = &own, Scratch = scratch, Pieces = pieces, IsBackward = backward });
    }

    private static int Pieces<T>(in AttentionTask<T> task)
        where T : unmanaged
    {
        long heads = (long)task.Batches * task.Heads, work = heads * task.Queries * task.Keys * (task.Width + task.ValueWidth);
        return (int)Math.Clamp(Math.Min(heads, work / PieceWork), 1, MostPieces);
    }

    /// <summary>Rows of a block: few enough that its scores stay in the cache, and whole tiles of the matrix product.</summary>
    public static int BlockRows(int queries, int keys) => Math.Min(queries, Math.Clamp(BlockScores / Math.Max(1, AttentionRows.Room(keys)), TileRows, MostRows) / TileRows * TileRows);

    private static long PieceScratch<T>(in AttentionTask<T> task)
        where T : unmanaged
    {
        long room = AttentionRows.Room(task.Keys);
        return room * (task.Width + task.ValueWidth + (3L * BlockRows(task.Queries, task.Keys)));
    }

    private struct Job<V, T> : IJob
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public AttentionTask<T>* Task;
        public T* Scratch;
        public int Pieces;
        public bool IsBackward;

        public readonly void Run(int piece)
        {
            int heads = Task->Batches * Task->Heads;
            var part = new AttentionHead<V, T>(ref *Task, Scratch + ((nint)piece * (nint)PieceScratch(*Task)));
            for (int t = (int)((long)heads * piece / Pieces); t < (int)((long)heads * (piece + 1) / Pieces); t++)
            {
                if (IsBackward)
                    part.Backward(t);
                else
                    part.Forward(t);
            }
        }
    }
}
