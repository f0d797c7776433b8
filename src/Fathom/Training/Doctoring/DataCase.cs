namespace Fathom;

/// <summary>Data as the doctor looks at them: what several faults need is worked out once.</summary>
internal sealed class DataCase(Dataset train, Objective objective, Dataset? validation = null, Dataset? test = null)
{
    // Copies agree but for slips; of strangers that happen to look alike many do not.
    private const double ShareOfSlips = 0.1;

    private bool _tried;
    private long _most = -1;
    private long[]? _counts;
    private double[] _targets = [];

    /// <summary>The rows to learn from.</summary>
    public Dataset Train { get; } = train;

    /// <summary>The rows that training stops by.</summary>
    public Dataset? Validation { get; } = validation;

    /// <summary>The rows it is judged by at the end.</summary>
    public Dataset? Test { get; } = test;

    /// <summary>What is trained for.</summary>
    public Objective Objective { get; } = objective;

    /// <summary>Columns that hold the codes of categories, which have no scale and no order.</summary>
    public IReadOnlySet<int> Coded { get; init; } = new HashSet<int>();

    /// <summary>Whether the network begins with a normalization, which brings inputs to scale itself.</summary>
    public bool IsNormalizedByModel { get; init; }

    /// <summary>Why rows cannot be read; null where they can.</summary>
    public Exception? Failure
    {
        get
        {
            if (!_tried)
            {
                _tried = true;
                try
                {
                    _ = (Sample, ValidationSample, TestSample, Counts);
                }
                catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
                {
                    // A source of the user's own may throw anything; what it says is the finding.
                    field = error;
                }
            }

            return field;
        }
    }

    /// <summary>Rows to learn from.</summary>
    public DataSample Sample => field ??= DataSample.Of(Train);

    /// <summary>Rows to stop by; null for none.</summary>
    public DataSample? ValidationSample => Validation is null ? null : field ??= DataSample.Of(Validation);

    /// <summary>Rows to judge by; null for none.</summary>
    public DataSample? TestSample => Test is null ? null : field ??= DataSample.Of(Test);

    /// <summary>Whether rows are lists of numbers, each with a meaning of its own.</summary>
    public bool IsTable => Train.Source.XShape.Rank == 1 && Train.Source.XType.IsFloating();

    /// <summary>The columns of a table that are no codes; of other floating-point inputs all numbers as one; none of indices.</summary>
    public IReadOnlyList<DataColumn> Columns => field ??= !Train.Source.XType.IsFloating() ? []
        : IsTable ? [.. Enumerable.Range(0, Sample.Columns).Where(c => !Coded.Contains(c)).Select(c => Column(Sample, c))]
        : [new DataColumn(0, "input", Sample.X)];

    /// <summary>The columns of the targets of a regression.</summary>
    public IReadOnlyList<DataColumn> Targets => field ??= Objective.Task != TaskKind.Regression ? []
        : [.. Enumerable.Range(0, Sample.Outputs).Select(c => new DataColumn(c, Sample.Outputs == 1 ? Train.TargetName : $"{Train.TargetName} {c}", Every(Sample.Y, c, Sample.Outputs)))];

    /// <summary>Whether columns are many of a kind, as the pixels of a picture or one-hot categories, by their one range or by numbers that are mostly one: then columns that say nothing are margins.</summary>
    public bool LooksLikePictures => Columns.Count >= 16
        && (Columns.Count(column => column.Commonest >= 0.5) >= Columns.Count / 4 || Columns.GroupBy(column => (column.Min, column.Max)).Max(group => group.Count()) >= Columns.Count / 3);

    /// <summary>Whether equal rows cannot be chance, because something in them is measured.</summary>
    public bool IsMeasured => IsTable && Columns.Any(column => column.IsContinuous) || (!IsTable && Columns.Count > 0);

    /// <summary>Whether equal rows are copies of one another: something in them is measured, and their targets agree as well.</summary>
    public bool EqualRowsAreCopies => IsMeasured && Contradicting <= ShareOfSlips * (Sample.Keys.Length - Sample.Keys.Distinct().Count());

    /// <summary>Rows with equal inputs and different targets, in groups; none where not all rows are looked at.</summary>
    public int[][] Contradictions => field ??= FindContradictions();

    /// <summary>How many rows have another target than most rows of the same inputs.</summary>
    public int Contradicting => Contradictions.Sum(group => group.Length - group.GroupBy(row => _targets[row]).Max(same => same.Count()));

    /// <summary>The target of a row of <see cref="Contradictions"/>.</summary>
    public double TargetOf(int row) => _targets[row];

    /// <summary>Rows of each class, by its number, over all rows; null where there are no classes, or labels are no class numbers.</summary>
    public long[]? Counts
    {
        get
        {
            if (_most < 0)
            {
                _most = 0;
                _counts = CountClasses();
            }

            return _counts;
        }
    }

    /// <summary>A class by its name.</summary>
    public string ClassName(int label) => Train.ClassNames is { } names && label < names.Count && names.Count > 1 ? $"'{names[label]}'" : $"class {label}";

    /// <summary>A column of other rows of the same kind.</summary>
    public DataColumn Column(DataSample sample, int column) =>
        new(column, column < Train.FeatureNames.Count ? Train.FeatureNames[column] : $"x{column}", Every(sample.X, column, sample.Columns));

    /// <summary>Columns by name, the first few of many.</summary>
    public static string Names(IReadOnlyCollection<DataColumn> columns)
    {
        const int most = 5;
        string names = string.Join(", ", columns.Take(most).Select(column => $"'{column.Name}'"));
        return columns.Count > most ? $"{names} and {columns.Count - most} more" : names;
    }

    private static double[] Every(double[] values, int first, int stride)
    {
        double[] column = new double[values.Length / stride];
        for (int i = 0; i < column.Length; i++)
            column[i] = values[first + (i * stride)];
        return column;
    }

    private int[][] FindContradictions()
    {
        if (Sample.Outputs != 1 || !Sample.KeysOfAll)
            return [];
        _targets = new double[Train.Count];
        Train.ForEachPartOfY((start, part) =>
        {
            for (int i = 0; i < part.Length; i++)
                _targets[start + i] = part.GetElement(i);
        });
        return [.. Enumerable.Range(0, _targets.Length).GroupBy(row => Sample.Keys[row]).Where(group => group.Select(row => _targets[row]).Distinct().Skip(1).Any()).Select(group => group.ToArray())];
    }

    private long[]? CountClasses()
    {
        const int mostClasses = 100_000;
        bool binary = Objective.Task == TaskKind.Binary;
        if (!binary && Objective.Task != TaskKind.MultiClass)
            return null;
        var counts = new Dictionary<long, long>();
        bool whole = true;
        Train.ForEachPartOfY((_, y) =>
        {
            for (int i = 0; i < y.Length && whole; i++)
            {
                double label = y.GetElement(i);
                whole = label == Predictions.LeftOut || (label >= 0 && label < mostClasses && label == Math.Floor(label) && (!binary || label <= 1));
                if (whole && label >= 0)
                    counts[(long)label] = counts.GetValueOrDefault((long)label) + 1;
            }
        });
        if (!whole || counts.Count == 0 || Sample.Outputs != 1)
            return null;
        long[] all = new long[Math.Max(counts.Keys.Max() + 1, binary ? 2 : Train.ClassNames?.Count ?? 0)];
        foreach ((long label, long count) in counts)
            all[label] = count;
        return all;
    }
}
