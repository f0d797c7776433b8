namespace Fathom.Cli;

/// <summary><c>report.html</c>: the whole run on one page that needs nothing beside it.</summary>
internal static class TrainReport
{
    // More classes than this fill the page's width.
    private const int SideBySide = 4;
    private const int MostColumns = 200;
    private const int MostScatters = 8;

    public static string Write(TrainJob job, TrainResult result)
    {
        var report = new HtmlReport(job.Name, $"{job.Plan.Target} from {job.Source.Shown}");
        Headlines(report, job, result);
        if (result.Fault is { } fault)
            report.Section("Training stopped").Notices(fault);

        report.Section("Curves").Paragraph(StopText.Sentence(job, result));
        if (TrainCharts.Metric(job, result) is { } metric)
            report.AddRow(TrainCharts.Loss(result), metric);
        else
            report.Add(TrainCharts.Loss(result));

        if ((result.Test ?? result.Validation) is { } judged)
            Results(report, job, judged, result.Test is null ? "Validation part (there is no test part)" : "Test");

        TableProfile profile = TableProfile.Of(job.Source.Table);
        Data(report, job, profile);
        report.Section("Network").Add(TrainView.NetworkTable(job.Summary));
        report.Section("Settings").Add(SettingsTable(job));
        report.Section("Repeat").Paragraph("The same command on the same data gives the same weights, bit for bit, on one machine and at any number of threads.")
            .Preformatted(job.Command)
            .Facts(("Fathom", FathomApp.Version), (".NET", Environment.Version.ToString()), ("data SHA-256", job.Source.Fingerprint));
        report.Section("Columns").Add(ColumnTable(job, profile));
        return report.Write();
    }

    private static void Headlines(HtmlReport report, TrainJob job, TrainResult result)
    {
        if ((result.Test ?? result.Validation) is { } judged)
        {
            string part = result.Test is null ? "validation" : "test";
            foreach ((string name, double value) in judged.Metrics.Where(m => m.Name is "accuracy" or "hamming_loss" or "roc_auc" or "f1" or "f1_micro" or "r2" or "rmse" or "mae"))
                report.Headline($"{part} {JudgementView.NameOf(name)}", name is "rmse" or "mae" ? Display.Number(value) : Display.Fixed(value));
        }

        report.Headline("parameters", Display.Count(job.Summary.Parameters))
            .Headline("best epoch", result.BestEpoch.ToString(), $"of {result.History.Epochs.Count}")
            .Headline("training time", Display.Duration(result.History.Time));
    }

    private static void Results(HtmlReport report, TrainJob job, Judgement judged, string title)
    {
        report.Section($"{title}: {judged.Rows:N0} rows").Add(JudgementView.Figures(judged));
        if (judged.Confusion is { Classes: > SideBySide } wide)
            report.Add(JudgementView.Matrix(wide)).Add(JudgementView.Classes(wide));
        else if (judged.Confusion is { } confusion)
            report.AddRow(JudgementView.Matrix(confusion), JudgementView.Classes(confusion));
        if (judged.Parts.Count > 0)
            report.Add(JudgementView.PartTable(judged));
        foreach (int output in Enumerable.Range(0, Math.Min(judged.Outputs, MostScatters)))
            report.Add(TrainCharts.Scatter(judged, output, judged.Targets[output]));
    }

    private static void Data(HtmlReport report, TrainJob job, TableProfile profile)
    {
        report.Section("Data").Facts(
            ("rows", Display.Count(profile.Rows)),
            ("columns", Display.Count(profile.Columns.Count)),
            ("missing cells", Display.Count(profile.MissingCells)),
            ("rows with missing cells", Display.Count(profile.RowsWithMissing)),
            ("training rows", Display.Count(job.Train.Count)),
            ("validation rows", Display.Count(job.Validation?.Count ?? 0)),
            ("test rows", Display.Count(job.Test?.Count ?? 0)),
            ("features", Display.Count(job.Preprocessor.FeatureCount)));
        report.Paragraph($"Task: {job.Plan.TaskReason}");
        report.Notices([.. job.Notices.Select(notice => notice.Text)]);
    }

    private static TextTable ColumnTable(TrainJob job, TableProfile profile)
    {
        var table = new TextTable("column", "kind", TextColumn.Right("missing"), TextColumn.Right("different"), "values", "use")
        {
            Caption = profile.Columns.Count > MostColumns ? $"The first {MostColumns} of {profile.Columns.Count:N0}; run.json names all that are used and dropped." : null,
        };
        var dropped = job.Plan.Dropped.ToDictionary(column => column.Name, column => column.Text);
        foreach (ColumnProfile column in profile.Columns.Take(MostColumns))
        {
            string use = job.Plan.Targets.Contains(column.Name) ? "target" : dropped.TryGetValue(column.Name, out string? why) ? $"dropped: {why}" : "input";
            table.Add(column.Name, column.Kind.ToString().ToLowerInvariant(), Display.Count(column.Missing), Display.Count(column.Distinct), Values(column), use);
        }

        return table;
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

    private static TextTable SettingsTable(TrainJob job)
    {
        var table = new TextTable("setting", "value", "why");
        foreach (Setting setting in job.AllSettings)
            table.Add(setting.Name, setting.Value, setting.Reason);
        return table
            .Add("seed", job.Options.Seed.ToString(), "fixes split, weights, order and dropout")
            .Add("validation", Display.Number(job.Options.Validation ?? TrainOptions.DefaultValidation), job.Options.Validation is null ? "usual" : "as asked")
            .Add("test", job.Options.TestFile ?? Display.Number(job.Options.Test ?? TrainOptions.DefaultTest), job.Options.Test is null && job.Options.TestFile is null ? "usual" : "as asked");
    }
}
