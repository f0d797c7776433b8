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
    public IEnumerable<(string Name, string Shown, string Note)> Headlines =>
    [
        ("loss", Display.Fixed(Evaluation.Loss), ""),
        ("bits per character", Display.Fixed(Evaluation.Metrics["bits_per_character"]), ""),
        ("accuracy", Display.Fixed(Evaluation.Metrics["accuracy"]), ""),
    ];

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

    public void AddTo(HtmlReport report)
    {
        report.Add(Figures());
        if (Sample is not null)
            report.Paragraph($"A sample of what it writes ({SampledBy}):").Preformatted(Sample);
    }

    private TextTable Figures() => new TextTable("figure", TextColumn.Right("value"), "meaning")
        .Add("loss", Display.Fixed(Evaluation.Loss), $"cross-entropy a character; guessing among {Vocabulary} gives {Display.Fixed(Math.Log(Vocabulary))}")
        .Add("perplexity", Display.Fixed(Evaluation.Metrics["perplexity"]), "among how many equally likely characters it is in doubt")
        .Add("bits per character", Display.Fixed(Evaluation.Metrics["bits_per_character"]), "what the text costs, encoded by it")
        .Add("accuracy", Display.Fixed(Evaluation.Metrics["accuracy"]), "share of characters that it thought the likeliest");
}
