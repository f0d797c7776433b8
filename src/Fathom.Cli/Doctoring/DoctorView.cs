namespace Fathom.Cli;

/// <summary>Shows an examination: what is being looked at, then the findings.</summary>
internal sealed class DoctorView(Shell shell)
{
    // Their evidence tells of rows, or of numbers in a column.
    private static readonly HashSet<string> s_ofRows = ["duplicate-rows", "label-noise", "missing-values", "outliers", "shifted-split", "split-overlap", "unscaled-inputs", "unscaled-target"];

    /// <summary>Says what is examined.</summary>
    public void Begin(string what, TrainJob job)
    {
        shell.Out.WriteLine($"{what}: {Plural.Of(job.TrainData.Count, job.Noun)} to learn from, {Display.Count(job.Summary.Parameters)} parameters, {job.Settings.Optimizer} at {Display.Number(job.Settings.LearningRate, 3)}");
        foreach (Notice notice in job.Notices)
            shell.Out.WriteLine(notice.Kind == NoticeKind.Warning ? notice.ToString() : $"note: {notice.Text}");
    }

    /// <summary>Says what is being done: one line that is redrawn on a terminal, a line each elsewhere.</summary>
    public void Progress(string part) => shell.Out.Write(shell.IsLive ? $"\r{part} …\u001b[K" : $"{part}\n");

    /// <summary>Shows the findings.</summary>
    public void Write(DoctorReport report)
    {
        if (shell.IsLive)
            shell.Out.Write("\r\u001b[K");
        shell.Out.WriteLine();
        FindingView.Write(shell, report.Findings);
        if (report.Findings.Any(finding => s_ofRows.Contains(finding.Id)))
            shell.Out.WriteLine("Rows and numbers are those the network sees: after split, shuffling and scaling.");
        if (report.Unfinished.Count > 0)
            shell.Out.WriteLine($"Time was short: {string.Join("; ", report.Unfinished)}. More time: --minutes 2.");
        if (report is { Command: { } command, Findings.IsHealthy: true })
            shell.Out.WriteLine($"train: {command}");
    }
}
