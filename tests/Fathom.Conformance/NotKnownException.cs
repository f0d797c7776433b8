namespace Fathom.Conformance;

/// <summary>A case names something the library or this runner does not know yet: it is skipped, and the reason is listed.</summary>
internal sealed class NotKnownException(string what) : Exception(what);
