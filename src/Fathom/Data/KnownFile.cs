namespace Fathom;

/// <summary>A published file: its name, its size and its SHA-256, so that a copy from anywhere can be trusted.</summary>
internal sealed record KnownFile(string Name, long Bytes, string Sha256);
