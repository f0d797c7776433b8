using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A run is a directory: <c>run.json</c> (settings), <c>events.jsonl</c> (what happened), <c>model.safetensors</c> (best weights), <c>report.html</c>.</summary>
public sealed class RunDirectory
{
    internal const string SettingsName = "run.json";
    internal const string EventsName = "events.jsonl";
    private const string ModelName = "model.safetensors";

    private static readonly TimeSpan s_unbornAge = TimeSpan.FromMinutes(10);

    private RunDirectory(string path) => Path = path;

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>The trained model.</summary>
    public string Model => System.IO.Path.Combine(Path, ModelName);

    /// <summary>The event log.</summary>
    public string Events => System.IO.Path.Combine(Path, EventsName);

    /// <summary>The report for people.</summary>
    public string Report => System.IO.Path.Combine(Path, "report.html");

    /// <summary>The folder of checkpoints, from which a training goes on.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Settings, seed, versions, data fingerprint and results.</summary>
    public string Settings => System.IO.Path.Combine(Path, SettingsName);

    /// <summary>The name of a new run: <c>runs/2026-11-21T10-30-00-titanic</c>, with a number added while it is taken.</summary>
    public static string NewPath(string name, string root = "runs")
    {
        string safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.', '-');
        string path = System.IO.Path.Combine(root, $"{DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH-mm-ss", CultureInfo.InvariantCulture)}-{(safe.Length == 0 ? "run" : safe)}");
        string candidate = path;
        for (int i = 2; Directory.Exists(candidate) || File.Exists(candidate); i++)
            candidate = $"{path}-{i}";
        return candidate;
    }

    /// <summary>Makes the directory; nothing that exists is overwritten.</summary>
    /// <exception cref="IOException">It exists and is not empty, is a file, or cannot be written.</exception>
    public static RunDirectory Create(string path)
    {
        if (File.Exists(path))
            throw new IOException($"{path} is a file; a run needs a directory. Name another with --out.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new IOException($"{path} exists and is not empty; a run never overwrites another. Name another directory with --out, or remove this one.");
        Directory.CreateDirectory(path);
        return new RunDirectory(path);
    }

    /// <summary>Makes the directory together with its <c>run.json</c>: it stands with its settings or not at all, whenever the process is killed.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="settings">What is known of the run at its start.</param>
    /// <exception cref="IOException">It exists and is not empty, is a file, or cannot be written.</exception>
    public static RunDirectory Create(string path, JsonObject settings)
    {
        if (File.Exists(path) || Directory.Exists(path))
        {
            // An empty directory that stands is taken as it is: it may be a place that nobody can rename.
            RunDirectory made = Create(path);
            made.WriteSettings(settings);
            return made;
        }

        string full = System.IO.Path.GetFullPath(path), parent = System.IO.Path.GetDirectoryName(full)!;
        RemoveUnborn(parent);
        RunDirectory temporary = Create(AtomicFile.TemporaryOf(full.TrimEnd(System.IO.Path.DirectorySeparatorChar)));
        try
        {
            temporary.WriteSettings(settings);
            Directory.Move(temporary.Path, full);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Directory.Delete(temporary.Path, recursive: true);
            throw;
        }

        new FileSteps().FlushFolder(parent);
        return new RunDirectory(path);
    }

    /// <summary>A run directory that stands.</summary>
    /// <param name="path">The directory.</param>
    public static RunDirectory Open(string path) => new(path);

    /// <summary>Makes this process the only one that writes to the run, until the lock is disposed or the process ends. Removes what writes that a crash ended have left.</summary>
    /// <exception cref="IOException">Another process is at work in it, or it cannot be written.</exception>
    public IDisposable Lock()
    {
        IDisposable alone = FolderLock.Take(Path);
        foreach (string file in Directory.GetFiles(Path).Where(AtomicFile.IsTemporary))
            new FileSteps().Remove(file);
        return alone;
    }

    /// <summary>The model file that a path means: the file itself, or that of a run directory.</summary>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    public static string FindModel(string modelOrRun)
    {
        if (File.Exists(modelOrRun))
            return modelOrRun;
        string inside = System.IO.Path.Combine(modelOrRun, ModelName);
        if (File.Exists(inside))
            return inside;
        if (Directory.Exists(modelOrRun) && Directory.EnumerateDirectories(modelOrRun).Order(StringComparer.Ordinal).FirstOrDefault(RunRecord.IsRun) is { } member)
            throw new FileNotFoundException($"{modelOrRun} holds several runs and no {ModelName} of its own. Name one of them, as {System.IO.Path.Combine(modelOrRun, System.IO.Path.GetFileName(member))}.");
        throw new FileNotFoundException(Directory.Exists(modelOrRun)
            ? $"{modelOrRun} holds no {ModelName}: it is no finished run. Name a run directory or a model file."
            : $"{modelOrRun} does not exist. Name a run directory or a model file, as runs/latest.");
    }

    /// <summary>Writes <c>run.json</c> as a whole or not at all.</summary>
    public void WriteSettings(JsonObject settings) => AtomicFile.WriteAllText(Settings, JsonText(settings) + "\n");

    /// <summary>Points <c>latest</c> beside this directory at it, where the file system has links; a convenience, so failing is no error. Gives what it pointed at before; null for nothing.</summary>
    public string? MarkLatest()
    {
        string full = System.IO.Path.GetFullPath(Path);
        return PointLatest(full, System.IO.Path.GetFileName(full));
    }

    /// <summary>Points <c>latest</c> back at what it pointed at, when this run is given up.</summary>
    /// <param name="before">What <see cref="MarkLatest"/> gave.</param>
    public void UnmarkLatest(string? before)
    {
        string full = System.IO.Path.GetFullPath(Path);
        if (new DirectoryInfo(LatestOf(full)).LinkTarget == System.IO.Path.GetFileName(full))
            PointLatest(full, before);
    }

    /// <summary>Removes runs that were killed while they were made: another process's takes moments, so what is old has nobody.</summary>
    private static void RemoveUnborn(string parent)
    {
        if (!Directory.Exists(parent))
            return;
        try
        {
            foreach (string path in Directory.GetDirectories(parent, $"*{AtomicFile.TemporaryMark}*").Where(AtomicFile.IsTemporary))
            {
                bool holdsSettingsAtMost = Directory.EnumerateFileSystemEntries(path).All(entry => System.IO.Path.GetFileName(entry).StartsWith(SettingsName, StringComparison.Ordinal));
                if (holdsSettingsAtMost && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > s_unbornAge)
                    Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Only tidying: another process may be at it too.
        }
    }

    private static string LatestOf(string full) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(full)!, "latest");

    private static string? PointLatest(string full, string? target)
    {
        string link = LatestOf(full);
        try
        {
            string? before = new DirectoryInfo(link).LinkTarget;
            if (before is not null)
                Unlink(link);
            else if (Directory.Exists(link) || File.Exists(link))
                return null;
            if (target is not null)
                Directory.CreateSymbolicLink(link, target);
            return before;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Unlink(string link)
    {
        // A link whose run was removed is no directory any more on Unix.
        if (Directory.Exists(link))
            Directory.Delete(link);
        else
            File.Delete(link);
    }

    private static string JsonText(JsonObject json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            json.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
