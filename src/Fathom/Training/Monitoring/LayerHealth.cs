namespace Fathom;

/// <summary>How one layer did at one moment.</summary>
public sealed record LayerHealth
{
    /// <summary>The layer's path, as <c>0</c> or <c>encoder.fc1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The layer's class, as <c>Linear</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The 2-norm of its own parameters' gradients; null for a layer without parameters.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>The 2-norm of its own parameters.</summary>
    public double? WeightNorm { get; init; }

    /// <summary>The 2-norm of the step's change of its parameters over that of the parameters; null for a frozen layer, which takes no step.</summary>
    public double? UpdateRatio { get; init; }

    /// <summary>The mean of what it gave for the batch; null where it was not seen.</summary>
    public double? ActivationMean { get; init; }

    /// <summary>The standard deviation of what it gave.</summary>
    public double? ActivationDeviation { get; init; }

    /// <summary>The share of its units that gave 0 for every row of the batch; null for layers that are no rectifier.</summary>
    public double? DeadShare { get; init; }

    /// <summary>The share of values within a hundredth of an asymptote; null for layers without asymptotes.</summary>
    public double? SaturatedShare { get; init; }

    /// <summary>How what it gave is spread; null where not asked for.</summary>
    public Histogram? Activations { get; init; }

    /// <summary>How its weights are spread.</summary>
    public Histogram? Weights { get; init; }

    /// <summary>How its gradients are spread.</summary>
    public Histogram? Gradients { get; init; }
}
