namespace Fathom;

/// <summary>Where training stands, as callbacks see it.</summary>
public sealed class TrainingState
{
    internal TrainingState(Layer model, Optimizer optimizer, Objective objective, int epochs, int stepsPerEpoch)
    {
        Model = model;
        Optimizer = optimizer;
        Objective = objective;
        Epochs = epochs;
        StepsPerEpoch = stepsPerEpoch;
    }

    /// <summary>The network in training.</summary>
    public Layer Model { get; }

    /// <summary>What changes its parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What it is trained for.</summary>
    public Objective Objective { get; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>How many epochs were asked for.</summary>
    public int Epochs { get; }

    /// <summary>The step within the epoch, from 1.</summary>
    public int Step { get; internal set; }

    /// <summary>⌈rows/batch⌉.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The loss of the last batch: the mean over its rows.</summary>
    public double BatchLoss { get; internal set; }

    /// <summary>The rows of the last batch.</summary>
    public int BatchRows { get; internal set; }

    /// <summary>What the last finished epoch gave; null before.</summary>
    public EpochRecord? LastEpoch => History.Epochs.Count > 0 ? History.Epochs[^1] : null;

    /// <summary>All finished epochs.</summary>
    public History History { get; } = new();

    /// <summary>Why training is to stop; null while it goes on.</summary>
    public StopReason? StopReason { get; private set; }

    /// <summary>Ends training after the current step or epoch; the first reason counts.</summary>
    public void Stop(StopReason reason) => StopReason ??= reason;
}
