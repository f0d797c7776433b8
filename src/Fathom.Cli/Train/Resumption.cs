using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A run that goes on: where it stands, and that nothing differs from when it began.</summary>
/// <param name="Run">The run.</param>
/// <param name="Checkpoint">Where it goes on; null to begin anew, as it was killed before its first checkpoint.</param>
internal sealed record Resumption(SavedRun Run, Checkpoint? Checkpoint)
{
    /// <summary>The steps done.</summary>
    public long Step => Checkpoint?.Whole("total_steps") ?? 0;

    /// <summary>The epoch it goes on in.</summary>
    public long Epoch => Checkpoint is null ? 1 : Checkpoint.Whole("epoch") + (Checkpoint.Whole("in_epoch") == 0 ? 1 : 0);

    /// <summary>In words.</summary>
    public override string ToString() => Checkpoint is null
        ? $"{Run.Shown} has no checkpoint yet: it begins anew"
        : $"{Run.Shown} goes on after step {Display.Count(Step)}, in epoch {Epoch} ({Path.GetFileName(Checkpoint.Path)})";

    /// <summary>Looks for the place to go on, and refuses a run whose data, settings or program are not those it began with.</summary>
    /// <exception cref="UsageException">Something differs: all of it is named.</exception>
    public static Resumption Of(SavedRun run, TrainJob job, Shell shell)
    {
        List<string> differences =
        [
            .. Differences("Fathom", run.Settings["versions"]?["fathom"], FathomApp.Version),
            .. Differences("data", run.Settings["data"], job.DescribeData()),
            .. Differences("settings", run.Settings["settings"], job.DescribeSettings()),
        ];
        if (differences.Count > 0)
            throw new UsageException($"{run.Shown} cannot go on to the same result, as it began with something else: {string.Join("; ", differences)}. Bring that back, or start a new run: {job.Command}");
        return new Resumption(run, ModelCheckpoint.Latest(RunDirectory.Open(run.Path).Checkpoints, text => shell.Error.WriteLine($"fathom: warning: {text}")));
    }

    private static IEnumerable<string> Differences(string name, JsonNode? was, JsonNode? isNow)
    {
        if (was is JsonObject before && isNow is JsonObject after)
            return before.Select(item => item.Key).Union(after.Select(item => item.Key)).SelectMany(key => Differences($"{name}: {key}", before[key], after[key]));
        return JsonNode.DeepEquals(was, isNow) ? [] : [$"{name} was {was?.ToJsonString() ?? "none"}, is now {isNow?.ToJsonString() ?? "none"}"];
    }
}
