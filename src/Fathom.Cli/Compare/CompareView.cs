using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>Shows a comparison: the runs, what differs, curves laid over each other, figures with differences.</summary>
internal sealed class CompareView(RunComparison comparison, string? metric)
{
    private const int PlotHeight = 15;
    private const string None = "–";

    private static readonly (string Part, string Name)[] s_parts =
        [(RunFacts.Test, "test"), (RunFacts.Validation, "validation, at the end"), (RunFacts.Best, "best epoch"), (RunFacts.Last, "last epoch")];

    private IReadOnlyList<RunFacts> Runs => comparison.Runs;

    /// <summary>The curves of the runs.</summary>
    public LineChart Chart() => Curves(Runs, metric);

    /// <summary>Curves laid over each other: the validation loss of all, or the training loss where one has none; or a metric.</summary>
    public static LineChart Curves(IReadOnlyList<RunFacts> runs, string? metric)
    {
        bool validated = runs.All(run => run.Record.Epochs.All(epoch => epoch.ValidationLoss is not null));
        var chart = new LineChart { Title = metric is not null ? $"Validation {JudgementView.NameOf(metric)}" : validated ? "Validation loss" : "Training loss", XLabel = "epoch" };
        foreach (RunFacts run in runs)
        {
            IReadOnlyList<EpochRecord> epochs = run.Record.Epochs;
            chart.Series.Add(new ChartSeries(run.Label, epochs.Select(epoch => (double)epoch.Epoch), epochs.Select(epoch =>
                metric is not null ? epoch.Metrics.GetValueOrDefault(metric, double.NaN) : validated ? epoch.ValidationLoss!.Value : epoch.TrainLoss)));
        }

        return chart;
    }

    public void Write(Shell shell)
    {
        Heading(shell, "Runs");
        shell.Out.WriteLine(RunTable());
        foreach (string warning in comparison.Warnings)
            shell.Out.WriteLine($"warning: {warning}");
        Heading(shell, "Settings that differ");
        shell.Out.WriteLine(comparison.Differing.Count == 0 ? "none" : Differences().ToString());
        if (Runs.Any(run => run.Record.Epochs.Count > 1))
        {
            shell.Out.WriteLine();
            shell.Out.WriteLine(TerminalPlot.Render(Chart(), shell.Width, PlotHeight, color: shell.IsLive));
        }

        foreach ((string part, string name) in s_parts)
        {
            IReadOnlyList<string> figures = comparison.Figures(part);
            if (figures.Count == 0)
                continue;
            Heading(shell, $"Figures: {name}");
            shell.Out.WriteLine(FigureTable(part, figures));
        }

        shell.Out.WriteLine();
        shell.Out.WriteLine($"* the best; in brackets: the difference from {Runs[0].Label}");
    }

    public JsonObject ToJson() => new()
    {
        ["runs"] = new JsonArray([.. Runs.Select(run => (JsonNode)RunJson.Of(run))]),
        ["differing"] = new JsonObject(comparison.Differing.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject(Runs.Select(run => KeyValuePair.Create(run.Label, (JsonNode?)run.Settings.GetValueOrDefault(name))))))),
        ["warnings"] = Json.Array(comparison.Warnings),
        ["best"] = new JsonObject(s_parts.Select(part => KeyValuePair.Create(part.Part, (JsonNode?)new JsonObject(comparison.Figures(part.Part)
            .Select(figure => (figure, comparison.BestOf(part.Part, figure))).Where(pair => pair.Item2 is not null).Select(pair => KeyValuePair.Create(pair.figure, (JsonNode?)pair.Item2!.Label)))))),
    };

    private static void Heading(Shell shell, string text)
    {
        shell.Out.WriteLine();
        shell.Out.WriteLine(shell.IsLive ? $"\u001b[1m{text}\u001b[0m" : text);
    }

    private TextTable RunTable()
    {
        TextColumn[] columns = [.. comparison.HasNames ? Array.Empty<TextColumn>() : [""], "run", "status", "data", "network", TextColumn.Right("epochs"), TextColumn.Right("best epoch"), TextColumn.Right("time")];
        var table = new TextTable(columns);
        foreach (RunFacts run in Runs)
        {
            string best = run.Record.Best is { } epoch ? Display.Count(epoch.Epoch) : None;
            string[] cells = [.. comparison.HasNames ? Array.Empty<string>() : [run.Label], run.Record.DirectoryName, run.Status, run.Data, run.Network, run.Keys["epochs_done"], best, Display.Duration(run.Record.Time)];
            table.Add(cells);
        }

        return table;
    }

    private TextTable Differences()
    {
        var table = new TextTable([.. Runs.Select(run => (TextColumn)run.Label).Prepend("setting")]) { MaxCellWidth = 36 };
        foreach (string name in comparison.Differing)
            table.Add([name, .. Runs.Select(run => run.Settings.TryGetValue(name, out string? value) ? Short(name, value) : None)]);
        return table;
    }

    /// <summary>A fingerprint is told apart by its beginning.</summary>
    private static string Short(string name, string value) => name.EndsWith("sha256", StringComparison.Ordinal) && value.Length > 12 ? value[..12] + "…" : value;

    private TextTable FigureTable(string part, IReadOnlyList<string> figures)
    {
        var table = new TextTable([.. Runs.Select(run => TextColumn.Right($"{run.Label}  ")).Prepend("figure").Append("better")]);
        foreach (string figure in figures)
        {
            RunFacts? best = comparison.BestOf(part, figure);
            double first = Runs[0][part].GetValueOrDefault(figure, double.NaN);
            string direction = RunFacts.HigherIsBetter(figure) switch { true => "larger", false => "smaller", null => "" };
            table.Add([JudgementView.NameOf(figure), .. Runs.Select((run, i) => Cell(run, i)), direction]);

            string Cell(RunFacts run, int i)
            {
                if (!run[part].TryGetValue(figure, out double value))
                    return $"{None}  ";
                string difference = i == 0 || !double.IsFinite(value - first) ? "" : $" ({(value < first ? "-" : "+")}{Display.Number(Math.Abs(value - first), 3)})";
                return $"{Display.Number(value)}{difference}{(run == best ? " *" : "  ")}";
            }
        }

        return table;
    }
}
