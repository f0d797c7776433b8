namespace Fathom;

/// <summary>Turns tables into numbers, with everything it needs learned from training rows alone; it travels with the model as JSON.</summary>
/// <remarks>
/// <code>
/// number    median where missing, (x − mean) / deviation, at most ±10; plus a flag "missing" where the training rows had missing cells
/// date      the same on days since 1970-01-01
/// boolean   0 or 1, the mean where missing; plus the flag
/// category  one slot for each category in at least m training rows (m = rows/1000, at least 2, at most 10; at most 50 categories),
///           one for the others and one for missing cells where the training rows had such;
///           or, with <see cref="CategoryEncoding.Codes"/>, one code: 0 unknown, 1 missing, the categories (at most 1,000) from 2 on
/// target    class index, or (y − mean) / deviation of the training rows; of several targets each for itself
/// </code>
/// A deviation of 0 counts as 1. The same rows give the same JSON, byte for byte; it holds no time, path or machine.
/// </remarks>
public sealed partial class TablePreprocessor
{
    private readonly bool _hasHeader;
    private readonly char _delimiter;
    private readonly string[] _fileColumns;
    private readonly ColumnEncoder[] _encoders;
    private readonly TargetClasses _classes;

    private TablePreprocessor(bool hasHeader, char delimiter, string[] fileColumns, ColumnEncoder[] encoders, TableTarget[] targets, TableTask task, IReadOnlyList<string> classes)
    {
        _hasHeader = hasHeader;
        _delimiter = delimiter;
        _fileColumns = fileColumns;
        _encoders = encoders;
        _classes = new TargetClasses(classes);
        Targets = targets;
        Task = task;
        FeatureNames = [.. encoders.SelectMany(e => e.Features)];
        CodeCounts = [.. encoders.SelectMany(e => e.Features.Select(_ => e.CodeCount))];
    }

    /// <summary>The columns that are predicted, in the order of the network's outputs: one, or several numbers or labels.</summary>
    public IReadOnlyList<TableTarget> Targets { get; }

    /// <summary>The column that is predicted; of several their names between commas.</summary>
    public string Target => Fault.Names([.. Targets.Select(t => t.Name)]);

    /// <summary>What is predicted.</summary>
    public TableTask Task { get; }

    /// <summary>Class names in label order; multi-label: the labels, which are the targets; empty for regression.</summary>
    public IReadOnlyList<string> Classes => _classes.Names;

    /// <summary>Names of the features in order: <c>age</c>, <c>age (missing)</c>, <c>sex=female</c>, <c>port (other)</c>.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Features of a row.</summary>
    public int FeatureCount => FeatureNames.Count;

    /// <summary>For each feature 0 where it is a number, or how many codes it holds: what <see cref="TableNetwork.Create"/> takes.</summary>
    public int[] CodeCounts { get; }

    /// <summary>Columns a table must have, in the order of their features.</summary>
    public IReadOnlyList<string> ColumnNames => [.. _encoders.Select(e => e.Column)];

    /// <summary>Mean of the (first) target over the training rows; 0 for classes.</summary>
    public double TargetMean => Targets[0].Mean;

    /// <summary>Standard deviation of the (first) target over the training rows; 1 for classes. A prediction y of the network means <c>TargetMean + y·TargetScale</c>.</summary>
    public double TargetScale => Targets[0].Scale;

    /// <summary>Learns from some rows of a plan's table, and from nothing else.</summary>
    /// <param name="plan">What to learn.</param>
    /// <param name="rows">Training rows of <see cref="TablePlan.Table"/>, for example <see cref="TableSplit.Train"/>.</param>
    /// <param name="categories">How categories become numbers; one-hot by default.</param>
    /// <exception cref="DatasetException">There are no rows.</exception>
    public static TablePreprocessor Fit(TablePlan plan, int[] rows, CategoryEncoding categories = CategoryEncoding.OneHot)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Length == 0) Fault.Throw("there are no training rows to learn from.", plan.Table.File);
        var table = plan.Table;
        return new(table.HasHeader, table.Delimiter, [.. table.Columns.Select(c => c.Name)], [.. plan.Columns.Select(c => ColumnEncoder.Fit(table, c, rows, categories))],
            [.. plan.Targets.Select((name, j) => Fit(table[name], plan, j, rows))], plan.Task, plan.Classes);
    }

    private static TableTarget Fit(TableColumn target, TablePlan plan, int j, int[] rows)
    {
        var (mean, scale) = plan.Task == TableTask.Regression ? NumberEncoder.Moments([.. rows.Select(target.Number)]) : (0, 1);
        return new TableTarget(target.Name, plan.Task == TableTask.MultiLabel ? plan.LabelWords[j] : [], mean, scale);
    }

    /// <summary>Reads a table of the same kind as the one learned from: header or none, column names, separator and text columns are known.</summary>
    /// <param name="path">The file. Without a header it may lack the target column.</param>
    /// <param name="options">Other options, such as own missing marks, which do not travel; their header, names and text columns are ignored.</param>
    /// <exception cref="DatasetException">As for <see cref="Table.ReadCsv"/>.</exception>
    public Table ReadCsv(string path, CsvOptions? options = null) => Table.ReadCsv(path, ReadOptions(options));

    /// <summary>The options <see cref="ReadCsv"/> reads with.</summary>
    /// <param name="options">Other options to start from.</param>
    public CsvOptions ReadOptions(CsvOptions? options = null)
    {
        options ??= new CsvOptions();
        return options with
        {
            HasHeader = _hasHeader,
            ColumnNames = null,
            NamesFor = _hasHeader ? null : n => n == _fileColumns.Length ? _fileColumns : n == _fileColumns.Length - Targets.Count ? [.. _fileColumns.Except(Targets.Select(t => t.Name))] : null,
            Delimiter = options.Delimiter ?? (_delimiter is ',' or ';' or '\t' or '|' ? null : _delimiter),
            TextColumns = [.. _encoders.Where(e => e.WantsText).Select(e => e.Column)],
        };
    }

    /// <summary>Features of a table.</summary>
    /// <param name="table">A table with at least the columns learned from.</param>
    /// <param name="rows">Which rows; null for all.</param>
    /// <exception cref="DatasetException">Columns are lacking (all are named), or a cell is not of its column's kind (file, line, column and value are named).</exception>
    public TableFeatures Transform(Table table, int[]? rows = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        rows ??= [.. Enumerable.Range(0, table.RowCount)];
        RefuseLacking(table);
        var notices = new List<Notice>();
        var extra = table.Columns.Select(c => c.Name).Except(_fileColumns).ToList();
        if (extra.Count > 0) notices.Add(Notice.Note($"{Fault.Count(extra.Count, "column")} not known from training {(extra.Count == 1 ? "is" : "are")} ignored: {Fault.List(extra)}."));
        int width = FeatureCount, offset = 0;
        var values = new float[checked(rows.Length * width)];
        foreach (var encoder in _encoders)
        {
            encoder.Encode(table, table[encoder.Column], rows, values, width, offset, notices);
            offset += encoder.Features.Count;
        }
        return new(values, rows.Length, width, notices);
    }

    private void RefuseLacking(Table table)
    {
        var lacking = ColumnNames.Where(c => table.Find(c) is null).ToList();
        if (lacking.Count == 0) return;
        var spare = table.Columns.Select(c => c.Name).Except(_fileColumns).ToList();
        var near = lacking.Select(c => (c, n: Nearest.To(c, spare).FirstOrDefault())).Where(p => p.n is not null).Select(p => $"{Fault.Show(p.n!)} for {Fault.Show(p.c)}").ToList();
        throw Fault.Data($"the model needs {Fault.Count(lacking.Count, "column")} that the table lacks: {Fault.List(lacking, 30)}. "
            + (near.Count > 0 ? $"Rename {string.Join(", ", near)}?" : $"Its columns are {Fault.List(table.Columns.Select(c => c.Name))}."), table.File);
    }

    /// <summary>Rows that have every target.</summary>
    /// <param name="table">A table with the target columns.</param>
    /// <exception cref="DatasetException">A target column is not there, all its cells are missing, or no row has every target.</exception>
    public int[] RowsWithTarget(Table table)
    {
        var columns = Targets.Select(t => t.In(table)).ToArray();
        foreach (var column in columns)
            if (column.Present == 0) Fault.Throw("every cell of the target is missing, so there is nothing to compare with.", table.File, column: column.Name);
        int[] rows = [.. Enumerable.Range(0, table.RowCount).Where(r => Array.TrueForAll(columns, c => !c.IsMissing(r)))];
        if (rows.Length == 0) Fault.Throw($"no row has all the targets {Fault.List(columns.Select(c => c.Name))}, so there is nothing to compare with.", table.File);
        return rows;
    }

    /// <summary>Class indices of some rows; multi-label: 0 or 1 for each row and label, row by row. A trailing full stop is forgiven and reported.</summary>
    /// <param name="table">A table with the target columns.</param>
    /// <param name="rows">Rows that have every target.</param>
    /// <param name="notices">Receives what was noticed; may be null.</param>
    /// <exception cref="DatasetException">A label is not one of <see cref="Classes"/>; file, line and label are named.</exception>
    public int[] Labels(Table table, int[] rows, ICollection<Notice>? notices = null)
    {
        if (Task == TableTask.Regression) throw new InvalidOperationException("A regression has no labels; use TargetValues.");
        var labels = new int[rows.Length * Targets.Count];
        for (int j = 0; j < Targets.Count; j++)
        {
            var classes = Task == TableTask.MultiLabel ? new TargetClasses(Targets[j].Words) : _classes;
            var column = classes.Read(table, Targets[j].In(table), rows, out int stops);
            if (stops > 0)
                notices?.Add(Notice.Note($"{Fault.Count(stops, "label")} of '{Targets[j].Name}' differ from the classes {Fault.List(classes.Names, 4)} by a full stop at the end and {(stops == 1 ? "is" : "are")} taken as the same."));
            for (int i = 0; i < column.Length; i++) labels[(i * Targets.Count) + j] = column[i];
        }
        return labels;
    }

    /// <summary>Target numbers of some rows in original units, of several targets row by row.</summary>
    /// <param name="table">A table with the target columns.</param>
    /// <param name="rows">Rows that have every target.</param>
    /// <exception cref="DatasetException">A cell is not a number; file, line and text are named.</exception>
    public double[] TargetValues(Table table, int[] rows)
    {
        if (Task != TableTask.Regression) throw new InvalidOperationException("Classes have no numbers; use Labels.");
        var values = new double[rows.Length * Targets.Count];
        for (int j = 0; j < Targets.Count; j++)
        {
            var target = Targets[j].In(table);
            for (int i = 0; i < rows.Length; i++)
            {
                int r = rows[i];
                double y = target.Number(r);
                values[(i * Targets.Count) + j] = double.IsFinite(y) ? y : throw table.CellFault($"{Fault.Show(target.Infinite is { } c && c.Row == r ? c.Text : target.Text(r) ?? "")} is not a finite number. Correct the cell, or take the row out.", target, r);
            }
        }
        return values;
    }

    /// <summary>Target numbers as the network learns them: (y − mean) / deviation, each target by its own.</summary>
    /// <param name="values">Numbers in original units, of several targets row by row.</param>
    public float[] Standardize(double[] values)
    {
        var standard = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            var target = Targets[i % Targets.Count];
            standard[i] = (float)((values[i] - target.Mean) / target.Scale);
        }
        return standard;
    }

    /// <summary>What the network predicts, in original units: mean + y·deviation of the target.</summary>
    /// <param name="prediction">A number in standard units.</param>
    /// <param name="output">Which of several targets.</param>
    public double Original(float prediction, int output = 0) => Targets[output].Mean + prediction * Targets[output].Scale;
}
