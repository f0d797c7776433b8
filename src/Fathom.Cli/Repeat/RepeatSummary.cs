using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>What repeated runs come to: each figure's mean with its interval, over the runs that came to their end.</summary>
internal sealed class RepeatSummary
{
    private readonly RepeatPlan _plan;

    public RepeatSummary(RepeatPlan plan, IReadOnlyList<RunFacts> members)
    {
        _plan = plan;
        Members = members;
        Counted = [.. members.Where(Counts)];
        Part = Counted.Count == 0 ? RunFacts.Test : Counted[0].MainPart;
        foreach (string figure in Counted.SelectMany(run => run[Part].Keys).Distinct())
        {
            double[] values = [.. Counted.Where(run => run[Part].ContainsKey(figure)).Select(run => run[Part][figure]).Where(double.IsFinite)];
            if (values.Length > 0)
                Figures.Add((figure, MeanInterval.Of(values), values.Min(), values.Max()));
        }
    }

    /// <summary>The runs that were begun.</summary>
    public IReadOnlyList<RunFacts> Members { get; }

    /// <summary>Those that came to their end, over which figures are taken.</summary>
    public IReadOnlyList<RunFacts> Counted { get; }

    /// <summary>The rows the figures are of: test, validation, or best epoch.</summary>
    public string Part { get; }

    public List<(string Name, MeanInterval Value, double Least, double Most)> Figures { get; } = [];

    /// <summary>The figure that sums it up: "accuracy 0.972 ± 0.003 over 5 seeds"; null without any.</summary>
    public string? Headline
    {
        get
        {
            if (Counted.Count == 0)
                return null;
            string name = Counted[0].Headline;
            int at = Figures.FindIndex(figure => figure.Name == name);
            return at < 0 ? null : $"{JudgementView.NameOf(name)} {Figures[at].Value} over {Plural.Of(Figures[at].Value.Count, _plan.Kind[..^1])}";
        }
    }

    /// <summary>The member with the least validation loss, for whoever needs a model; null where none has one.</summary>
    public RunFacts? Best => Counted.Where(run => double.IsFinite(run[RunFacts.Best].GetValueOrDefault("loss", double.NaN))).MinBy(run => run[RunFacts.Best]["loss"]);

    /// <summary>Whether a run came to its end, so that it counts and need not be trained again.</summary>
    public static bool Counts(RunFacts run) => run.Record.Status is RunStatus.Finished or RunStatus.Stopped && run.Record.Results is not null;

    public TextTable MemberTable()
    {
        string[] shown = [.. Figures.Select(figure => figure.Name).Where(name => name != "loss").Take(3), .. Figures.Any(figure => figure.Name == "loss") ? ["loss"] : Array.Empty<string>()];
        var table = new TextTable([_plan.Kind[..^1], "status", TextColumn.Right("epochs"), TextColumn.Right("best epoch"), TextColumn.Right("time"), .. shown.Select(name => TextColumn.Right(JudgementView.NameOf(name)))]);
        foreach (RunFacts run in Members)
        {
            table.Add([
                run.Label[(run.Label.LastIndexOf('-') + 1)..], run.Status, run.Keys["epochs_done"], run.Record.Best is { } best ? Display.Count(best.Epoch) : "", Display.Duration(run.Record.Time),
                .. shown.Select(name => run[Part].TryGetValue(name, out double value) ? Display.Number(value) : "")]);
        }

        return table;
    }

    public TextTable FigureTable()
    {
        var table = new TextTable("figure", TextColumn.Right("mean ± 95 % interval"), TextColumn.Right("deviation"), TextColumn.Right("least"), TextColumn.Right("most"), TextColumn.Right("runs"));
        foreach ((string name, MeanInterval value, double least, double most) in Figures)
            table.Add(JudgementView.NameOf(name), value.ToString(), double.IsNaN(value.Deviation) ? "" : Display.Number(value.Deviation, 3), Display.Number(least), Display.Number(most), Display.Count(value.Count));
        return table;
    }

    /// <summary>What to know of the interval.</summary>
    public string Note => Counted.Count < 2 ? "An interval needs two runs or more."
        : _plan.Kind == RepeatPlan.Folds ? "Mean over folds, with the interval of Student's t. Folds share most of their training rows, so it is too narrow."
        : "Mean over seeds, with the interval of Student's t: a seed changes the first weights, the order and what is dropped, and the split where rows are split at random.";

    /// <summary><c>summary.json</c>, and the line for programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["kind"] = _plan.Kind,
        ["count"] = _plan.Members.Count,
        ["arguments"] = Json.Array(_plan.Arguments),
        ["part"] = Part,
        ["headline"] = Headline,
        ["figures"] = new JsonObject(Figures.Select(figure => KeyValuePair.Create(figure.Name, (JsonNode?)new JsonObject
        {
            ["mean"] = Json.Number(figure.Value.Mean),
            ["half_width"] = Json.Number(figure.Value.HalfWidth),
            ["deviation"] = Json.Number(figure.Value.Deviation),
            ["least"] = Json.Number(figure.Least),
            ["most"] = Json.Number(figure.Most),
            ["level"] = figure.Value.Level,
            ["runs"] = figure.Value.Count,
        }))),
        ["best"] = Best?.Label,
        ["members"] = new JsonArray([.. Members.Select(run => (JsonNode)RunJson.Of(run))]),
    };
}
