namespace Fathom.Cli;

/// <summary>Prints a training for people: data, network, settings; then how it went and how good the network is.</summary>
internal sealed class TrainView(Shell shell)
{
    private const int PlotHeight = 15;

    /// <summary>What is going to be done, before it is done.</summary>
    public void ShowPlan(TrainJob job)
    {
        Heading("Data");
        foreach (string line in job.DataLines())
            shell.Out.WriteLine(line);
        foreach (Notice notice in job.Notices)
            shell.Out.WriteLine(notice.Kind == NoticeKind.Warning ? notice.ToString() : $"note: {notice.Text}");
        Heading("Network");
        shell.Out.WriteLine(NetworkTable(job.Summary));
        Heading("Training");
        shell.Out.WriteLine(string.Join(", ", job.AllSettings.Select(s => $"{s.Name} {s.Value}")));
        shell.Out.WriteLine($"seed {job.Options.Seed}, {Plural.Of(job.Options.UsedThreads, "thread")}");
    }

    /// <summary>How it went.</summary>
    public void ShowResult(TrainJob job, TrainResult result)
    {
        shell.Out.WriteLine(StopText.Sentence(job, result));
        foreach (string warning in result.History.Warnings)
            shell.Out.WriteLine($"warning: {warning}");
        if (result.History.Epochs.Count > 1)
        {
            shell.Out.WriteLine();
            shell.Out.WriteLine(TerminalPlot.Render(TrainCharts.Loss(result), shell.Width, PlotHeight, color: shell.IsLive));
            shell.Out.WriteLine();
            shell.Out.WriteLine(BestTable.Of(job, result.History));
        }

        if (result.Test is { } test)
        {
            Heading($"Test: {Plural.Of(test.Rows, job.Noun)} the network has never seen");
            test.Write(shell.Out);
        }
        else if (result.Validation is { } validation)
        {
            Heading($"{job.NoTest}; validation: {Plural.Of(validation.Rows, job.Noun)}, by which {(result.History.StopReason == StopReason.EarlyStopping ? "training stopped" : "the weights were chosen")}");
            validation.Write(shell.Out);
        }

        if (result.Findings is { } findings)
        {
            Heading("Doctor");
            FindingView.Write(shell, findings);
        }

        Heading("Saved");
        shell.Out.WriteLine($"{result.Run}: model.safetensors, report.html, model-card.md, evaluation.json, run.json, events.jsonl{(Directory.Exists(Path.Combine(shell.Resolve(result.Run), "checkpoints")) ? ", checkpoints" : "")}");
        shell.Out.WriteLine($"next: {job.NextCommand}");
        if (result.History.StopReason is StopReason.Cancelled or StopReason.TimeLimit)
            shell.Out.WriteLine($"resume: {RunFolder.ResumeCommand(job.Options.Out ?? "runs/latest")}");
    }

    /// <summary>The summary table: layers, shapes, parameters; frozen ones and running statistics where there are any.</summary>
    public static TextTable NetworkTable(ModelSummary summary)
    {
        // A network of pictures also tells what each layer sees of them and how much work it is.
        bool pictures = summary.Rows.Any(row => row.Sees is not null);
        TextTable table = pictures
            ? new("", "layer", "output", TextColumn.Right("sees"), TextColumn.Right("parameters"), TextColumn.Right("multiply-adds"))
            : new("", "layer", "output", TextColumn.Right("parameters"));
        foreach (ModelSummary.Row row in summary.Rows)
            Add(row.Path, row.Layer, OutputText(row.Output), SeesText(row), row.Parameters, row.MultiplyAdds);
        table.AddRule();
        Add("", "all", "", "", summary.Parameters, summary.MultiplyAdds);
        if (summary.Frozen > 0)
            Add("", "of them frozen", "", "", summary.Frozen, 0);
        if (summary.RunningStatistics > 0)
            Add("", "running statistics, not trained", "", "", summary.RunningStatistics, 0);
        return table;

        void Add(string path, string layer, string output, string sees, long parameters, long work)
        {
            if (pictures)
                table.Add(path, layer, output, sees, Display.Count(parameters), work == 0 ? "" : Display.Count(work));
            else
                table.Add(path, layer, output, Display.Count(parameters));
        }
    }

    /// <summary>The receptive field: 5 × 5, of sequences 5.</summary>
    public static string SeesText(ModelSummary.Row row) => row.Sees switch
    {
        null => "",
        { Height: 1 } sees when row.Output.Rank < 4 => $"{sees.Width}",
        { } sees => $"{sees.Height} × {sees.Width}",
    };

    public static string OutputText(Shape shape) => $"(N{string.Concat(Enumerable.Range(1, shape.Rank - 1).Select(axis => $", {shape[axis]}"))})";

    private void Heading(string text)
    {
        shell.Out.WriteLine();
        shell.Out.WriteLine(shell.IsLive ? $"\u001b[1m{text}\u001b[0m" : text);
    }
}
