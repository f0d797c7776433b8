namespace Fathom.Cli;

/// <summary>Some rows of a table as the network takes them, with what was right in original units.</summary>
internal sealed class TableRows
{
    private TableRows(Dataset data, double[] values, Table table, int[] numbers)
    {
        Data = data;
        Values = values;
        Table = table;
        Numbers = numbers;
    }

    public Dataset Data { get; }

    /// <summary>Regression: the targets in original units, row by row; empty for classes.</summary>
    public double[] Values { get; }

    public int Count => Data.Count;

    /// <summary>Where the rows come from.</summary>
    public Table Table { get; }

    /// <summary>Their numbers in the table.</summary>
    public IReadOnlyList<int> Numbers { get; }

    /// <summary>Turns rows into numbers.</summary>
    /// <param name="preprocessor">How.</param>
    /// <param name="table">The table, with the target column.</param>
    /// <param name="rows">Which rows; they have a target.</param>
    /// <param name="name">What messages call them.</param>
    /// <param name="notices">Receives what was noticed.</param>
    public static TableRows Of(TablePreprocessor preprocessor, Table table, int[] rows, string name, ICollection<Notice> notices)
    {
        TableFeatures features = preprocessor.Transform(table, rows);
        foreach (Notice notice in features.Notices)
            notices.Add(notice);
        Tensor x = Tensor.From(features.Values, [features.Rows, features.Columns]);
        int outputs = preprocessor.Targets.Count;
        if (preprocessor.Task == TableTask.Regression)
        {
            double[] values = preprocessor.TargetValues(table, rows);
            return new TableRows(new Dataset(x, Tensor.From(preprocessor.Standardize(values), [rows.Length, outputs]), name, preprocessor.FeatureNames, null, preprocessor.Target), values, table, rows);
        }

        int[] labels = preprocessor.Labels(table, rows, notices);
        Tensor y = preprocessor.Task is TableTask.Binary or TableTask.MultiLabel
            ? Tensor.From(Array.ConvertAll(labels, label => (float)label), [rows.Length, outputs])
            : Tensor.From(Array.ConvertAll(labels, label => (long)label), [rows.Length]);
        return new TableRows(new Dataset(x, y, name, preprocessor.FeatureNames, preprocessor.Classes, preprocessor.Target), [], table, rows);
    }
}
