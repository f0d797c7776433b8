namespace Fathom;

/// <summary>Rows divided into three parts, each in ascending order.</summary>
public sealed class TableSplit
{
    private TableSplit(int[] train, int[] validation, int[] test)
    {
        Train = train;
        Validation = validation;
        Test = test;
    }

    /// <summary>Rows to learn from.</summary>
    public int[] Train { get; }

    /// <summary>Rows to choose by: early stopping looks at these.</summary>
    public int[] Validation { get; }

    /// <summary>Rows to judge by, seen once at the end.</summary>
    public int[] Test { get; }

    /// <summary>Splits 0…n−1 at random.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="validation">Share for validation, 0 ≤ v &lt; 1.</param>
    /// <param name="test">Share for the test, 0 ≤ t &lt; 1, v + t &lt; 1.</param>
    /// <param name="rng">Chooses; one permutation is drawn.</param>
    /// <exception cref="DatasetException">A share is out of range or a part would be empty.</exception>
    public static TableSplit Create(int rows, double validation, double test, Rng rng) =>
        Create(new int[rows], [""], validation, test, rng);

    /// <summary>Splits 0…n−1 at random so that each part has its share of every class (largest remainders), and every class rows to learn from.</summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">Class names, for messages.</param>
    /// <param name="validation">Share for validation, 0 ≤ v &lt; 1.</param>
    /// <param name="test">Share for the test, 0 ≤ t &lt; 1, v + t &lt; 1.</param>
    /// <param name="rng">Chooses; one permutation is drawn.</param>
    /// <exception cref="DatasetException">A share is out of range, a part would be empty, or a class has a single row.</exception>
    public static TableSplit Create(int[] labels, IReadOnlyList<string> classes, double validation, double test, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(rng);
        int n = labels.Length;
        CheckShare(validation, "validation");
        CheckShare(test, "test");
        if (validation + test >= 1)
            Fault.Throw(FormattableString.Invariant($"validation {validation} and test {test} leave nothing to train on; their sum must be below 1."));
        int testRows = (int)Math.Round(n * test, MidpointRounding.AwayFromZero), validationRows = (int)Math.Round(n * validation, MidpointRounding.AwayFromZero);
        CheckPart(test, testRows, n, "test");
        CheckPart(validation, validationRows, n, "validation");
        if (n - testRows - validationRows < 1) Fault.Throw($"{Fault.Count(n, "row")} cannot be split: {testRows} for test and {validationRows} for validation leave none to train on. Bring more rows or smaller shares.");

        var counts = new int[classes.Count];
        foreach (int c in labels) counts[c]++;
        if (test + validation > 0 && Array.IndexOf(counts, 1) is >= 0 and var lone)
            Fault.Throw($"the class {Fault.Show(classes[lone])} has a single row, so it cannot be both learned and tested in a stratified split. Add rows of it, or take it out.");

        var testOf = Apportion(counts, test, testRows, counts);
        var rest = counts.Zip(testOf, (all, t) => all - t).ToArray();
        var validationOf = Apportion(counts, validation, validationRows, rest);
        var order = rng.Permutation(n);
        var parts = (Train: new List<int>(n), Validation: new List<int>(validationRows), Test: new List<int>(testRows));
        foreach (int row in order)
        {
            int c = labels[row];
            (testOf[c]-- > 0 ? parts.Test : validationOf[c]-- > 0 ? parts.Validation : parts.Train).Add(row);
        }
        if ((testRows > 0 && parts.Test.Count == 0) || (validationRows > 0 && parts.Validation.Count == 0))
            Fault.Throw($"{Fault.Count(n, "row")} in {Fault.Count(classes.Count, "class", "classes")} are too few to give training, validation and test a row each. Bring more rows, or set a share to 0.");
        return new TableSplit(Sorted(parts.Train), Sorted(parts.Validation), Sorted(parts.Test));
    }

    /// <summary>One split of a cross-validation of 0…n−1: over all folds each row is tested exactly once, each fold has its share of every class (to one row), and the rest is split into training and validation as by <see cref="Create(int[], IReadOnlyList{string}, double, double, Rng)"/>.</summary>
    /// <param name="labels">The class of each row; all 0 for none.</param>
    /// <param name="classes">Class names, for messages.</param>
    /// <param name="fold">Which fold is tested, from 1.</param>
    /// <param name="folds">How many there are, from 2 to n.</param>
    /// <param name="validation">Share of all rows for validation, 0 ≤ v, v + 1/folds &lt; 1.</param>
    /// <param name="rng">Chooses: in the same state it gives the same folds.</param>
    /// <exception cref="DatasetException">There are more folds than rows, or than rows of a class, or a part would be empty.</exception>
    public static TableSplit Fold(int[] labels, IReadOnlyList<string> classes, int fold, int folds, double validation, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(rng);
        int n = labels.Length;
        if (folds < 2 || folds > n)
            Fault.Throw($"{folds} folds of {Fault.Count(n, "row")}: expected from 2 folds to as many as there are rows.");
        if (fold < 1 || fold > folds)
            Fault.Throw($"fold {fold} of {folds}: folds are counted from 1 to {folds}.");
        for (int c = 0; classes.Count > 1 && c < classes.Count; c++)
        {
            if (labels.AsSpan().Count(c) is > 0 and var rows && rows < folds)
                Fault.Throw($"the class {Fault.Show(classes[c])} has {Fault.Count(rows, "row")}, fewer than {folds} folds, so some folds could not test it. Use {(rows > 1 ? $"{rows} folds or fewer" : "no folds")}, add rows of it, or take it out.");
        }

        // Dealing out rows that lie class by class gives each fold its share of every class.
        int[] order = [.. rng.Permutation(n).OrderBy(row => labels[row])];
        int[] test = [.. order.Where((_, i) => i % folds == fold - 1).Order()], rest = [.. order.Where((_, i) => i % folds != fold - 1).Order()];
        TableSplit learned = Create(Array.ConvertAll(rest, row => labels[row]), classes, validation * n / rest.Length, 0, rng).Map(i => rest[i]);
        return new TableSplit(learned.Train, learned.Validation, test);
    }

    internal TableSplit Map(Func<int, int> row) => new(Array.ConvertAll(Train, i => row(i)), Array.ConvertAll(Validation, i => row(i)), Array.ConvertAll(Test, i => row(i)));

    /// <summary>Shares <paramref name="total"/> rows out to the classes in proportion, leaving each at least one of what is <paramref name="free"/>.</summary>
    private static int[] Apportion(int[] counts, double share, int total, int[] free)
    {
        var result = counts.Select((n, c) => Math.Min((int)(n * share), free[c] - 1)).Select(n => Math.Max(n, 0)).ToArray();
        var byRemainder = Enumerable.Range(0, counts.Length).OrderByDescending(c => counts[c] * share - result[c]).ThenBy(c => c).ToArray();
        int left = total - result.Sum();
        for (bool moved = true; left > 0 && moved;)
        {
            moved = false;
            foreach (int c in byRemainder)
            {
                if (left == 0) break;
                if (result[c] >= free[c] - 1) continue;
                result[c]++;
                left--;
                moved = true;
            }
        }
        return result;
    }

    private static void CheckShare(double share, string name)
    {
        if (!(share >= 0 && share < 1)) Fault.Throw(FormattableString.Invariant($"the share for {name} is {share}; expected at least 0 and below 1, such as 0.2."));
    }

    private static void CheckPart(double share, int rows, int all, string name)
    {
        if (share > 0 && rows == 0)
            Fault.Throw(FormattableString.Invariant($"{share} of {Fault.Count(all, "row")} is no row for {name}. Bring more rows, a larger share, or 0 to do without."));
    }

    private static int[] Sorted(List<int> rows)
    {
        rows.Sort();
        return [.. rows];
    }
}
