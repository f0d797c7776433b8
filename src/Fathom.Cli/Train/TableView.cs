namespace Fathom.Cli;

/// <summary>What is said of a table before training, and in the report.</summary>
internal static class TableView
{
    private const int MostClasses = 10;
    private const int MostDropped = 30;
    private const int MostColumns = 200;

    /// <summary>What stands in the terminal before training.</summary>
    public static IEnumerable<string> Lines(TableJob job)
    {
        Table table = job.Source.Table;
        yield return $"{job.Source.Shown}: {Plural.Of(table.RowCount, "row")}, {Plural.Of(table.Columns.Count, "column")}, {Missing(table)}";
        yield return $"target{(job.Plan.Targets.Count == 1 ? "" : "s")} {job.Plan.Target}: {job.Plan.TaskReason}";
        if (job.Plan.Classes.Count > 0)
            yield return $"{(job.Plan.Task == TableTask.MultiLabel ? "rows with each label" : "classes")}: {Classes(job.Plan)}";
        yield return $"split{(job.Plan.Task == TableTask.MultiLabel ? " (each set of labels in proportion)" : job.Plan.Classes.Count > 0 ? " (each class in proportion)" : "")}: {job.Train.Count:N0} rows to train, {job.Validation?.Count ?? 0:N0} to validate, {job.Test?.Count ?? 0:N0} to test{(job.Options.TestFile is { } file ? $" ({file})" : "")}";
        yield return $"inputs: {Plural.Of(job.Plan.Columns.Count, "column")} make {Plural.Of(job.Preprocessor.FeatureCount, "feature")}";
        foreach (DroppedColumn column in job.Plan.Dropped.Take(MostDropped))
            yield return $"dropped: '{column.Name}': {column.Text}{(column.Reason == DropReason.Asked ? "" : $" (--keep {RepeatCommand.Quoted(column.Name)} uses it)")}";
        if (job.Plan.Dropped.Count > MostDropped)
            yield return $"dropped: {job.Plan.Dropped.Count - MostDropped:N0} more; run.json lists all, each with its reason";
    }

    /// <summary>The facts of a table and its split, and each column.</summary>
    public static DataSummary Summarize(TableJob job)
    {
        TableProfile profile = TableProfile.Of(job.Source.Table);
        return new DataSummary
        {
            Facts =
            [
                new("rows", Display.Count(profile.Rows)),
                new("columns", Display.Count(profile.Columns.Count)),
                new("missing cells", Display.Count(profile.MissingCells)),
                new("rows with missing cells", Display.Count(profile.RowsWithMissing)),
                new("training rows", Display.Count(job.Train.Count)),
                new("validation rows", Display.Count(job.Validation?.Count ?? 0)),
                new("test rows", Display.Count(job.Test?.Count ?? 0)),
                new("features", Display.Count(job.Preprocessor.FeatureCount)),
            ],
            Words = [$"Task: {job.Plan.TaskReason}"],
            Tables = [Columns(job, profile)],
        };
    }

    private static ReportTable Columns(TableJob job, TableProfile profile)
    {
        var dropped = job.Plan.Dropped.ToDictionary(column => column.Name, column => column.Text);
        string caption = profile.Columns.Count > MostColumns ? $"The first {MostColumns} of {profile.Columns.Count:N0} columns; run.json names all that are used and dropped." : "The columns of the file";
        return new ReportTable(caption, ["column", "kind", "missing", "different", "values", "use"], [.. profile.Columns.Take(MostColumns).Select(column => (IReadOnlyList<string>)
        [
            column.Name,
            column.Kind.ToString().ToLowerInvariant(),
            Display.Count(column.Missing),
            Display.Count(column.Distinct),
            Values(column),
            job.Plan.Targets.Contains(column.Name) ? "target" : dropped.TryGetValue(column.Name, out string? why) ? $"dropped: {why}" : "input",
        ])])
        { Figures = [2, 3] };
    }

    private static string Values(ColumnProfile column)
    {
        if (column.Kind is ColumnKind.Integer or ColumnKind.Number)
            return $"{Display.Number(column.Min!.Value)} … {Display.Number(column.Max!.Value)}, mean {Display.Number(column.Mean!.Value)}";
        if (column.Kind == ColumnKind.Date)
            return $"{Day(column.Min!.Value)} … {Day(column.Max!.Value)}";
        return string.Join(", ", column.Top.Take(3).Select(top => $"{top.Key} ({Display.Count(top.Value)})")) + (column.Distinct > 3 ? ", …" : "");
    }

    private static string Day(double days) => DateTime.UnixEpoch.AddDays(days).ToString("yyyy-MM-dd");

    /// <summary>"12 missing cells (10 empty, 2 '?')".</summary>
    private static string Missing(Table table)
    {
        var marks = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (TableColumn column in table.Columns)
        {
            foreach ((string mark, int count) in column.MissingMarks)
                marks[mark] = marks.GetValueOrDefault(mark) + count;
        }

        if (marks.Count == 0)
            return "no missing cells";
        IEnumerable<string> kinds = marks.Select(mark => $"{Display.Count(mark.Value)} {(mark.Key.Length == 0 ? "empty" : $"'{mark.Key}'")}");
        return $"{Plural.Of(marks.Values.Sum(count => (long)count), "missing cell")} ({string.Join(", ", kinds)})";
    }

    private static string Classes(TablePlan plan)
    {
        double rows = plan.Rows.Length;
        IEnumerable<string> shown = plan.Classes.Take(MostClasses).Select((name, c) => $"{name} {Display.Count(plan.ClassCounts[c])} ({Display.Percent(plan.ClassCounts[c] / rows)})");
        return string.Join(", ", shown) + (plan.Classes.Count > MostClasses ? $" and {plan.Classes.Count - MostClasses} more" : "");
    }
}
