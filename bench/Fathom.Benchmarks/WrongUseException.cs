namespace Fathom.Benchmarks;

/// <summary>The program was called with something it cannot do: the message says what and how to do it right, and the exit code is 2.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
