using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary><c>--resume RUN</c> among the words of <c>fathom train</c>: which run, and what else was said.</summary>
/// <param name="Run">The run, as the user named it.</param>
/// <param name="Others">The other words.</param>
internal sealed record ResumeWords(string Run, string[] Others)
{
    public const string Name = "--resume";

    // What may be said anew: it changes how long the rest takes and what is shown, never the result.
    private static readonly string[] s_free = ["--threads", "--json", CheckpointWords.Every, CheckpointWords.Keep];

    /// <summary>What the words ask to resume; null where they do not.</summary>
    /// <exception cref="UsageException">No run is named, or two are.</exception>
    public static ResumeWords? Of(string[] args)
    {
        if (args is not ["train", ..])
            return null;
        var others = new List<string>();
        string? run = null;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] != Name && !args[i].StartsWith(Name + "=", StringComparison.Ordinal))
            {
                others.Add(args[i]);
                continue;
            }

            if (run is not null)
                throw new UsageException($"{Name} was given more than once; give it once.");
            run = args[i] != Name ? args[i][(Name.Length + 1)..] : i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : "";
            if (run.Length == 0)
                throw new UsageException($"{Name} needs the directory of a run: fathom train {Name} runs/latest.");
        }

        return run is null ? null : new ResumeWords(run, [.. others]);
    }

    /// <summary>The options of the run with what may be said anew; anything else that differs is refused.</summary>
    /// <exception cref="UsageException">Something differs: all of it is named.</exception>
    public RunOptions Options(SavedRun run)
    {
        // Without a word for data the others belong to the run's own command.
        bool isWhole = Others.Length > 1 && !Others[1].StartsWith('-');
        string[] words = isWhole ? Others : [.. run.Command.Words.Split(' '), .. run.Parsed.CommandResult.Tokens.Select(token => token.Value), .. Kept(run), .. Others[1..]];
        (TrainingCommand command, ParseResult parsed) = FathomApp.ParseTraining(words);
        List<string> differences = [.. Differences(run, command, parsed)];
        if (differences.Count > 0)
            throw new UsageException($"{run.Shown} goes on as it began, so it cannot be resumed with {string.Join(", ", differences)}. Leave that out, or start a new run; only {string.Join(", ", s_free)} may be given anew.");
        RunOptions now = command.Read(parsed), options = run.Options;
        return options with
        {
            Threads = now.Threads ?? options.Threads,
            Json = now.Json && (isWhole || Others.Contains("--json")),
            CheckpointSteps = now.CheckpointSteps ?? (now.CheckpointTime is null ? options.CheckpointSteps : null),
            CheckpointTime = now.CheckpointTime ?? (now.CheckpointSteps is null ? options.CheckpointTime : null),
            KeepCheckpoints = now.KeepCheckpoints ?? options.KeepCheckpoints,
        };
    }

    /// <summary>The run's own options with their values, without those that are given anew.</summary>
    private IEnumerable<string> Kept(SavedRun run)
    {
        foreach (Option option in run.Command.Options)
        {
            if (run.Parsed.GetResult(option) is not { Implicit: false } result || Others.Any(word => word == option.Name || word.StartsWith(option.Name + "=", StringComparison.Ordinal)))
                continue;
            if (result.Tokens.Count == 0)
                yield return option.Name;
            foreach (Token token in result.Tokens)
                yield return $"{option.Name}={token.Value}";
        }
    }

    private static IEnumerable<string> Differences(SavedRun run, TrainingCommand command, ParseResult parsed)
    {
        if (command.Words != run.Command.Words)
        {
            yield return $"fathom {command.Words} (it began as fathom {run.Command.Words})";
            yield break;
        }

        string data = Text(parsed.CommandResult.Tokens), itsData = Text(run.Parsed.CommandResult.Tokens);
        if (data != itsData)
            yield return $"{data} (it began with {(itsData.Length == 0 ? "the built-in data" : itsData)})";
        foreach (Option option in command.Options.Where(option => !s_free.Contains(option.Name) && parsed.GetResult(option) is { Implicit: false }))
        {
            string value = Text(parsed.GetResult(option)!.Tokens);
            string? its = run.Command.Options.FirstOrDefault(own => own.Name == option.Name) is { } same && run.Parsed.GetResult(same) is { Implicit: false } result ? Text(result.Tokens) : null;
            if (value != its)
                yield return $"{$"{option.Name} {value}".TrimEnd()} ({(its is null ? "it began without" : $"it began with {its}")})";
        }
    }

    private static string Text(IEnumerable<Token> tokens) => string.Join(' ', tokens.Select(token => token.Value));
}
