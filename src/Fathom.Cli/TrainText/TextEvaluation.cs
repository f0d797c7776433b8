using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom evaluate</c> of a text run: how well it knows what comes next in a text, read window by window.</summary>
/// <param name="model">The model.</param>
/// <param name="shown">As the user named it.</param>
internal sealed class TextEvaluation(TextModel model, string shown)
{
    /// <summary>Judges by a text as a whole, or by the part of a built-in one that training held back.</summary>
    /// <param name="given">A file or a built-in text; null for the one the model was trained on.</param>
    /// <param name="json">Whether to end with a line for programs.</param>
    /// <param name="shell">Where to write.</param>
    /// <exception cref="UsageException">The text is missing, shorter than a window, or has characters that the model does not know.</exception>
    public int Run(string? given, bool json, Shell shell)
    {
        string? learned = (string?)model.Training["dataset"];
        if (given is null && (learned is null || !Datasets.Texts.ContainsKey(learned)))
            throw new UsageException($"the model was trained on {(learned is null ? "a text" : $"'{learned}'")}, which is not kept with it. Name a text to judge by: fathom evaluate {shown} FILE.");
        TextSource source = TextSource.Open(given ?? learned!, shell);

        // The text it learned from would flatter it: only the end, which was held back, is asked about.
        int held = source.Fingerprint == (string?)model.Training["sha256"] && model.Training["rows"] is JsonObject rows ? (int?)rows["validation_characters"] ?? 0 : 0;
        if (given is null && held == 0)
            throw new UsageException($"no part of {learned} was held back in the training of {shown}, so it cannot be judged by it. Name another text: fathom evaluate {shown} FILE.");
        long[] tokens = model.Encode(source.Text, source.Shown);
        tokens = held > 0 ? tokens[^held..] : tokens;
        int window = model.Window;
        if (tokens.Length <= window)
            throw new UsageException($"{source.Shown} has {Plural.Of(tokens.Length, "character")}; the model reads windows of {window}, so at least {window + 1} are needed. Bring a longer text.");
        var windows = new Dataset(TokenWindows.Consecutive(tokens, window), source.Name);
        var outcome = new TextOutcome(Evaluation.Of(model.Network, model.File.Objective, windows, TextJob.WindowsAtATime), windows.Count, model.Vocabulary.Count);
        shell.Out.WriteLine($"{source.Shown}: {(held > 0 ? "the last " : "")}{Plural.Of(tokens.Length, "character")}{(held > 0 ? ", which training did not learn from," : "")} in {Plural.Of(windows.Count, "window")} of {window}, judged by {shown}");
        shell.Out.WriteLine();
        outcome.Write(shell.Out);
        if (json)
        {
            shell.Out.WriteLine(Json.Line(new JsonObject
            {
                ["task"] = TextJob.TaskWord,
                ["dataset"] = source.Name,
                ["rows"] = windows.Count,
                ["parameters"] = model.Summary.Parameters,
                ["test"] = outcome.ToJson(),
                ["model"] = shown,
            }));
        }

        return ExitCode.Done;
    }
}
