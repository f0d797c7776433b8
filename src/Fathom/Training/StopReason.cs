namespace Fathom;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were done.</summary>
    Finished,

    /// <summary>The monitored loss no longer improved.</summary>
    EarlyStopping,

    /// <summary>The caller asked for it.</summary>
    Cancelled,

    /// <summary>A loss, a gradient or a weight was NaN or infinite.</summary>
    LossNotFinite,

    /// <summary>A callback of the user's asked for it, or an exception passed through.</summary>
    Interrupted,

    /// <summary>The time was over: see <see cref="TimeLimit"/>.</summary>
    TimeLimit,

    /// <summary>The loss rose a million times within five steps.</summary>
    Diverged,
}
