namespace Fathom;

/// <summary>Data that cannot be used as asked: the message says what, where, what was expected and how to fix it.</summary>
/// <remarks>
/// One type for every fault of the data itself (a file that is missing or is not what its name says, a ragged row, a target that
/// does not exist), so that a caller can show <see cref="Exception.Message"/> to a person as it stands. Faults of a program
/// (a null argument, a negative size) remain <see cref="ArgumentException"/>.
/// </remarks>
public sealed class DatasetException : Exception
{
    /// <summary>Makes an exception; the message is complete and already names the place.</summary>
    /// <param name="message">The whole sentence for the reader.</param>
    /// <param name="file">Name of the file, when there is one.</param>
    /// <param name="line">Line in the file, counted from 1.</param>
    /// <param name="column">Name of the column.</param>
    /// <param name="inner">The lower-level fault, when there was one.</param>
    public DatasetException(string message, string? file = null, long? line = null, string? column = null, Exception? inner = null)
        : base(message, inner)
    {
        File = file;
        Line = line;
        Column = column;
    }

    /// <summary>Name of the file at fault, as the user gave it; null for data that came from memory.</summary>
    public string? File { get; }

    /// <summary>Line at fault, counted from 1; null when the fault is not on one line.</summary>
    public long? Line { get; }

    /// <summary>Name of the column at fault; null when the fault is not in one column.</summary>
    public string? Column { get; }
}
