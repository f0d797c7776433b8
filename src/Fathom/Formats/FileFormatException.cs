namespace Fathom;

/// <summary>A file is not what it must be: cut short, damaged, of another kind, or beyond a <see cref="LoadLimits">limit</see>.</summary>
/// <remarks>The message names the file, the place, what was found, what was expected, and how to mend it. Readers of Fathom throw no other
/// exception for bad content; a missing or unreadable file stays an <see cref="IOException"/>.</remarks>
public sealed class FileFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">Path or name of the file, as the caller gave it.</param>
    /// <param name="offset">Byte offset from the start of the file, or null when the whole file is meant.</param>
    /// <param name="problem">What was found, what was expected and how to mend it, as sentences.</param>
    /// <param name="cause">The lower-level error behind it, if any.</param>
    public FileFormatException(string file, long? offset, string problem, Exception? cause = null)
        : base(offset is { } at ? FormattableString.Invariant($"{file}: byte {at}: {problem}") : $"{file}: {problem}", cause)
    {
        File = file;
        Offset = offset;
    }

    /// <summary>Path or name of the file, as the caller gave it.</summary>
    public string File { get; }

    /// <summary>Byte offset from the start of the file where the problem was seen; null when the whole file is meant.</summary>
    public long? Offset { get; }
}
