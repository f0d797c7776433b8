namespace Fathom;

/// <summary>Each thread's memory for the numbers between a predictor's steps: taken for one prediction, kept for the next.</summary>
/// <remarks>A stack, because predictions nest: a layer of one network may ask another predictor.</remarks>
internal static class InferenceScratch
{
    [ThreadStatic]
    private static Stack<Block>? t_free;

    /// <summary>At least as many floats, aligned, contents undefined. They never move.</summary>
    public static Block Rent(long floats)
    {
        t_free ??= new Stack<Block>();
        long bytes = floats * sizeof(float);
        if (t_free.TryPop(out Block? block) && block.Bytes >= bytes)
            return block;
        return Block.Aligned(bytes, -1);
    }

    /// <summary>Gives it back to this thread.</summary>
    public static void Return(Block block) => t_free!.Push(block);
}
