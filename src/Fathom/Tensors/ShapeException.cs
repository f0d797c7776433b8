namespace Fathom;

/// <summary>An operation, layer or loss was given a tensor of a shape or type it cannot take. The text says what, got, expected, which axis, and how to fix it.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>Makes the exception from a complete sentence.</summary>
    public ShapeException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception for one argument of an operation.</summary>
    /// <param name="operation">The operation or layer, as the user knows it.</param>
    /// <param name="argument">The argument's name.</param>
    /// <param name="got">What it was.</param>
    /// <param name="expected">What it must be.</param>
    /// <param name="fix">How to get there; may be empty.</param>
    public ShapeException(string operation, string argument, string got, string expected, string fix = "")
        : base($"{operation}: {argument} is {got}; expected {expected}.{(fix.Length == 0 ? "" : " " + fix)}")
    {
        Operation = operation;
        Argument = argument;
    }

    /// <summary>The operation that refused, or null.</summary>
    public string? Operation { get; }

    /// <summary>The argument it refused, or null.</summary>
    public string? Argument { get; }
}
