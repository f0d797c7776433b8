namespace Fathom.Cli;

/// <summary>What the user asked for of a multi-layer perceptron.</summary>
internal abstract record NetworkOptions : RunOptions
{
    public IReadOnlyList<int>? Hidden { get; init; }

    public string? Activation { get; init; }

    public string? Normalization { get; init; }

    public IReadOnlyList<double>? Dropout { get; init; }
}
