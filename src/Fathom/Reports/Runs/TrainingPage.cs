namespace Fathom;

/// <summary><c>report.html</c>: a <see cref="TrainingReport"/> as one page.</summary>
internal static class TrainingPage
{
    public static string Write(TrainingReport report)
    {
        var page = new HtmlReport(report.Title, report.Subtitle);
        Headlines(page, report);
        page.Section("Curves");
        if (report.Fault is { } fault)
            page.Notices(fault);
        if (report.Ending.Length > 0)
            page.Paragraph(report.Ending);
        page.AddCharts(CurveCharts.Of(report));
        Findings(page, report);
        foreach (PartEvaluation part in report.Evaluation.Parts)
        {
            if (part == report.Judged)
                EvaluationSection.Add(page, part);
        }

        if (report.Evaluation.Parts.FirstOrDefault(part => part != report.Judged) is { Figures.Count: > 0 } other)
            page.Heading($"The same on the {other.Name} part: {Display.Count(other.Rows)} {other.Noun}s, by which the weights were chosen").Add(EvaluationSection.Figures(other));
        HealthSection.Add(page, report.Health);
        Data(page, report);
        if (report.Network is { } network)
            page.Section("Model").Add(ReportBlocks.Table(network));
        if (report.Settings is { } settings)
            page.Section("Settings").Add(ReportBlocks.Table(settings));
        Repeat(page, report);
        return page.Write();
    }

    private static void Headlines(HtmlReport page, TrainingReport report)
    {
        if (report.Judged is { } part)
        {
            foreach (ReportFigure figure in part.Figures.Where(figure => figure.IsHeadline))
                page.Headline($"{part.Name} {figure.Name}", figure.Shown);
        }

        if (report.Parameters > 0)
            page.Headline("parameters", Display.Count(report.Parameters));
        if (report.BestEpoch > 0)
            page.Headline("best epoch", Display.Count(report.BestEpoch), $"of {Display.Count(report.Epochs[^1].Epoch)}");
        if (report.Time > TimeSpan.Zero)
            page.Headline("training time", Display.Duration(report.Time));
    }

    private static void Findings(HtmlReport page, TrainingReport report)
    {
        if (report.Findings.Count == 0 && !report.IsExamined)
            return;
        page.Section("Findings");
        if (report.Findings.Count == 0)
            page.Paragraph("The doctor looked at data, network and training, and found nothing.");
        foreach (Finding finding in report.Findings)
            page.Add(new FindingBlock(finding));
    }

    private static void Data(HtmlReport page, TrainingReport report)
    {
        DataSummary? data = report.Evaluation.Data;
        if (data is null && report.Source.Count == 0 && report.Notices.Count == 0)
            return;
        page.Section("Data");
        page.Facts([.. (data?.Facts is { Count: > 0 } facts ? facts : report.Source).Select(fact => (fact.Name, fact.Value))]);
        page.Notices([.. report.Notices]);
        foreach (string words in data?.Words ?? [])
            page.Paragraph(words);
        foreach (ReportCurves curves in data?.Charts ?? [])
            page.Add(ReportBlocks.Chart(curves));
        foreach (ReportPictures pictures in data?.Pictures ?? [])
            page.Paragraph(pictures.Caption).Add(ReportBlocks.Gallery(pictures));
        foreach (ReportTable table in data?.Tables ?? [])
            page.Add(ReportBlocks.Table(table));
        if (data?.Text is { } text)
            page.Preformatted(text);
    }

    private static void Repeat(HtmlReport page, TrainingReport report)
    {
        if (report.Command.Length == 0 && report.Environment.Count == 0)
            return;
        page.Section("Repeat");
        if (report.Command.Length > 0)
            page.Paragraph("The same command on the same data gives the same weights, bit for bit, on one machine and at any number of threads.").Preformatted(report.Command);
        var facts = report.Environment.Select(fact => (fact.Name, fact.Value)).ToList();
        if (report.Source.FirstOrDefault(fact => fact.Name == "SHA-256") is { } hash)
            facts.Add(("data SHA-256", hash.Value));
        page.Facts([.. facts]);
    }
}
