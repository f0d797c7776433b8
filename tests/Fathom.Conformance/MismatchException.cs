namespace Fathom.Conformance;

/// <summary>A computed value is not the expected one; the text says which element, got and expected.</summary>
internal sealed class MismatchException(string message) : Exception(message);
