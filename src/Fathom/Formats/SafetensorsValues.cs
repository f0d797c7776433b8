namespace Fathom;

/// <summary>Gives the bytes of a tensor at the moment the file is written, so that values need not be copied before.</summary>
/// <returns>Row-major values in the machine's byte order.</returns>
public delegate ReadOnlySpan<byte> SafetensorsValues();
