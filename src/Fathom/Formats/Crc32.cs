namespace Fathom;

/// <summary>The checksum of PNG and ZIP: CRC-32, polynomial EDB88320 (reflected).</summary>
/// <remarks>source: PNG specification (ISO/IEC 15948:2004), annex D.</remarks>
internal static class Crc32
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (crc, _) => (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1)))];

    /// <summary>The checksum of bytes.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <param name="before">The checksum of what stands before them; 0 for nothing.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        foreach (byte b in bytes)
            crc = s_table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }
}
