namespace Fathom;

/// <summary>A fault of the data.</summary>
internal abstract class DataRule : DoctorRule
{
    /// <summary>What is found; nothing where the data are sound.</summary>
    public abstract IEnumerable<Finding> Examine(DataCase data);
}
