namespace Fathom;

/// <summary>A fault of a network before training, or of how it fits objective, optimizer and batch.</summary>
internal abstract class ModelRule : DoctorRule
{
    /// <summary>What is found; nothing where the network is sound.</summary>
    public abstract IEnumerable<Finding> Examine(ModelCase model);
}
