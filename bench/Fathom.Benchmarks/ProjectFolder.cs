namespace Fathom.Benchmarks;

/// <summary>Folders of the project, found upwards from the program.</summary>
internal static class ProjectFolder
{
    /// <summary>The project's <c>bench</c> folder.</summary>
    /// <exception cref="WrongUseException">The program was moved out of the project.</exception>
    public static string Bench
    {
        get
        {
            for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                string bench = Path.Combine(folder, "bench");
                if (Directory.Exists(Path.Combine(bench, "peers")))
                    return bench;
            }

            throw new WrongUseException("The folder bench/peers is not to be found above the program: run it from the project's own folder.");
        }
    }

    public static string Results => Path.Combine(Bench, "results");

    public static string Peer(string script) => Path.Combine(Bench, "peers", script);
}
