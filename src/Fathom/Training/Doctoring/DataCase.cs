namespace Fathom;

/// <summary>Data as the doctor looks at them: what several faults need is worked out once.</summary>
internal sealed class DataCase(Dataset train, Objective objective, Dataset? validation = null, Dataset? test = null)
{
    /// <summary>The rows to learn from.</summary>
    public Dataset Train { get; } = train;

    /// <summary>The rows that training stops by.</summary>
    public Dataset? Validation { get; } = validation;

    /// <summary>The rows it is judged by at the end.</summary>
    public Dataset? Test { get; } = test;

    /// <summary>What is trained for.</summary>
    public Objective Objective { get; } = objective;
}
