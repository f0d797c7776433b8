namespace Fathom;

/// <summary>How a recorded run stands, as far as its files and the file system tell.</summary>
public enum RunStatus
{
    /// <summary>Its events are being written at this moment.</summary>
    Running,

    /// <summary>All epochs were done.</summary>
    Finished,

    /// <summary>It ended before its last epoch by a rule: early stopping, a time limit, a callback.</summary>
    Stopped,

    /// <summary>Its user ended it.</summary>
    Cancelled,

    /// <summary>A loss was no number, or an exception ended it.</summary>
    Failed,

    /// <summary>It has no end and nobody writes it: the process was killed, or the machine went down.</summary>
    Killed,
}
