using System.CommandLine;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom runs</c>: a table of the runs in a folder, filtered and sorted. Changes nothing.</summary>
internal sealed class RunsCommand : CliCommand
{
    private readonly Argument<string?> _folder;
    private readonly Option<string[]> _filter;
    private readonly Option<string?> _sort, _limit;

    public RunsCommand()
        : base("runs", "a table of the runs in a folder: filter, sort, find the best")
    {
        _folder = Word("DIR", "the folder that holds the runs (runs)", optional: true);
        _filter = Texts("--filter", "KEY=VALUE", "runs of which this is true: a setting or figure, one of = != > >= < <= ~ (contains), a value; several must all be true");
        _sort = Text("--sort", "KEY[,desc]", "a setting, a figure (accuracy, best.loss), seconds, created; the newest first when left out");
        _limit = Text("--limit", "N", "rows at most");
    }

    public override string Usage => "runs [DIR] [--filter KEY=VALUE] [--sort KEY[,desc]]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom runs", "all runs in the folder runs, the newest first"),
        ("fathom runs --filter data=iris --filter 'accuracy>0.9' --sort accuracy,desc", "the best runs on a set"),
        ("fathom runs --sort seconds --limit 5 --json", "the five shortest; a line for programs"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        RunFilter[] filters = [.. (parsed.GetValue(_filter) ?? []).Select(RunFilter.Read)];
        int limit = OptionText.Whole("--limit", parsed.GetValue(_limit), 1) ?? int.MaxValue;
        string shown = parsed.GetValue(_folder) ?? "runs", folder = shell.Resolve(shown);
        if (!Directory.Exists(folder))
            throw new UsageException($"there is no folder {shown}. Name the folder that holds runs; fathom train makes {(parsed.GetValue(_folder) is null ? "it" : "runs")} with its first run.");
        (IReadOnlyList<RunFacts> all, IReadOnlyList<(string Name, string Reason)> damaged) = RunFinder.Below(folder);
        DemandKeys(all, filters.Select(filter => ("--filter", filter.Key)));
        RunFacts[] found = [.. Sorted(all.Where(run => filters.All(filter => filter.Fits(run.Keys))), parsed.GetValue(_sort), all)];
        RunFacts[] runs = [.. found.Take(limit)];
        Write(shell, shown, runs, found.Length, all.Count, damaged);
        if (parsed.GetValue(Json))
        {
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject
            {
                ["runs"] = new JsonArray([.. runs.Select(run => (JsonNode)RunJson.Of(run))]),
                ["damaged"] = new JsonArray([.. damaged.Select(run => (JsonNode)new JsonObject { ["run"] = run.Name, ["reason"] = run.Reason })]),
            }));
        }

        return ExitCode.Done;
    }

    private static void Write(Shell shell, string folder, RunFacts[] runs, int found, int all, IReadOnlyList<(string Name, string Reason)> damaged)
    {
        if (runs.Length > 0)
        {
            var table = new TextTable("run", "when (UTC)", "status", "data", "network", "figure", TextColumn.Right("value"), TextColumn.Right("epochs"), TextColumn.Right("time")) { MaxCellWidth = 36 };
            foreach (RunFacts run in runs)
            {
                string value = double.IsNaN(run.Main) ? "" : Display.Number(run.Main);
                table.Add(run.Label, run.When, run.Status, run.Data, run.Network, value.Length == 0 ? "" : $"{Part(run)}{JudgementView.NameOf(run.Headline)}", value, run.Keys["epochs_done"], Display.Duration(run.Record.Time));
            }

            shell.Out.WriteLine(table);
        }

        shell.Out.WriteLine($"{Plural.Of(all, "run")} in {folder}{(found < all ? $", {found:N0} of them as asked for" : "")}{(runs.Length < found ? $", {runs.Length:N0} shown" : "")}");
        foreach ((string name, string reason) in damaged)
            shell.Out.WriteLine($"damaged: {name}: {reason}");
    }

    /// <summary>Figures are those of the test unless it is said.</summary>
    private static string Part(RunFacts run) => run.MainPart == RunFacts.Test ? "" : $"{run.MainPart} ";

    private static IEnumerable<RunFacts> Sorted(IEnumerable<RunFacts> runs, string? sort, IReadOnlyList<RunFacts> all)
    {
        if (sort is null)
            return runs.OrderByDescending(run => run.Keys["created"], StringComparer.Ordinal);
        string[] words = sort.Split(',');
        if (words is not ([_] or [_, "asc" or "desc"]) || words[0].Length == 0)
            throw OptionText.Refuse("--sort", sort, "a setting or figure, and ,desc for the largest first", "accuracy,desc");
        DemandKeys(all, [("--sort", words[0])]);
        int sign = words is [_, "desc"] ? -1 : 1;
        return runs.Select(run => (Run: run, Value: run.Keys.GetValueOrDefault(words[0])))
            .OrderBy(pair => pair.Value is null)                  // runs without the key come last, whichever way
            .ThenBy(pair => pair.Value, Comparer<string?>.Create((a, b) => sign * Compare(a, b)))
            .Select(pair => pair.Run);
    }

    private static int Compare(string? a, string? b) =>
        a is null || b is null ? 0
        : OptionText.TryNumber(a, out double x) && OptionText.TryNumber(b, out double y) ? x.CompareTo(y)
        : string.Compare(a, b, StringComparison.OrdinalIgnoreCase);

    /// <summary>A key that no run has is a slip, not an empty answer.</summary>
    private static void DemandKeys(IReadOnlyList<RunFacts> runs, IEnumerable<(string Option, string Key)> wanted)
    {
        if (runs.Count == 0)
            return;
        string[] known = [.. runs.SelectMany(run => run.Keys.Keys).Distinct()];
        foreach ((string option, string key) in wanted)
        {
            if (!known.Contains(key))
                throw new UsageException($"{option}: no run has a setting or figure '{key}'.{Nearest.Hint(key, known)} Known are {string.Join(", ", known)}.");
        }
    }
}
