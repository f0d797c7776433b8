using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>How well a language model knows what comes next, and a sample of what it writes.</summary>
/// <param name="Evaluation">Its loss and figures.</param>
/// <param name="Rows">How many windows it was judged by.</param>
/// <param name="Vocabulary">How many characters it knows.</param>
/// <param name="Sample">What it wrote; null where it was only judged.</param>
/// <param name="SampledBy">How the sample was drawn.</param>
internal sealed record TextOutcome(Evaluation Evaluation, int Rows, int Vocabulary, string? Sample = null, string SampledBy = "") : IOutcome
{
    private const int MostPlaces = 20;
    private const int Before = 40;

    /// <summary>The characters behind the tokens; null where places need not be told.</summary>
    public CharacterVocabulary? Characters { get; init; }

    /// <summary>Characters a window.</summary>
    public int Context { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["loss"] = Json.Number(Evaluation.Loss) };
        foreach ((string name, double value) in Evaluation.Metrics)
            json[name] = Json.Number(value);
        json["tokens"] = Evaluation.Predictions.Count;
        return json;
    }

    public void Write(TextWriter text)
    {
        text.WriteLine(Figures());
        if (Sample is null)
            return;
        text.WriteLine();
        text.WriteLine($"A sample ({SampledBy}):");
        text.WriteLine(Sample.TrimEnd('\n'));
    }

    public PartEvaluation Describe(string part)
    {
        string[]? names = Characters is null ? null : [.. Enumerable.Range(0, Vocabulary).Select(token => Shown(token))];
        return PartEvaluation.Of(part, Evaluation.Predictions, names) with
        {
            Rows = Rows,
            Figures =
            [
                new("loss", "loss", Evaluation.Loss, Display.Fixed(Evaluation.Loss), $"cross-entropy a character; guessing among {Vocabulary} gives {Display.Fixed(Math.Log(Vocabulary))}", IsHeadline: true),
                Figure("bits_per_character", "what the text costs, encoded by it", isHeadline: true),
                Figure("accuracy", "share of characters that it thought the likeliest", isHeadline: true),
                Figure("perplexity", "among how many equally likely characters it is in doubt", isHeadline: false),
            ],
            Charts = ByPlace() is { } chart ? [chart] : [],
            Worst = Characters is null ? null : WorstPlaces(),
            Sample = Sample,
            SampledBy = SampledBy,
        };
    }

    /// <summary>The mean loss at each place of a window: what more context is worth.</summary>
    private ReportCurves? ByPlace()
    {
        double[] right = Evaluation.Predictions.Outputs.ToArray();
        if (Context < 2 || right.Length == 0 || right.Length % Context != 0)
            return null;
        double[] sums = new double[Context];
        for (int i = 0; i < right.Length; i++)
            sums[i % Context] -= Math.Log(Math.Max(right[i], double.Epsilon));
        return new ReportCurves("Loss by place in the window: what more context is worth", "characters seen", "loss", [new("loss", [.. Enumerable.Range(1, Context).Select(place => (double)place)], [.. sums.Select(sum => sum / (right.Length / Context))])]);
    }

    /// <summary>The characters that surprised it most, with what stood before them.</summary>
    private ReportTable WorstPlaces()
    {
        Predictions predictions = Evaluation.Predictions;
        double[] right = predictions.Outputs.ToArray();
        int[] worst = [.. Enumerable.Range(0, right.Length).OrderBy(i => right[i]).ThenBy(i => i).Take(MostPlaces)];
        return new ReportTable($"The {worst.Length} characters that surprised it most", ["after", "came", "expected", "probability", "loss"], [.. worst.Select(i => (IReadOnlyList<string>)
        [
            string.Concat(Enumerable.Range(0, i).Skip(Math.Max(i - Before, i - (i % Math.Max(1, Context)))).Select(at => Shown((int)predictions.Labels[at]))),
            Shown((int)predictions.Labels[i]),
            Shown((int)predictions.Predicted[i]),
            Display.Number(right[i], 3),
            Display.Fixed(-Math.Log(right[i]), 2),
        ])])
        { Figures = [3, 4] };
    }

    private ReportFigure Figure(string key, string meaning, bool isHeadline) => new(key, MetricWords.NameOf(key), Evaluation.Metrics[key], Display.Fixed(Evaluation.Metrics[key]), meaning, isHeadline);

    private string Shown(int token) => Characters!.Decode([token]) switch { "\n" => "⏎", " " => "␣", "\t" => "⇥", var character => character };

    private TextTable Figures() => new TextTable("figure", TextColumn.Right("value"), "meaning")
        .Add("loss", Display.Fixed(Evaluation.Loss), $"cross-entropy a character; guessing among {Vocabulary} gives {Display.Fixed(Math.Log(Vocabulary))}")
        .Add("perplexity", Display.Fixed(Evaluation.Metrics["perplexity"]), "among how many equally likely characters it is in doubt")
        .Add("bits per character", Display.Fixed(Evaluation.Metrics["bits_per_character"]), "what the text costs, encoded by it")
        .Add("accuracy", Display.Fixed(Evaluation.Metrics["accuracy"]), "share of characters that it thought the likeliest");
}
