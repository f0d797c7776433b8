using System.Text;

namespace Fathom;

/// <summary><c>model-card.md</c>: a <see cref="TrainingReport"/> for people who did not train the model, in Markdown.</summary>
/// <remarks>Headings follow Mitchell et al. 2019, "Model cards for model reporting". Every sentence is stated from facts of the run; what only people can know is named as open.</remarks>
internal static class ModelCard
{
    private const int FewRows = 1000;
    private const double Wide = 1.959963984540054;

    // What else is told as "training rows", or in the words of another kind of data.
    private static readonly string[] s_parts = ["train", "validation", "test"];

    public static string Write(TrainingReport report)
    {
        var text = new StringBuilder();
        text.Append($"# {Plain(report.Title)}\n\n{Plain(report.Subtitle)}\n\n");
        Section(text, "What it is");
        Facts(text, What(report));
        Section(text, "Intended use");
        Sentences(text, Use(report));
        Section(text, "Limits");
        Sentences(text, Limits(report));
        Section(text, "Data");
        Sentences(text, [.. Data(report).Select(Stated), .. report.Evaluation.Data?.Words ?? [], .. report.Notices]);
        if (report.Evaluation.Data?.Text is { } sample)
            Preformatted(text, "", sample);
        foreach (PartEvaluation part in report.Evaluation.Parts)
            Part(text, part);
        Section(text, "Training");
        Sentences(text, [report.Fault ?? "", report.Ending]);
        if (report.Settings is { } settings)
            Table(text, settings.Columns, settings.Rows, []);
        if (report.Network is { } network)
            Table(text, network.Columns, network.Rows, network.Figures);
        Findings(text, report);
        Section(text, "Environment");
        Facts(text, report.Environment);
        if (report.Command.Length > 0)
        {
            Section(text, "How to repeat it");
            text.Append("The same command on the same data gives the same weights, bit for bit, on one machine and at any number of threads.\n\n");
            Preformatted(text, "sh", report.Command);
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static IEnumerable<ReportFact> What(TrainingReport report)
    {
        if (report.Task.Length > 0)
            yield return new ReportFact("task", report.Task);
        if (report.Network is { } network)
            yield return new ReportFact("network", string.Join(" → ", network.Rows.Select(row => row[1].Split(' ', '(')[0]).Take(12)) + (network.Rows.Count > 12 ? " → …" : ""));
        if (report.Parameters > 0)
            yield return new ReportFact("parameters", Display.Count(report.Parameters));
        if (report.Seed is { } seed)
            yield return new ReportFact("seed", $"{seed}");
        if (report.Started is { } started)
            yield return new ReportFact("trained", started.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        foreach (ReportFigure figure in report.Judged?.Figures.Where(figure => figure.IsHeadline) ?? [])
            yield return new ReportFact($"{report.Judged!.Name} {figure.Name}", figure.Shown);
    }

    /// <summary>Where the data come from; how many there are, once.</summary>
    private static IEnumerable<ReportFact> Data(TrainingReport report)
    {
        IReadOnlyList<ReportFact> counted = report.Evaluation.Data?.Facts ?? [];
        ReportFact[] source = [.. report.Source.Where(fact => counted.Count == 0 || !s_parts.Contains(fact.Name))];
        return [.. source, .. counted.Where(fact => !source.Any(known => known.Name == fact.Name))];
    }

    private static IEnumerable<string> Use(TrainingReport report)
    {
        if (report.Subtitle.Length > 0)
            yield return $"It was trained for {report.Subtitle}.";
        yield return "It is for data that come from where the training data came from, prepared the same way: the model file carries that preparation.";
        yield return "Who may use it for what, and what a wrong answer costs, no program can know: whoever passes it on should write it here.";
    }

    private static IEnumerable<string> Limits(TrainingReport report)
    {
        if (report.Fault is { } fault)
            yield return fault;
        if (report.Judged is not { } part)
        {
            yield return "It was judged by nothing: no figure says how good it is.";
            yield break;
        }

        if (part.Name != "test")
            yield return $"There was no test part: its figures are of the {part.Name} part, by which the weights were chosen, so they are too kind.";
        if (part.Figures.FirstOrDefault(figure => figure.Key == "accuracy") is { } accuracy && double.IsFinite(accuracy.Value) && part.Rows > 0)
        {
            (double low, double high) = Wilson(accuracy.Value, part.Rows);
            yield return $"Its accuracy of {accuracy.Shown} comes from {Display.Count(part.Rows)} {part.Noun}s: with 95 % confidence it is {Display.Fixed(low, 3)} to {Display.Fixed(high, 3)} (Wilson).";
        }
        else if (part.Rows < FewRows)
        {
            yield return $"Its figures come from {Display.Count(part.Rows)} {part.Noun}s only.";
        }

        if (part.Classes.Where(one => one.Rows < 30).ToArray() is { Length: > 0 } rare && part.Classes.Count > 1)
            yield return $"Fewer than 30 {part.Noun}s judge {string.Join(", ", rare.Take(8).Select(one => $"{one.Name} ({one.Rows})"))}{(rare.Length > 8 ? " and others" : "")}: figures of those classes are rough.";
        if (part.Classes.Where(one => one.Rows > 0).MinBy(one => one.F1) is { } worst && part.Classes.Count > 1)
            yield return $"It does worst on {worst.Name}: precision {Display.Fixed(worst.Precision)}, recall {Display.Fixed(worst.Recall)}.";
        foreach (ReportMistake mistake in part.Mistakes.Take(1))
            yield return $"Its commonest mistake: {mistake.Right} taken for {mistake.Predicted}, {Display.Percent(mistake.Share)} of that class.";
        if (part.Calibration is { } calibration)
            yield return $"Its probabilities lie {Display.Percent(calibration.ExpectedError)} from what comes true on average (at most {Display.Percent(calibration.MaximumError)} in a tenth of the scale).";
        foreach (ReportResiduals residuals in part.Residuals.Where(one => one.Quantiles.Count == 5))
            yield return $"Nine of ten predictions of {residuals.Name} lie between {Display.Number(residuals.Quantiles[0])} and {Display.Number(residuals.Quantiles[4])} from the truth.";
        yield return "Rows unlike the training data were not tried.";
    }

    private static void Part(StringBuilder text, PartEvaluation part)
    {
        Section(text, $"Figures: {part.Name} part, {Display.Count(part.Rows)} {part.Noun}s");
        Sentences(text, part.Words);
        IEnumerable<IReadOnlyList<string>> rows = part.Figures.Select(figure => (IReadOnlyList<string>)[figure.Name, figure.Shown, figure.Meaning]);
        if (part.Calibration is { } calibration)
            rows = [.. rows, ["calibration error", Display.Fixed(calibration.ExpectedError), "ECE"], ["Brier score", Display.Fixed(calibration.Brier), "0 is perfect"]];
        Table(text, ["figure", "value", "meaning"], [.. rows], [1]);
        if (part.Classes.Count > 0)
            Table(text, ["class", "precision", "recall", "F1", part.Noun + "s"], [.. part.Classes.Select(one => (IReadOnlyList<string>)[one.Name, Display.Fixed(one.Precision), Display.Fixed(one.Recall), Display.Fixed(one.F1), Display.Count(one.Rows)])], [1, 2, 3, 4]);
        if (part.Confusion is { Classes.Count: <= 12 } confusion)
            Table(text, ["is \\ taken for", .. confusion.Classes], [.. confusion.Classes.Select((name, i) => (IReadOnlyList<string>)[name, .. confusion.Counts[i].Select(Display.Count)])], [.. Enumerable.Range(1, confusion.Classes.Count)]);
        foreach (ReportTable table in part.Tables.Where(table => table.Rows.Count <= 50))
            Table(text, table.Columns, table.Rows, table.Figures);
    }

    private static void Findings(StringBuilder text, TrainingReport report)
    {
        if (report.Findings.Count == 0 && !report.IsExamined)
            return;
        Section(text, "Findings of the doctor");
        if (report.Findings.Count == 0)
            text.Append("None.\n\n");
        foreach (Finding finding in report.Findings)
            text.Append($"- **{finding.Weight.ToString().ToLowerInvariant()}** {Plain(finding.What)} {Plain(finding.Evidence)} {Plain(finding.Change)} (`{finding.Id}`)\n");
        text.Append('\n');
    }

    private static void Section(StringBuilder text, string title) => text.Append($"## {Plain(title)}\n\n");

    private static void Sentences(StringBuilder text, IEnumerable<string> sentences)
    {
        int before = text.Length;
        foreach (string sentence in sentences.Where(sentence => sentence.Length > 0))
            text.Append($"- {Plain(sentence)}\n");
        if (text.Length > before)
            text.Append('\n');
    }

    private static void Facts(StringBuilder text, IEnumerable<ReportFact> facts) => Sentences(text, facts.Select(Stated));

    private static string Stated(ReportFact fact) => $"{fact.Name}: {fact.Value}";

    private static void Preformatted(StringBuilder text, string language, string words) => text.Append($"```{language}\n").Append(words.Replace("```", "` ` `")).Append("\n```\n\n");

    private static void Table(StringBuilder text, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<int> figures)
    {
        if (rows.Count == 0)
            return;
        text.Append($"| {string.Join(" | ", columns.Select(Plain))} |\n|{string.Concat(columns.Select((_, c) => figures.Contains(c) ? " ---: |" : " --- |"))}\n");
        foreach (IReadOnlyList<string> row in rows)
            text.Append($"| {string.Join(" | ", row.Select(Plain))} |\n");
        text.Append('\n');
    }

    /// <summary>Text out of data that Markdown must not read as markup: on one line, its signs escaped.</summary>
    private static string Plain(string words)
    {
        var text = new StringBuilder();
        foreach (char c in words)
        {
            if (c is '\\' or '|' or '<' or '>' or '*' or '_' or '`' or '[' or ']' or '#')
                text.Append('\\');
            text.Append(char.IsControl(c) ? ' ' : c);
        }

        return text.ToString();
    }

    /// <summary>The interval of a share (Wilson 1927).</summary>
    private static (double Low, double High) Wilson(double share, long rows)
    {
        double z = Wide * Wide / rows, middle = (share + (z / 2)) / (1 + z), half = Wide / (1 + z) * Math.Sqrt((share * (1 - share) / rows) + (z / (4 * rows)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
