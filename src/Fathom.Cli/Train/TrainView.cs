namespace Fathom.Cli;

/// <summary>Prints a training for people: data, network, settings; then how it went and how good the network is.</summary>
internal sealed class TrainView(Shell shell)
{
    private const int MostClasses = 10;
    private const int MostDropped = 30;
    private const int PlotHeight = 15;

    /// <summary>What is going to be done, before it is done.</summary>
    public void ShowPlan(TrainJob job)
    {
        Heading("Data");
        ShowData(job);
        Heading("Network");
        shell.Out.WriteLine(NetworkTable(job.Summary));
        Heading("Training");
        shell.Out.WriteLine(string.Join(", ", job.AllSettings.Select(s => $"{s.Name} {s.Value}")));
        shell.Out.WriteLine($"seed {job.Options.Seed}, {Count(Kernels.ForkJoin.Threads, "thread")}");
    }

    /// <summary>How it went.</summary>
    public void ShowResult(TrainJob job, TrainResult result)
    {
        shell.Out.WriteLine(StopText.Sentence(job, result));
        if (result.History.Epochs.Count > 1)
        {
            shell.Out.WriteLine();
            shell.Out.WriteLine(TerminalPlot.Render(TrainCharts.Loss(result), shell.Width, PlotHeight, color: shell.IsLive));
        }

        if (result.Test is { } test)
        {
            Heading($"Test: {Count(test.Rows, "row")} the network has never seen");
            JudgementView.Write(shell.Out, test);
        }
        else if (result.Validation is { } validation)
        {
            Heading($"No test part (--test 0); validation: {Count(validation.Rows, "row")}, by which training stopped");
            JudgementView.Write(shell.Out, validation);
        }

        Heading("Saved");
        shell.Out.WriteLine($"{result.Run}: model.safetensors, report.html, run.json, events.jsonl");
        shell.Out.WriteLine($"next: fathom predict {RepeatCommand.Quoted(job.Options.Out ?? "runs/latest")} new.csv");
    }

    /// <summary>The summary table: layers, shapes, parameters; frozen ones and running statistics where there are any.</summary>
    public static TextTable NetworkTable(ModelSummary summary)
    {
        var table = new TextTable("", "layer", "output", TextColumn.Right("parameters"));
        foreach (ModelSummary.Row row in summary.Rows)
            table.Add(row.Path, row.Layer, OutputText(row.Output), Display.Count(row.Parameters));
        table.AddRule().Add("", "all", "", Display.Count(summary.Parameters));
        if (summary.Frozen > 0)
            table.Add("", "of them frozen", "", Display.Count(summary.Frozen));
        if (summary.RunningStatistics > 0)
            table.Add("", "running statistics, not trained", "", Display.Count(summary.RunningStatistics));
        return table;
    }

    private void ShowData(TrainJob job)
    {
        Table table = job.Source.Table;
        shell.Out.WriteLine($"{job.Source.Shown}: {Count(table.RowCount, "row")}, {Count(table.Columns.Count, "column")}, {Missing(table)}");
        shell.Out.WriteLine($"target{(job.Plan.Targets.Count == 1 ? "" : "s")} {job.Plan.Target}: {job.Plan.TaskReason}");
        if (job.Plan.Classes.Count > 0)
            shell.Out.WriteLine($"{(job.Plan.Task == TableTask.MultiLabel ? "rows with each label" : "classes")}: {Classes(job.Plan)}");
        shell.Out.WriteLine($"split{(job.Plan.Task == TableTask.MultiLabel ? " (each set of labels in proportion)" : job.Plan.Classes.Count > 0 ? " (each class in proportion)" : "")}: {job.Train.Count:N0} rows to train, {job.Validation?.Count ?? 0:N0} to validate, {job.Test?.Count ?? 0:N0} to test{(job.Options.TestFile is { } file ? $" ({file})" : "")}");
        shell.Out.WriteLine($"inputs: {Count(job.Plan.Columns.Count, "column")} make {Count(job.Preprocessor.FeatureCount, "feature")}");
        foreach (DroppedColumn column in job.Plan.Dropped.Take(MostDropped))
            shell.Out.WriteLine($"dropped: '{column.Name}': {column.Text}{(column.Reason == DropReason.Asked ? "" : $" (--keep {RepeatCommand.Quoted(column.Name)} uses it)")}");
        if (job.Plan.Dropped.Count > MostDropped)
            shell.Out.WriteLine($"dropped: {job.Plan.Dropped.Count - MostDropped:N0} more; run.json lists all, each with its reason");
        foreach (Notice notice in job.Notices)
            shell.Out.WriteLine(notice.Kind == NoticeKind.Warning ? notice.ToString() : $"note: {notice.Text}");
    }

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
        return $"{Count(marks.Values.Sum(count => (long)count), "missing cell")} ({string.Join(", ", kinds)})";
    }

    private static string Classes(TablePlan plan)
    {
        double rows = plan.Rows.Length;
        IEnumerable<string> shown = plan.Classes.Take(MostClasses).Select((name, c) => $"{name} {Display.Count(plan.ClassCounts[c])} ({Display.Percent(plan.ClassCounts[c] / rows)})");
        return string.Join(", ", shown) + (plan.Classes.Count > MostClasses ? $" and {plan.Classes.Count - MostClasses} more" : "");
    }

    private static string OutputText(Shape shape) => $"(N{string.Concat(Enumerable.Range(1, shape.Rank - 1).Select(axis => $", {shape[axis]}"))})";

    private static string Count(long n, string noun) => $"{Display.Count(n)} {noun}{(n == 1 ? "" : "s")}";

    private void Heading(string text)
    {
        shell.Out.WriteLine();
        shell.Out.WriteLine(shell.IsLive ? $"\u001b[1m{text}\u001b[0m" : text);
    }
}
