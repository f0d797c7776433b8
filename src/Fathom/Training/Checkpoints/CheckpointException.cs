namespace Fathom;

/// <summary>Training cannot go on from a checkpoint: it was made with something else, or lacks what is needed. Nothing was changed.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="differences">All that differs, one entry each.</param>
    public CheckpointException(string message, IReadOnlyList<string>? differences = null)
        : base(message) => Differences = differences ?? [];

    /// <summary>All that differs, one entry each; empty where the checkpoint lacks something.</summary>
    public IReadOnlyList<string> Differences { get; }
}
