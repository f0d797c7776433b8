namespace Fathom;

/// <content>Cutting a data set into parts.</content>
public sealed partial class Dataset
{
    /// <summary>Cuts the rows into a training part and parts held out: <c>var (train, validation, test) = data.Split(validation: 0.1, test: 0.2);</c>.</summary>
    /// <remarks>
    /// The held-out parts have exactly round(N · fraction) rows, the training part the rest. Stratified, every class is spread over the parts in
    /// proportion by the method of largest remainders, and the training part keeps at least one row of each. The rows of a part are in random
    /// order. The same seed gives the same parts, whatever the number of threads.
    /// <code>
    /// differs   from scikit-learn's train_test_split: sizes are rounded to the nearest, ties between classes go to the first class
    /// </code>
    /// </remarks>
    /// <param name="validation">The fraction to choose settings and stop by, in [0, 1); 0, the default, for no such part.</param>
    /// <param name="test">The fraction to report on and nothing else, in [0, 1); 0, the default, for no such part.</param>
    /// <param name="stratify">Whether every part has the classes in the proportions of the whole.</param>
    /// <param name="seed">Chooses the rows.</param>
    /// <param name="shuffle">False for rows ordered in time: the first rows train, the last ones test.</param>
    /// <exception cref="ArgumentException">A fraction is outside [0, 1), nothing is held out, nothing is left, or <paramref name="stratify"/> is combined with <paramref name="shuffle"/>: false.</exception>
    /// <exception cref="DatasetException">A part would be empty, or classes are missing, have one row, or are more than the training part has rows.</exception>
    public DatasetSplit Split(double validation = 0, double test = 0, bool stratify = false, ulong seed = 0, bool shuffle = true)
    {
        (int held, int tested) = Splitter.Sizes(this, validation, test);
        if (!shuffle)
        {
            if (stratify)
                throw new ArgumentException("Split: stratify and shuffle: false contradict each other; a stratified part is drawn from all over the rows. Leave one out.", nameof(stratify));
            int trained = Count - held - tested;
            return new DatasetSplit(
                this[..trained],
                held == 0 ? null : this[trained..(trained + held)],
                tested == 0 ? null : this[(trained + held)..]);
        }

        int[] order = new Rng(seed).Fork("split").Permutation(Count);
        int[] parts = Splitter.Assign(this, held, tested, stratify, order);
        return new DatasetSplit(
            Subset(Splitter.RowsOf(order, parts, Splitter.Train)),
            held == 0 ? null : Subset(Splitter.RowsOf(order, parts, Splitter.Validation)),
            tested == 0 ? null : Subset(Splitter.RowsOf(order, parts, Splitter.Test)));
    }

    /// <summary>Cross-validation: k splits, each row held out exactly once: <c>foreach (var (train, validation) in data.KFold(5))</c>.</summary>
    /// <remarks>Held-out parts differ by one row at most; stratified, so do the rows of each class in them. Deterministic in the seed.</remarks>
    /// <param name="k">The number of folds, 2 to N. 5 and 10 are usual; N leaves one out.</param>
    /// <param name="stratify">Whether every fold has the classes in the proportions of the whole.</param>
    /// <param name="seed">Chooses the rows.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 2 or beyond the rows.</exception>
    /// <exception cref="DatasetException">Stratified: there are no classes, or one has fewer rows than there are folds.</exception>
    public IEnumerable<DatasetSplit> KFold(int k, bool stratify = false, ulong seed = 0)
    {
        if (k < 2 || k > Count)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"KFold: the number of folds is from 2 to the rows of '{Name}', {Count}.");
        int[] order = new Rng(seed).Fork("folds").Permutation(Count);
        if (stratify)
        {
            // Dealing out rows that lie class by class gives each fold its share of every class.
            (int[] classes, int[] counts, string[] names) = Splitter.Classes(this, "KFold");
            int least = Array.IndexOf(counts, counts.Min());
            if (counts[least] < k)
                throw new DatasetException($"KFold: {k} folds cannot each have a row of class '{names[least]}' of '{Name}', which has {counts[least]} rows. Use at most {counts[least]} folds, merge the class, or leave stratify out.");
            order = [.. order.OrderBy(row => classes[row])];
        }

        return Folds(order, k);
    }

    private IEnumerable<DatasetSplit> Folds(int[] order, int k)
    {
        for (int fold = 0; fold < k; fold++)
        {
            int[] held = [.. order.Where((_, i) => i % k == fold)];
            int[] trained = [.. order.Where((_, i) => i % k != fold)];
            yield return new DatasetSplit(Subset(trained), Subset(held), null);
        }
    }
}
