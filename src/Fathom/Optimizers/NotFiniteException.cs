namespace Fathom;

/// <summary>temp until opt merges</summary>
public sealed class NotFiniteException(string m) : InvalidOperationException(m);
