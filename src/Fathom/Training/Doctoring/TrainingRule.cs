namespace Fathom;

/// <summary>A fault that training shows: in its losses, gradients, updates, or in the order of its calls.</summary>
internal abstract class TrainingRule : DoctorRule
{
    /// <summary>What is found; nothing where training goes well so far.</summary>
    public abstract IEnumerable<Finding> Examine(TrainingCase training);
}
