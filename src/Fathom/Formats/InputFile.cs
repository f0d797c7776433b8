namespace Fathom;

/// <summary>Opens files to read, with words for paths that lead nowhere.</summary>
internal static class InputFile
{
    /// <summary>Opens a file of at least one byte.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="wanted">What kind of file is wanted, for a path that is a folder: "an IDX file, such as …".</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The path is a folder, or the file is empty.</exception>
    public static FileStream Open(string path, string wanted)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new FileFormatException(path, null, $"this is a folder: give {wanted} inside it.");
        var info = new FileInfo(path);
        if (!info.Exists)
            throw new FileNotFoundException($"{path}: there is no such file. Check the path; it is taken relative to the folder {Directory.GetCurrentDirectory()}.", path);
        if (info.Length == 0)                   // pipes and devices say 0 too, and opening a pipe would wait for a writer
            throw Empty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    }

    public static FileFormatException Empty(string name) =>
        new(name, 0, "the file is empty (0 bytes) or no regular file. It was not fully written or downloaded: get it again.");

    /// <summary>What a file given by mistake looks like, as a sentence to append, or nothing.</summary>
    public static string Kind(ReadOnlySpan<byte> start) => FileKind.Describe(start) is { } kind ? $" {kind}" : "";
}
