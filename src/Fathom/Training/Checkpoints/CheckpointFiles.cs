using System.Globalization;

namespace Fathom;

/// <summary>The checkpoints of a folder: <c>step-000123.safetensors</c> by step, and what an interrupted write left behind.</summary>
internal static class CheckpointFiles
{
    private const string Start = "step-", Ending = ".safetensors";

    public static string PathOf(string folder, long step) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Start}{step:D6}{Ending}"));

    /// <summary>All of them, the newest first; none where there is no folder.</summary>
    public static IReadOnlyList<(long Step, string Path)> In(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, $"{Start}*{Ending}").Select(path => (Step: StepOf(path), path)).Where(file => file.Step >= 0).OrderByDescending(file => file.Step)];

    /// <summary>Removes what writes that a crash ended have left.</summary>
    public static void RemoveLeftovers(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, $"{Start}*{Ending}{AtomicFile.TemporaryMark}*"))
            File.Delete(path);
    }

    private static long StepOf(string path) =>
        long.TryParse(Path.GetFileName(path)[Start.Length..^Ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long step) ? step : -1;
}
