using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>Rows for a saved model: of a file that is named, or of the built-in set it was trained on.</summary>
internal static class ModelRows
{
    /// <summary>Reads the rows that have a target.</summary>
    /// <param name="model">The model, whose preprocessing turns them into numbers.</param>
    /// <param name="data">A file or a built-in set; null for the set the model was trained on.</param>
    /// <param name="options">How a file is read.</param>
    /// <param name="shell">Where relative paths begin.</param>
    /// <param name="notices">Receives what was noticed.</param>
    /// <exception cref="UsageException">Nothing was named, and the model was trained on a file.</exception>
    public static TableRows Read(TrainedModel model, string? data, TrainOptions options, Shell shell, ICollection<Notice> notices)
    {
        string name = data ?? BuiltIn(model) ?? throw new UsageException($"the model was trained on a file{Trained(model)}, which has to be named again: give it as the last word.");
        TablePreprocessor preprocessor = model.Preprocessor;
        Table table = Datasets.Find(name) is not null
            ? DataSource.Open(options with { Data = name }, shell).Table
            : preprocessor.ReadCsv(shell.Resolve(name), DataSource.Reading(options));
        int[] rows = preprocessor.RowsWithTarget(table);
        if (rows.Length < table.RowCount)
            notices.Add(preprocessor.LeftOut(table.RowCount - rows.Length));
        return TableRows.Of(preprocessor, table, rows, Path.GetFileName(name), notices);
    }

    /// <summary>The built-in set a model was trained on; null for a file.</summary>
    public static string? BuiltIn(TrainedModel model) => Dataset(model) is { } name && Datasets.Find(name) is not null ? name : null;

    private static string Trained(TrainedModel model) => Dataset(model) is { } name ? $" ({name})" : "";

    private static string? Dataset(TrainedModel model) => model.Training["dataset"] is JsonValue value && value.TryGetValue(out string? name) ? name : null;
}
