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

    /// <summary>The steps done in all epochs, the present one included.</summary>
    public long TotalSteps { get; internal set; }

    /// <summary>⌈rows/batch⌉.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The rows to learn from.</summary>
    public required Dataset TrainData { get; init; }

    /// <summary>The rows each epoch is judged by; null without.</summary>
    public required Dataset? ValidationData { get; init; }

    /// <summary>The batch of the present step, as the network gets it; none outside steps. It lives as long as the step.</summary>
    public Tensor X { get; internal set; }

    /// <summary>The targets of the present step; none outside steps.</summary>
    public Tensor Y { get; internal set; }

    /// <summary>How long steps of this epoch have waited for their batches so far.</summary>
    public TimeSpan DataWait { get; internal set; }

    /// <summary>The loss of the last batch: the mean over its rows.</summary>
    public double BatchLoss { get; internal set; }

    /// <summary>The rows of the last batch.</summary>
    public int BatchRows { get; internal set; }

    /// <summary>What the last finished epoch gave; null before.</summary>
    public EpochRecord? LastEpoch => History.Epochs.Count > 0 ? History.Epochs[^1] : null;

    /// <summary>All finished epochs.</summary>
    public History History { get; } = new();

    /// <summary>What a checkpoint needs beside all this.</summary>
    internal FitPosition? Position { get; set; }

    /// <summary>Why training is to stop; null while it goes on.</summary>
    public StopReason? StopReason { get; private set; }

    /// <summary>Says what users should look at although training goes on: it is kept in <see cref="History.Warnings"/>, the same text once, and shown by the command.</summary>
    /// <param name="warning">What was noticed, and what to do: a sentence.</param>
    public void Warn(string warning) => History.Warn(warning);

    /// <summary>Ends training after the current step or epoch; the first reason counts.</summary>
    public void Stop(StopReason reason) => StopReason ??= reason;
}
