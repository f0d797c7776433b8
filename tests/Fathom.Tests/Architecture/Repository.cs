namespace Fathom.Tests.Architecture;

/// <summary>The repository the tests were built from: found upwards from the test's own folder, never by a path of the machine that compiled it.</summary>
internal static class Repository
{
    private static readonly string[] s_notOurs = ["bin", "obj", ".git", ".vs", ".vscode", "runs", "TestResults", "node_modules", "artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Files below a folder of the repository, as paths relative to the root with forward slashes, in order; build outputs left out.</summary>
    public static IReadOnlyList<string> Files(string folder = "", string pattern = "*")
    {
        var found = new List<string>();
        var pending = new Stack<string>([Path.Combine(Root, folder)]);
        while (pending.TryPop(out string? next))
        {
            found.AddRange(Directory.GetFiles(next, pattern).Select(Relative));
            foreach (string inner in Directory.GetDirectories(next).Where(inner => !s_notOurs.Contains(Path.GetFileName(inner))))
                pending.Push(inner);
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    public static string Read(string relative) => File.ReadAllText(Full(relative));

    public static string Full(string relative) => Path.Combine(Root, relative);

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fathom.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Fathom.slnx was not found above the tests' folder: run the tests inside the repository.");
    }
}
