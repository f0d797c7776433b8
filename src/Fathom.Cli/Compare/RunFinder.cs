namespace Fathom.Cli;

/// <summary>Finds runs: the directories that a user names, or all below a folder.</summary>
internal static class RunFinder
{
    /// <summary>The runs of words on the command line; a directory that holds several, as those of seeds, means all of them.</summary>
    /// <exception cref="UsageException">A word names none.</exception>
    public static IReadOnlyList<RunRecord> Named(IReadOnlyList<string> words, Shell shell)
    {
        var runs = new List<RunRecord>();
        foreach (string word in words)
        {
            string path = shell.Resolve(word);
            string[] members = Directory.Exists(path) && !RunRecord.IsRun(path) ? Members(path) : [];
            foreach (string run in members.Length > 0 ? members : [path])
                runs.Add(Load(run, word));
        }

        return runs;
    }

    /// <summary>Everything below a folder that is a run or was to become one, and what is wrong with those that cannot be read.</summary>
    public static (IReadOnlyList<RunFacts> Runs, IReadOnlyList<(string Name, string Reason)> Damaged) Below(string folder)
    {
        var runs = new List<RunFacts>();
        var damaged = new List<(string, string)>();
        foreach (string path in RunRecord.IsRun(folder) ? [folder] : Directories(folder).SelectMany(WithMembers))
        {
            string name = path == folder ? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) : Path.GetRelativePath(folder, path).Replace('\\', '/');
            try
            {
                if (RunRecord.IsRun(path))
                    runs.Add(new RunFacts(RunRecord.Load(path), name));
                else if (File.Exists(Path.Combine(path, "events.jsonl")) || File.Exists(Path.Combine(path, "model.safetensors")))
                    damaged.Add((name, "it holds no run.json"));
            }
            catch (Exception fault) when (fault is FileFormatException or IOException or UnauthorizedAccessException)
            {
                damaged.Add((name, fault.Message));
            }
        }

        return (runs, damaged);
    }

    /// <summary>The runs right below a directory, by name.</summary>
    public static string[] Members(string path) => [.. Directories(path).Where(RunRecord.IsRun)];

    private static IEnumerable<string> WithMembers(string path) => RunRecord.IsRun(path) || Members(path) is not { Length: > 0 } members ? [path] : members;

    /// <summary>Real directories only: a link, as <c>latest</c>, would count a run twice.</summary>
    private static IEnumerable<string> Directories(string folder) =>
        new DirectoryInfo(folder).EnumerateDirectories().Where(directory => directory.LinkTarget is null).Select(directory => directory.FullName).OrderBy(name => name, StringComparer.Ordinal);

    private static RunRecord Load(string path, string shown)
    {
        try
        {
            return RunRecord.Load(path);
        }
        catch (FileNotFoundException fault)
        {
            throw new UsageException(fault.Message.Replace(path, shown, StringComparison.Ordinal));
        }
    }
}
