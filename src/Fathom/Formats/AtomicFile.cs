using System.Text;

namespace Fathom;

/// <summary>Writes files so that a reader, or the next start after a crash, sees the old content or the whole new content, never a part.</summary>
/// <remarks>
/// The content goes to a sibling <c>NAME.tmp-RANDOM</c>, is flushed to disk (fsync), and is renamed over the target; then the folder is
/// flushed, so that the rename itself survives a power cut. The last step is best effort: Windows has no call for it, and some file
/// systems refuse it; there a power cut within moments may bring the old content back, whole. When anything fails before the rename the
/// target is as it was and the temporary file is removed. A link is followed, so the link stays; Unix permissions are kept.
/// </remarks>
public static class AtomicFile
{
    /// <summary>What stands between the name of a file and the random part in the name of its temporary sibling.</summary>
    public const string TemporaryMark = ".tmp-";

    private const int RandomLength = 8;

    /// <summary>Writes a file through a callback.</summary>
    /// <param name="path">Path of the file; its folder must exist.</param>
    /// <param name="write">Writes the content; an exception from it leaves the target untouched.</param>
    /// <exception cref="IOException">The file cannot be written: the message names <paramref name="path"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, new FileSteps());

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">Path of the file; its folder must exist.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void WriteAllText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    internal static void Write(string path, Action<Stream> write, FileSteps steps)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Target(path);
        string folder = Path.GetDirectoryName(target)!;
        if (Directory.Exists(target))
            throw new IOException($"{path}: this is a folder, so no file can be written there. Give a file name inside it.");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{path}: the folder {folder} does not exist. Create it first.");

        string temporary = TemporaryOf(target);
        try
        {
            using (var stream = steps.Create(temporary, Options(target)))
            {
                write(stream);
                steps.Flush(stream);
            }

            steps.Rename(temporary, target);
        }
        catch (Exception e)
        {
            steps.Remove(temporary);
            if (e is IOException && !e.Message.Contains(path, StringComparison.Ordinal))
                throw new IOException($"{path}: could not be written ({e.Message.TrimEnd('.')}). The earlier content, if any, is unchanged.", e);
            throw;
        }

        steps.FlushFolder(folder);
    }

    /// <summary>A name beside a target that nothing has.</summary>
    internal static string TemporaryOf(string target) => $"{target}{TemporaryMark}{Path.GetRandomFileName()[..RandomLength]}";

    /// <summary>Whether a name is that of a temporary sibling: without its writer, what a crash has left.</summary>
    internal static bool IsTemporary(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        int mark = name.Length - RandomLength - TemporaryMark.Length;
        return mark > 0 && name.AsSpan(mark, TemporaryMark.Length).SequenceEqual(TemporaryMark) && name.AsSpan(mark + TemporaryMark.Length).IndexOfAnyExceptInRange('0', 'z') < 0;
    }

    private static string Target(string path)
    {
        var info = new FileInfo(path);
        return info.LinkTarget is null ? info.FullName : info.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static FileStreamOptions Options(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
            options.UnixCreateMode = File.GetUnixFileMode(target);
        return options;
    }
}
