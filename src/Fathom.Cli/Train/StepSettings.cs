namespace Fathom.Cli;

/// <summary>A setting with the reason for its value: a rule of ours, or that the user asked for it.</summary>
internal sealed record Setting(string Name, string Value, string Reason)
{
    /// <summary>A setting if the user asked for one.</summary>
    public static Setting[] Asked(string name, string? value) => value is null ? [] : [new Setting(name, value, "as asked")];
}

/// <summary>By which steps a network learns, and for how long: settled, each setting with its reason.</summary>
internal record StepSettings
{
    public required string Optimizer { get; init; }

    public required double LearningRate { get; init; }

    public required double WeightDecay { get; init; }

    /// <summary>Rows a step.</summary>
    public required int Batch { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Epochs without improvement before stopping; 0 for never.</summary>
    public required int Patience { get; init; }

    /// <summary>The schedule by name where it is one of the settings; null for what was asked for.</summary>
    public string? Schedule { get; init; }

    /// <summary>Every setting in words, in the order they are shown.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>The optimizer these settings describe.</summary>
    public virtual Optimizer CreateOptimizer(IParameters model) => StandardOptimizers.Create(Optimizer, model, LearningRate, WeightDecay);
}
