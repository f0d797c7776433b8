namespace Fathom;

/// <summary>
/// Rows made when they are asked for: images kept as bytes, windows of a text, augmented rows. A <see cref="Dataset"/> over it is batched, shuffled, split and
/// evaluated like any other, and never holds all rows at once.
/// </summary>
/// <remarks><code>
/// sealed class Windows(long[] tokens, int length) : RowSource
/// {
///     public override int Count => tokens.Length - length;
///     public override Shape XShape => [length];
///     public override DType XType => DType.Int64;
///     public override Shape YShape => [length];
///
///     public override void Fill(ReadOnlySpan&lt;int&gt; rows, Tensor x, Tensor y, Rng epoch)
///     {
///         for (int i = 0; i &lt; rows.Length; i++)
///         {
///             tokens.AsSpan(rows[i], length).CopyTo(x.AsSpan&lt;long&gt;()[(i * length)..]);
///             tokens.AsSpan(rows[i] + 1, length).CopyTo(y.AsSpan&lt;long&gt;()[(i * length)..]);
///         }
///     }
/// }
/// </code>
/// A source does not change, and may be asked by several threads at once. What is random in a row comes from the epoch's stream and the row's number
/// (<see cref="Rng.MoveToRow"/>), so that the same seed gives the same bits however batches are cut, with or without prefetch.
/// <code>
/// differs   from torch.utils.data.Dataset: whole batches are asked for, so nothing is collated, and no worker processes are needed
/// </code></remarks>
public abstract class RowSource
{
    /// <summary>The number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>The shape of one row of X: (1, 28, 28) of a grey image, (64) of a window of a text.</summary>
    public abstract Shape XShape { get; }

    /// <summary>The type of X: Float32 unless overridden.</summary>
    public virtual DType XType => DType.Float32;

    /// <summary>The shape of one row of Y: () for a class label, (1) for one number, (64) for the token that follows each of a window.</summary>
    public abstract Shape YShape { get; }

    /// <summary>The type of Y: Int64 unless overridden.</summary>
    public virtual DType YType => DType.Int64;

    /// <summary>Whether rows cost enough to be made in the background, one batch ahead, unless a loop says otherwise; false unless overridden.</summary>
    public virtual bool IsCostly => false;

    /// <summary>Makes rows.</summary>
    /// <param name="rows">Their numbers, below <see cref="Count"/>; one may occur more than once.</param>
    /// <param name="x">Receives the inputs, (rows, XShape…); every element must be written.</param>
    /// <param name="y">Receives the labels or targets, (rows, YShape…); every element must be written.</param>
    /// <param name="epoch">This epoch's random numbers, for this call alone: <see cref="Rng.MoveToRow"/> goes to those of a row.</param>
    public abstract void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch);

    /// <summary>Makes the labels or targets alone: overridden where that costs less than making the whole rows.</summary>
    /// <param name="rows">Their numbers.</param>
    /// <param name="y">Receives the labels or targets, (rows, YShape…).</param>
    public virtual void FillY(ReadOnlySpan<int> rows, Tensor y)
    {
        using Step step = Step.Begin();
        Fill(rows, Tensor.Empty(XShape.Insert(0, rows.Length), XType), y, StillRng());
    }

    /// <summary>All rows as tensors, or null where they have to be made.</summary>
    internal virtual Batch? Tensors => null;

    /// <summary>Where what is random comes from when no epoch is under way: the same each time.</summary>
    internal static Rng StillRng() => new Rng(0).Fork(nameof(RowSource));

    /// <summary>Rows in memory of their own.</summary>
    internal virtual Batch Make(ReadOnlySpan<int> rows, Rng epoch)
    {
        Tensor x = Tensor.Empty(XShape.Insert(0, rows.Length), XType), y = Tensor.Empty(YShape.Insert(0, rows.Length), YType);
        if (!Tape.IsPlanning)
            FillApart(rows, x, y, epoch);
        return new Batch(x, y);
    }

    /// <summary><see cref="Fill"/> in a step of its own, so that tensors used meanwhile cost no memory, and without recording.</summary>
    internal void FillApart(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
    {
        using Tape.Scope scope = Tape.NoGradients();
        using Step step = Step.Begin();
        Fill(rows, x, y, epoch);
    }

    /// <summary>Rows by number as a source; numbers are known to exist.</summary>
    internal virtual RowSource Subset(ReadOnlySpan<int> rows) => new SubsetRows(this, rows.ToArray());

    /// <summary>Consecutive rows as a source.</summary>
    internal virtual RowSource Part(int start, int end)
    {
        int[] rows = new int[end - start];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = start + i;
        return Subset(rows);
    }
}
