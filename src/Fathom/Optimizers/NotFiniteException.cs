namespace Fathom;

/// <summary>The norm of the gradients is NaN or infinite, so that there is nothing to scale them by. Thrown before anything was changed.</summary>
public sealed class NotFiniteException : InvalidOperationException
{
    /// <summary>Makes the exception from a complete sentence.</summary>
    public NotFiniteException(string message)
        : base(message)
    {
    }
}
