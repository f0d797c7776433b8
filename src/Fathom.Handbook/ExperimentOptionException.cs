namespace Fathom.Handbook;

/// <summary>An option of an experiment is unknown, or its value is out of range.</summary>
public sealed class ExperimentOptionException : ArgumentException
{
    internal ExperimentOptionException(string message)
        : base(message)
    {
    }
}
