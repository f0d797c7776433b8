namespace Fathom.Cli;

/// <summary><c>report.html</c>: the whole run on one page that needs nothing beside it.</summary>
internal static class TrainReport
{
    public static string Write(TrainJob job, TrainResult result)
    {
        var report = new HtmlReport(job.Name, job.Subtitle);
        Headlines(report, job, result);
        if (result.Fault is { } fault)
            report.Section("Training stopped").Notices(fault);

        report.Section("Curves").Paragraph(StopText.Sentence(job, result));
        if (TrainCharts.Metric(job, result) is { } metric)
            report.AddRow(TrainCharts.Loss(result), metric);
        else
            report.Add(TrainCharts.Loss(result));

        if ((result.Test ?? result.Validation) is { } judged)
            judged.AddTo(report.Section($"{(result.Test is null ? "Validation part (there is no test part)" : "Test")}: {Plural.Of(judged.Rows, job.Noun)}"));
        job.ReportData(report.Section("Data"));
        report.Notices([.. job.Notices.Select(notice => notice.Text)]);
        report.Section("Network").Add(TrainView.NetworkTable(job.Summary));
        report.Section("Settings").Add(SettingsTable(job));
        report.Section("Repeat").Paragraph("The same command on the same data gives the same weights, bit for bit, on one machine and at any number of threads.")
            .Preformatted(job.Command)
            .Facts(("Fathom", FathomApp.Version), (".NET", Environment.Version.ToString()), ("data SHA-256", job.Fingerprint));
        job.ReportMore(report);
        return report.Write();
    }

    private static void Headlines(HtmlReport report, TrainJob job, TrainResult result)
    {
        if ((result.Test ?? result.Validation) is { } judged)
        {
            string part = result.Test is null ? "validation" : "test";
            foreach ((string name, string shown, string note) in judged.Headlines)
                report.Headline($"{part} {name}", shown, note);
        }

        report.Headline("parameters", Display.Count(job.Summary.Parameters))
            .Headline("best epoch", result.BestEpoch.ToString(), $"of {result.History.Epochs.Count}")
            .Headline("training time", Display.Duration(result.History.Time));
    }

    private static TextTable SettingsTable(TrainJob job)
    {
        var table = new TextTable("setting", "value", "why");
        foreach (Setting setting in job.AllSettings)
            table.Add(setting.Name, setting.Value, setting.Reason);
        return table
            .Add("seed", job.Options.Seed.ToString(), "fixes split, weights, order and dropout")
            .Add("validation", Display.Number(job.Options.Validation ?? RunOptions.DefaultValidation), job.Options.Validation is null ? "usual" : "as asked")
            .Add("test", job.TestSetting.Value, job.TestSetting.Reason);
    }
}
