using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fathom;

/// <summary>Turns tables into numbers, with everything it needs learned from training rows alone; it travels with the model as JSON.</summary>
/// <remarks>
/// <code>
/// number    median where missing, (x − mean) / deviation, at most ±10; plus a flag "missing" where the training rows had missing cells
/// date      the same on days since 1970-01-01
/// boolean   0 or 1, the mean where missing; plus the flag
/// category  one slot for each category in at least m training rows (m = rows/1000, at least 2, at most 10; at most 50 categories),
///           one for the others and one for missing cells where the training rows had such
/// target    class index, or (y − mean) / deviation of the training rows
/// </code>
/// A deviation of 0 counts as 1. The same rows give the same JSON, byte for byte; it holds no time, path or machine.
/// </remarks>
public sealed class TablePreprocessor
{
    private const int Version = 1;

    private readonly bool _hasHeader;
    private readonly char _delimiter;
    private readonly string[] _fileColumns;
    private readonly ColumnEncoder[] _encoders;
    private readonly TargetClasses _classes;

    private TablePreprocessor(bool hasHeader, char delimiter, string[] fileColumns, ColumnEncoder[] encoders, string target, TableTask task, IReadOnlyList<string> classes, double mean, double scale)
    {
        _hasHeader = hasHeader;
        _delimiter = delimiter;
        _fileColumns = fileColumns;
        _encoders = encoders;
        _classes = new TargetClasses(classes);
        Target = target;
        Task = task;
        TargetMean = mean;
        TargetScale = scale;
        FeatureNames = [.. encoders.SelectMany(e => e.Features)];
    }

    /// <summary>The column that is predicted.</summary>
    public string Target { get; }

    /// <summary>What is predicted.</summary>
    public TableTask Task { get; }

    /// <summary>Class names in label order; empty for regression.</summary>
    public IReadOnlyList<string> Classes => _classes.Names;

    /// <summary>Names of the features in order: <c>age</c>, <c>age (missing)</c>, <c>sex=female</c>, <c>port (other)</c>.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Features of a row.</summary>
    public int FeatureCount => FeatureNames.Count;

    /// <summary>Columns a table must have, in the order of their features.</summary>
    public IReadOnlyList<string> ColumnNames => [.. _encoders.Select(e => e.Column)];

    /// <summary>Mean of the target over the training rows; 0 for classes.</summary>
    public double TargetMean { get; }

    /// <summary>Standard deviation of the target over the training rows; 1 for classes. A prediction y of the network means <c>TargetMean + y·TargetScale</c>.</summary>
    public double TargetScale { get; }

    /// <summary>Learns from some rows of a plan's table, and from nothing else.</summary>
    /// <param name="plan">What to learn.</param>
    /// <param name="rows">Training rows of <see cref="TablePlan.Table"/>, for example <see cref="TableSplit.Train"/>.</param>
    /// <exception cref="DatasetException">There are no rows.</exception>
    public static TablePreprocessor Fit(TablePlan plan, int[] rows)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Length == 0) Fault.Throw("there are no training rows to learn from.", plan.Table.File);
        var table = plan.Table;
        var target = table[plan.Target];
        var (mean, scale) = plan.Task == TableTask.Regression ? NumberEncoder.Moments([.. rows.Select(target.Number)]) : (0, 1);
        return new(table.HasHeader, table.Delimiter, [.. table.Columns.Select(c => c.Name)], [.. plan.Columns.Select(c => ColumnEncoder.Fit(table, c, rows))],
            plan.Target, plan.Task, plan.Classes, mean, scale);
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
            NamesFor = _hasHeader ? null : n => n == _fileColumns.Length ? _fileColumns : n == _fileColumns.Length - 1 ? [.. _fileColumns.Where(c => c != Target)] : null,
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

    /// <summary>Rows that have a target.</summary>
    /// <param name="table">A table with the target column.</param>
    /// <exception cref="DatasetException">The target column is not there, or all its cells are missing.</exception>
    public int[] RowsWithTarget(Table table)
    {
        var target = TargetOf(table);
        if (target.Present == 0) Fault.Throw("every cell of the target is missing, so there is nothing to compare with.", table.File, column: Target);
        return [.. Enumerable.Range(0, table.RowCount).Where(r => !target.IsMissing(r))];
    }

    /// <summary>Class indices of some rows. A trailing full stop is forgiven and reported.</summary>
    /// <param name="table">A table with the target column.</param>
    /// <param name="rows">Rows that have a target.</param>
    /// <param name="notices">Receives what was noticed; may be null.</param>
    /// <exception cref="DatasetException">A label is not one of <see cref="Classes"/>; file, line and label are named.</exception>
    public int[] Labels(Table table, int[] rows, ICollection<Notice>? notices = null)
    {
        if (Task == TableTask.Regression) throw new InvalidOperationException("A regression has no labels; use TargetValues.");
        var labels = _classes.Read(table, TargetOf(table), rows, out int stops);
        if (stops > 0)
            notices?.Add(Notice.Note($"{Fault.Count(stops, "label")} of '{Target}' differ from the classes {Fault.List(Classes, 4)} by a full stop at the end and {(stops == 1 ? "is" : "are")} taken as the same."));
        return labels;
    }

    /// <summary>Target numbers of some rows in original units.</summary>
    /// <param name="table">A table with the target column.</param>
    /// <param name="rows">Rows that have a target.</param>
    /// <exception cref="DatasetException">A cell is not a number; file, line and text are named.</exception>
    public double[] TargetValues(Table table, int[] rows)
    {
        if (Task != TableTask.Regression) throw new InvalidOperationException("Classes have no numbers; use Labels.");
        var target = TargetOf(table);
        return Array.ConvertAll(rows, r =>
        {
            double y = target.Number(r);
            return double.IsFinite(y) ? y : throw table.CellFault($"{Fault.Show(target.Infinite is { } c && c.Row == r ? c.Text : target.Text(r) ?? "")} is not a finite number. Correct the cell, or take the row out.", target, r);
        });
    }

    /// <summary>Target numbers as the network learns them: (y − <see cref="TargetMean"/>) / <see cref="TargetScale"/>.</summary>
    /// <param name="values">Numbers in original units.</param>
    public float[] Standardize(double[] values) => Array.ConvertAll(values, y => (float)((y - TargetMean) / TargetScale));

    /// <summary>What the network predicts, in original units: <see cref="TargetMean"/> + y·<see cref="TargetScale"/>.</summary>
    /// <param name="prediction">A number in standard units.</param>
    public double Original(float prediction) => TargetMean + prediction * TargetScale;

    private TableColumn TargetOf(Table table) => table.Find(Target) ?? throw table.NoColumn(Target, "the target column is not there");

    // ---- JSON

    /// <summary>Everything learned, as JSON on one line.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartObject("table");
            json.WriteBoolean("header", _hasHeader);
            json.WriteString("delimiter", _delimiter.ToString());
            StrictJson.WriteTexts(json, "columns", _fileColumns);
            json.WriteEndObject();
            json.WriteStartObject("target");
            json.WriteString("column", Target);
            json.WriteString("task", TaskWord(Task));
            StrictJson.WriteTexts(json, "classes", Classes);
            json.WriteNumber("mean", TargetMean);
            json.WriteNumber("scale", TargetScale);
            json.WriteEndObject();
            json.WriteStartArray("features");
            foreach (var encoder in _encoders)
            {
                json.WriteStartObject();
                json.WriteString("column", encoder.Column);
                encoder.Write(json);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote, strictly: nothing may be absent, added, or of another type.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Name of the file it came from, for messages.</param>
    /// <exception cref="FileFormatException">It is not what was written.</exception>
    public static TablePreprocessor FromJson(string json, string file)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return Read(new StrictJson(document.RootElement, file, "preprocessing"));
        }
        catch (JsonException e)
        {
            throw new FileFormatException(file, null, $"the table's preprocessing is not valid JSON: {e.Message}", e);
        }
    }

    private static TablePreprocessor Read(StrictJson root)
    {
        if (root.Number("version") != Version) throw root.Wrong("version", $"{Version}; a newer Fathom may have written it");
        var table = root.Object("table");
        var target = root.Object("target");
        var features = root.Objects("features");
        var task = target.Text("task") switch
        {
            "binary" => TableTask.Binary,
            "classification" => TableTask.Classification,
            "regression" => TableTask.Regression,
            _ => throw target.Wrong("task", "binary, classification or regression"),
        };
        var classes = target.Texts("classes");
        bool fits = classes.Distinct(StringComparer.Ordinal).Count() == classes.Length
            && task switch { TableTask.Regression => classes.Length == 0, TableTask.Binary => classes.Length == 2, _ => classes.Length >= 2 };
        if (!fits) throw target.Wrong("classes", "different names, as many as the task has classes");
        double scale = target.Number("scale");
        if (!(scale > 0)) throw target.Wrong("scale", "a number above 0");
        var encoders = Array.ConvertAll(features, ColumnEncoder.Read);
        if (encoders.Length == 0) throw root.Wrong("features", "at least one");
        if (encoders.Select(e => e.Column).Distinct(StringComparer.Ordinal).Count() < encoders.Length) throw root.Wrong("features", "each column once");
        string delimiter = table.Text("delimiter");
        if (delimiter.Length != 1) throw table.Wrong("delimiter", "one character");
        var result = new TablePreprocessor(table.Flag("header"), delimiter[0], table.Texts("columns"), encoders, target.Text("column"), task, classes, target.Number("mean"), scale);
        foreach (var part in (StrictJson[])[root, table, target, .. features]) part.End();
        return result;
    }

    private static string TaskWord(TableTask task) => task switch { TableTask.Binary => "binary", TableTask.Classification => "classification", _ => "regression" };
}
