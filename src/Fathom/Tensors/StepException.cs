namespace Fathom;

/// <summary>A tensor was used against the rules of time: after the step it belongs to, after it was changed between forward and backward, or without the values or gradients that the call needs.</summary>
public sealed class StepException : InvalidOperationException
{
    /// <summary>Makes the exception from a complete sentence.</summary>
    public StepException(string message)
        : base(message)
    {
    }
}
