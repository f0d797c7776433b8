namespace Fathom;

/// <summary>A training as the doctor has watched it so far.</summary>
internal sealed class TrainingCase
{
    /// <summary>The finished epochs.</summary>
    public List<EpochRecord> Epochs { get; } = [];

    /// <summary>The sampled measurements of its health.</summary>
    public List<Health> Samples { get; } = [];
}
