namespace Fathom;

/// <summary>What held the first number that was not finite.</summary>
public enum NotFiniteKind
{
    /// <summary>A repetition of the step gave finite numbers only: the network keeps a state, or draws random numbers, that nobody can put back.</summary>
    Unknown,

    /// <summary>The inputs of the batch.</summary>
    Inputs,

    /// <summary>The targets of the batch.</summary>
    Targets,

    /// <summary>A weight, before the step began or by its update.</summary>
    Weights,

    /// <summary>The result of an operation whose inputs were finite.</summary>
    Operation,

    /// <summary>A gradient, in an operation's backward, whose upstream gradient was finite.</summary>
    Gradient,
}
