namespace Fathom;

/// <summary>Which row goes to which part.</summary>
internal static class Splitter
{
    public const int Train = 0;
    public const int Validation = 1;
    public const int Test = 2;

    /// <summary>The rows of the validation and the test part.</summary>
    public static (int Validation, int Test) Sizes(Dataset data, double validation, double test)
    {
        CheckFraction(validation, nameof(validation));
        CheckFraction(test, nameof(test));
        if (validation == 0 && test == 0)
            throw new ArgumentException("Split: validation and test are both 0, so nothing is held out. Give one of them a fraction, for example test: 0.2.");
        if (validation + test >= 1)
            throw new ArgumentException($"Split: validation {validation} and test {test} together leave nothing to train on; their sum must be below 1.");
        int held = Size(data, validation, nameof(validation));
        int tested = Size(data, test, nameof(test));
        if (held + tested >= data.Count)
            throw new DatasetException($"Data set '{data.Name}' has {data.Count} rows: with validation {validation} and test {test} none is left to train on. Use smaller fractions, KFold, or more rows.");
        return (held, tested);
    }

    /// <summary>The part of every row; earlier rows of the order fill the held-out parts first.</summary>
    public static int[] Assign(Dataset data, int validation, int test, bool stratify, int[] order)
    {
        int[] classOfRow = new int[data.Count];
        int[] counts = [data.Count];
        if (stratify)
        {
            (classOfRow, counts, _) = Classes(data, "Split");
            int trained = data.Count - validation - test;
            if (trained < counts.Length)
                throw new DatasetException($"Data set '{data.Name}': the training part would have {trained} rows for {counts.Length} classes; each class needs at least one. Hold out less, or leave stratify out.");
        }

        int[] tested = Apportion(counts, test);
        for (int c = 0; c < counts.Length; c++)
            counts[c] -= tested[c];
        int[] held = Apportion(counts, validation);

        int[] parts = new int[data.Count];
        foreach (int row in order)
        {
            int c = classOfRow[row];
            if (tested[c] > 0)
            {
                tested[c]--;
                parts[row] = Test;
            }
            else if (held[c] > 0)
            {
                held[c]--;
                parts[row] = Validation;
            }
        }

        return parts;
    }

    /// <summary>The rows of a part, in the order's order.</summary>
    public static int[] RowsOf(int[] order, int[] parts, int part)
    {
        int[] rows = new int[parts.AsSpan().Count(part)];
        int count = 0;
        foreach (int row in order)
            if (parts[row] == part)
                rows[count++] = row;
        return rows;
    }

    /// <summary>The class of every row, and the rows and the name of every class.</summary>
    public static (int[] OfRow, int[] Counts, string[] Names) Classes(Dataset data, string caller)
    {
        Tensor y = data.Y;
        bool binary = y.Type.IsFloating() && y.Length == data.Count && data.ClassNames?.Count == 2;
        if (!binary && (y.Type != DType.Int64 || y.Length != data.Count))
            throw new DatasetException($"{caller}: stratify needs one class for each row; Y of '{data.Name}' is {y.Type} {y.Shape}{(data.ClassNames is null ? " without ClassNames" : "")}. Leave stratify out for regression.");

        // Labels need not be dense: classes are numbered in the order of their labels.
        long[] labels = new long[data.Count];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = (long)y.GetElement(i);
        long[] distinct = Distinct(labels);
        int[] ofRow = new int[labels.Length], counts = new int[distinct.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            ofRow[i] = Array.BinarySearch(distinct, labels[i]);
            counts[ofRow[i]]++;
        }

        string[] names = Array.ConvertAll(distinct, label => data.ClassNames is { } known ? known[(int)label] : label.ToString());
        int alone = Array.IndexOf(counts, 1);
        if (alone >= 0)
            throw new DatasetException($"{caller}: class '{names[alone]}' of '{data.Name}' has one row, which cannot be both trained on and held out. Drop or merge the class, or leave stratify out.");
        return (ofRow, counts, names);
    }

    /// <summary>
    /// Largest remainders (Hamilton's method): total · countᵢ / Σcount rounded so that the sum is exactly the total. One row of every class is
    /// never given away, so that each can be learned. In whole numbers, so that no rounding decides; ties go to the first.
    /// </summary>
    internal static int[] Apportion(int[] counts, int total)
    {
        long sum = 0;
        foreach (int count in counts)
            sum += count;
        int[] given = new int[counts.Length];
        long[] owed = new long[counts.Length];
        int left = total;
        for (int i = 0; i < counts.Length; i++)
        {
            given[i] = (int)Math.Min(counts[i] - 1, total * (long)counts[i] / sum);
            owed[i] = (total * (long)counts[i]) - (given[i] * sum);
            left -= given[i];
        }

        for (; left > 0; left--)
        {
            int most = -1;
            for (int i = 0; i < counts.Length; i++)
                if (given[i] < counts[i] - 1 && (most < 0 || owed[i] > owed[most]))
                    most = i;
            given[most]++;
            owed[most] -= sum;
        }

        return given;
    }

    private static long[] Distinct(long[] labels)
    {
        long[] sorted = [.. labels];
        Array.Sort(sorted);
        int count = 0;
        foreach (long label in sorted)
            if (count == 0 || label != sorted[count - 1])
                sorted[count++] = label;
        return sorted[..count];
    }

    private static int Size(Dataset data, double fraction, string name)
    {
        int rows = (int)Math.Round(data.Count * fraction, MidpointRounding.AwayFromZero);
        if (fraction > 0 && rows == 0)
            throw new DatasetException($"Data set '{data.Name}' has {data.Count} rows: the {name} part, {fraction} of them, would be empty. Ask for a larger fraction, or for 0 to have no such part.");
        return rows;
    }

    private static void CheckFraction(double fraction, string name)
    {
        if (!(fraction >= 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(name, fraction, $"Split: {name} is a fraction of the rows, from 0 to below 1 (0.2 is a fifth).");
    }
}
