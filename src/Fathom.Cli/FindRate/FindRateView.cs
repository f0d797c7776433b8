using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A range test for people and for programs: the curve, the suggestion, and the command that trains with it.</summary>
internal sealed class FindRateView(FindRateJob job, LearningRateSearch search)
{
    private const int PlotHeight = 18;

    /// <summary>Loss by learning rate, the suggestion marked.</summary>
    public LineChart Chart { get; } = Draw(job, search);

    /// <summary>The command that trains with the suggestion; null without one, and for a saved network.</summary>
    private string? Command => job.IsNew && search.Suggestion is { } rate ? RepeatCommand.Training(job.Options, Text(rate)) : null;

    public void Write(Shell shell)
    {
        shell.Out.WriteLine($"{job.Name}: {job.Rows:N0} rows in batches of {job.Settings.Batch:N0}, {job.Settings.Optimizer}, {job.Parameters:N0} parameters");
        foreach (Notice notice in job.Notices)
            shell.Out.WriteLine(notice.Kind == NoticeKind.Warning ? notice.ToString() : $"note: {notice.Text}");
        shell.Out.WriteLine();
        shell.Out.WriteLine(TerminalPlot.Render(Chart, shell.Width, PlotHeight, color: shell.IsLive));
        shell.Out.WriteLine();
        shell.Out.WriteLine(search);
        if (Command is { } command)
            shell.Out.WriteLine($"train with it: {command}");
        else if (search.Suggestion is { } rate)
            shell.Out.WriteLine($"train the network further in code: new Adam(model, lr: {Text(rate)}), or the optimizer of your choice; the saved model is unchanged.");
    }

    public JsonObject ToJson() => new()
    {
        ["task"] = job.Task,
        ["dataset"] = job.Name,
        ["rows"] = job.Rows,
        ["parameters"] = job.Parameters,
        ["optimizer"] = job.Settings.Optimizer,
        ["batch"] = job.Settings.Batch,
        ["suggestion"] = Number(search.Suggestion),
        ["steepest"] = Number(search.Steepest),
        ["minimum_over_ten"] = Number(search.MinimumOverTen),
        ["stopped"] = search.End switch { RangeTestEnd.AllRates => "all rates tried", RangeTestEnd.LossGrew => "loss grew", _ => "loss not finite" },
        ["smoothing"] = search.Smoothing,
        ["rates"] = Numbers(search.Rates),
        ["losses"] = Numbers(search.Losses),
        ["smoothed"] = Numbers(search.Smoothed),
        ["command"] = Command,
    };

    private static LineChart Draw(FindRateJob job, LearningRateSearch search)
    {
        // The loss that ended the test can be of any size and would flatten the curve.
        int shown = search.End == RangeTestEnd.AllRates ? search.Losses.Count : search.Losses.Count - 1;
        var chart = new LineChart
        {
            Title = $"Loss while the learning rate of {job.Settings.Optimizer} grows",
            XLabel = "learning rate",
            LogX = true,
            Series =
            {
                new ChartSeries("smoothed", search.Rates.Take(shown), search.Smoothed.Take(shown)),
                new ChartSeries("batches", search.Rates.Take(shown), search.Losses.Take(shown), SeriesStyle.Points),
            },
        };
        if (search.Suggestion is { } rate)
            chart.Marks.Add(new ChartMark(rate, $"suggested: {Text(rate)}"));
        return chart;
    }

    private static string Text(double rate) => Display.Number(rate, 2);

    private static JsonNode? Number(double? value) => value is { } number ? Json.Number(number) : null;

    private static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(Json.Number)];
}
