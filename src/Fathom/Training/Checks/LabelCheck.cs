using System.Globalization;

namespace Fathom;

/// <summary>Are the labels what the task needs? Classes counted; labels out of range, one class only, classes without rows, imbalance; of a regression, constant, whole-numbered or unscaled targets.</summary>
public sealed record LabelCheck : CheckResult
{
    private const double MostImbalance = 10;
    private const int FewValues = 20;
    private const double WideDeviation = 100;
    private const long Ignored = -100;
    private const long MostClasses = 1_000_000;

    private LabelCheck(IReadOnlyList<long> counts, double mean, double deviation, CheckVerdict verdict, string finding, string advice)
        : base("labels", verdict, finding, advice) => (Counts, Mean, Deviation) = (counts, mean, deviation);

    /// <summary>Rows of each class; of several labels, rows that have each; empty for a regression.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>The mean of a regression's targets; NaN otherwise.</summary>
    public double Mean { get; }

    /// <summary>Their standard deviation; NaN otherwise.</summary>
    public double Deviation { get; }

    /// <summary>Looks at the labels of a data set.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="task">What is learned from them.</param>
    public static LabelCheck Of(Dataset data, TaskKind task) => Of(data.Y, task, data.ClassNames?.Count ?? 0, data.ClassNames);

    /// <summary>Looks at labels that are no data set.</summary>
    /// <param name="y">Labels or values, rows first.</param>
    /// <param name="task">What is learned from them.</param>
    /// <param name="classes">The classes there are; by the largest label when 0.</param>
    /// <param name="names">Their names.</param>
    public static LabelCheck Of(Tensor y, TaskKind task, int classes = 0, IReadOnlyList<string>? names = null) => task switch
    {
        TaskKind.Regression => OfValues(y),
        TaskKind.MultiClass or TaskKind.NextToken => OfClasses(y, classes, names),
        _ => OfBits(y, task == TaskKind.Binary, names),
    };

    private static LabelCheck OfClasses(Tensor y, int classes, IReadOnlyList<string>? names)
    {
        if (y.Type != DType.Int64)
            return Wrong($"they are {y.Type} {y.Shape}; several classes need Int64 class numbers (rows,).", "Convert them with To(DType.Int64).");
        ReadOnlySpan<long> labels = y.AsReadOnlySpan<long>();
        long most = classes - 1;
        for (int i = 0; i < labels.Length && classes == 0; i++)
            most = Math.Max(most, labels[i]);
        if (most >= MostClasses && classes == 0)
            return Wrong($"label {labels.IndexOf(most)} is {most:N0}, more classes than can be learned.", "Number the classes from 0; numbers that are names or keys have to be coded first.");
        long[] counts = new long[Math.Max(1, most + 1)];
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == Ignored)
                continue;
            if (labels[i] < 0 || labels[i] > most)
                return Wrong($"label {i} is {labels[i]}; there are {counts.Length} classes, 0 to {counts.Length - 1}.", "Number the classes from 0, and give the network an output for each.");
            counts[labels[i]]++;
        }

        return OfCounts(counts, c => names is not null && c < names.Count ? names[c] : $"class {c}");
    }

    private static LabelCheck OfBits(Tensor y, bool binary, IReadOnlyList<string>? names)
    {
        int outputs = y.Rank < 2 ? 1 : y.Shape[^1];
        long[] ones = new long[outputs];
        for (int i = 0; i < y.Length; i++)
        {
            double value = y.GetElement(i);
            if (!(value is >= 0 and <= 1))
                return Wrong(string.Create(CultureInfo.InvariantCulture, $"value {value} in row {i / outputs}, column {i % outputs}; expected 0 or 1."), "Code the classes as 0 and 1; for class numbers take a multi-class objective, for measured values a regression.");
            ones[i % outputs] += value >= 0.5 ? 1 : 0;
        }

        long rows = y.Length / outputs;
        if (binary)
            return OfCounts([rows - ones[0], ones[0]], c => names is { Count: 2 } ? names[c] : $"class {c}");
        string[] empty = [.. Enumerable.Range(0, outputs).Where(c => ones[c] == 0 || ones[c] == rows).Select(c => names is not null && c < names.Count ? names[c] : $"label {c}")];
        return empty.Length == 0
            ? new LabelCheck(ones, double.NaN, double.NaN, CheckVerdict.Fine, $"{rows:N0} rows, {outputs} labels, each on {ones.Min():N0} rows or more.", "")
            : new LabelCheck(ones, double.NaN, double.NaN, CheckVerdict.Doubtful, $"{string.Join(", ", empty)} on none or on all rows.", "Leave such labels out, or find rows that differ in them.");
    }

    private static LabelCheck OfCounts(long[] counts, Func<int, string> name)
    {
        long[] there = [.. counts.Where(count => count > 0)];
        string[] empty = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] == 0).Select(name)];
        string table = string.Join(", ", Enumerable.Range(0, counts.Length).Take(FewValues).Select(c => $"{name(c)} {counts[c]:N0}"));
        (CheckVerdict verdict, string finding, string advice) = there.Length < 2
            ? (CheckVerdict.Wrong, $"there is one class only ({table}).", "Nothing can be told apart: look at the filter or the split the rows came from; shuffle before splitting.")
            : empty.Length > 0
            ? (CheckVerdict.Doubtful, $"no rows of {string.Join(", ", empty)} ({table}).", "Find rows of these classes, or leave the classes out; split each class in proportion.")
            : there.Max() >= MostImbalance * there.Min()
            ? (CheckVerdict.Doubtful, $"the classes are far from balanced ({table}).", "Weigh the classes or draw rare ones more often, and judge by F1 or PR-AUC: accuracy flatters.")
            : (CheckVerdict.Fine, $"{table}.", "");
        return new LabelCheck(counts, double.NaN, double.NaN, verdict, finding, advice);
    }

    private static LabelCheck OfValues(Tensor y)
    {
        int outputs = y.Rank < 2 ? 1 : y.Shape[^1];
        LabelCheck[] columns = [.. Enumerable.Range(0, outputs).Select(c => OfColumn(y, c, outputs))];
        if (outputs == 1)
            return columns[0];
        InputCheck.Feature all = InputCheck.Feature.Of("targets", y, 0, 1);
        LabelCheck worst = columns.MaxBy(column => column.Verdict)!;
        return new LabelCheck([], all.Mean, all.Deviation, worst.Verdict, worst.Passed ? $"{outputs} columns; {string.Join("; ", columns.Select(column => column.Finding))}" : worst.Finding, worst.Advice);
    }

    private static LabelCheck OfColumn(Tensor y, int column, int outputs)
    {
        InputCheck.Feature all = InputCheck.Feature.Of("target", y, column, outputs);
        string targets = outputs == 1 ? "targets" : $"targets in column {column}";
        var distinct = new HashSet<double>();
        bool whole = true;
        for (int i = column; i < y.Length && (whole || distinct.Count <= FewValues); i += outputs)
        {
            whole &= y.GetElement(i) == Math.Floor(y.GetElement(i));
            if (distinct.Count <= FewValues)
                distinct.Add(y.GetElement(i));
        }

        string numbers = string.Create(CultureInfo.InvariantCulture, $"mean {all.Mean:G4}, deviation {all.Deviation:G4}, {all.Min:G4} to {all.Max:G4}");
        (CheckVerdict verdict, string finding, string advice) = all.NotFinite > 0
            ? (CheckVerdict.Wrong, $"{all.NotFinite:N0} {targets} are NaN or infinite.", "Leave these rows out.")
            : all.IsConstant
            ? (CheckVerdict.Wrong, $"all {targets} are the same ({numbers}).", "There is nothing to learn: look at the column and the filter.")
            : whole && distinct.Count <= FewValues && y.Length / outputs > 2 * distinct.Count
            ? (CheckVerdict.Doubtful, $"the {targets} are {distinct.Count} whole numbers ({numbers}).", "If they stand for classes, number them from 0 and take a multi-class objective.")
            : all.Deviation > WideDeviation || Math.Abs(all.Mean) > WideDeviation * Math.Max(1, all.Deviation)
            ? (CheckVerdict.Doubtful, $"the {targets} are large ({numbers}).", "Standardize them for training and predictions back: squared errors of large numbers make gradients explode.")
            : (CheckVerdict.Fine, $"{numbers}.", "");
        return new LabelCheck([], all.Mean, all.Deviation, verdict, finding, advice);
    }

    private static LabelCheck Wrong(string finding, string advice) => new([], double.NaN, double.NaN, CheckVerdict.Wrong, finding, advice);
}
