namespace Fathom;

/// <summary>How a training did at one moment: one sample of what the monitor measures, and one <c>health</c> event of a run.</summary>
public sealed record Health
{
    /// <summary>The step, counted over all epochs, from 1.</summary>
    public required long Step { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The loss of the step's batch.</summary>
    public required double Loss { get; init; }

    /// <summary>The learning rate of the step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The global 2-norm of all gradients, before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The share of steps since the last sample whose gradients were clipped; null without clipping.</summary>
    public double? ClippedShare { get; init; }

    /// <summary>Rows a second since the last sample.</summary>
    public double RowsPerSecond { get; init; }

    /// <summary>The share of time since the last sample that steps waited for their batches.</summary>
    public double DataWait { get; init; }

    /// <summary>Layer by layer, in the order of computation.</summary>
    public IReadOnlyList<LayerHealth> Layers { get; init; } = [];
}
