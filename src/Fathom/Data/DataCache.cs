namespace Fathom;

/// <summary>The folder that downloaded sets are kept in.</summary>
internal static class DataCache
{
    private const string Variable = "FATHOM_DATA";

    /// <summary>The folder in FATHOM_DATA, else <c>fathom/data</c> in the user's cache folder.</summary>
    public static string Directory => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given
        : Path.Combine(UserCache(), "fathom", "data");

    /// <summary>Sees to it that the files of a set are in the cache, and gives the cache's folder.</summary>
    public static string Fetch(KnownImages images, Action<DownloadProgress>? progress, CancellationToken cancel)
    {
        string directory = Directory;
        KnownFile[] missing = [.. images.Files.Where(file => images.Find(directory, file) is null)];
        if (missing.Length > 0)
            Downloader.Fetch(images.Name, missing, images.Mirrors, Path.Combine(directory, images.Folder), progress, cancel);
        return directory;
    }

    private static string UserCache()
    {
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(home, ".cache");
    }
}
