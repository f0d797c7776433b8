namespace Fathom;

/// <summary>A network as the doctor looks at it before training: with objective, optimizer and a batch.</summary>
internal sealed class ModelCase(Layer model, Objective objective, Optimizer? optimizer, DataCase data, int batchSize)
{
    /// <summary>The network.</summary>
    public Layer Model { get; } = model;

    /// <summary>What it is trained for.</summary>
    public Objective Objective { get; } = objective;

    /// <summary>What would change its parameters; null where not known.</summary>
    public Optimizer? Optimizer { get; } = optimizer;

    /// <summary>What it would learn from.</summary>
    public DataCase Data { get; } = data;

    /// <summary>Rows a step.</summary>
    public int BatchSize { get; } = batchSize;
}
