namespace Fathom;

/// <summary>Which rows an epoch sees, and in which order: given to <see cref="Dataset.Steps"/>, <see cref="Dataset.Batches"/> and the trainer. Without one every row is seen once.</summary>
/// <remarks>
/// A sampler holds no state that changes: the order comes from the generator it is given, so equal generators give equal epochs on any number of threads.
/// Another way of choosing derives from this.
/// <code>
/// differs   from torch.utils.data.Sampler: knows how many rows the data has, so that a sampler made for another set is refused
/// </code></remarks>
public abstract class Sampler
{
    /// <summary>Every row once, in a new order each epoch: what <c>shuffle: true</c> does.</summary>
    public static Sampler Shuffle { get; } = new ShuffleSampler();

    /// <summary>Rows drawn with replacement so that every class is equally likely: each row has the weight 1 / (rows of its class).</summary>
    /// <param name="data">The training part; binary or multi-class.</param>
    /// <param name="draws">Rows an epoch; as many as the data has by default.</param>
    /// <exception cref="DatasetException">There are no classes.</exception>
    public static WeightedSampler Balanced(Dataset data, int? draws = null)
    {
        (int[] ofRow, long[] counts) = ClassBalance.Classes(data, "Sampler.Balanced");
        return new WeightedSampler(Array.ConvertAll(ofRow, c => 1.0 / counts[c]), draws);
    }

    /// <summary>How many rows an epoch has.</summary>
    /// <param name="rows">The rows of the data.</param>
    /// <exception cref="ArgumentException">The sampler was made for data with another number of rows.</exception>
    public abstract int Count(int rows);

    /// <summary><see cref="Count"/>, of which nothing can be made below 1.</summary>
    internal int CheckedCount(int rows) => Count(rows) is >= 1 and var count ? count
        : throw new ArgumentException($"{GetType().Name}: {nameof(Count)} gives {Count(rows)} rows an epoch for data of {rows}; expected at least 1.");

    /// <summary>Chooses the rows of an epoch.</summary>
    /// <param name="order">Receives <see cref="Count"/> row numbers.</param>
    /// <param name="rows">The rows of the data.</param>
    /// <param name="rng">Where chance comes from.</param>
    public abstract void Fill(Span<int> order, int rows, Rng rng);
}
