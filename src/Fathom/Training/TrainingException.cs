namespace Fathom;

/// <summary>Training had to stop: a loss, a gradient or a weight was NaN or infinite, or the loss ran away. The model has its last good weights again.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, where, and what to try.</param>
    /// <param name="history">The epochs done until then.</param>
    /// <param name="epoch">The epoch it happened in, from 1.</param>
    /// <param name="step">The step within the epoch, from 1.</param>
    public TrainingException(string message, History history, int epoch, int step)
        : base(message)
    {
        History = history;
        Epoch = epoch;
        Step = step;
    }

    /// <summary>Where the first number came from that was not finite; null where the loss ran away as a finite number.</summary>
    public NotFiniteOrigin? Origin { get; init; }

    /// <summary>The epochs done until then.</summary>
    public History History { get; }

    /// <summary>The epoch it happened in, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step within the epoch, from 1.</summary>
    public int Step { get; }
}
