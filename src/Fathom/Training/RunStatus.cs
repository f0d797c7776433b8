namespace Fathom;

/// <summary>How a recorded run stands, as far as its files and the file system tell.</summary>
public enum RunStatus
{
    /// <summary>Its events are being written at this moment.</summary>
    Running,

    /// <summary>It came to its end: all epochs were done, or early stopping saw that more would not help.</summary>
    Finished,

    /// <summary>It was ended before that, and could go on: a time limit.</summary>
    Stopped,

    /// <summary>Its user ended it.</summary>
    Cancelled,

    /// <summary>A loss was no number, or an exception ended it.</summary>
    Failed,

    /// <summary>It has no end and nobody writes it: the process was killed, or the machine went down.</summary>
    Killed,
}
