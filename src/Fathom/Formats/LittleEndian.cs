namespace Fathom;

/// <summary>Little-endian bytes of a file to and from the machine's order.</summary>
internal static class LittleEndian
{
    /// <summary>Copies elements of <paramref name="size"/> bytes, swapping their bytes where the machine is big-endian.</summary>
    public static void Swap(ReadOnlySpan<byte> source, Span<byte> destination, int size)
    {
        source.CopyTo(destination);
        if (BitConverter.IsLittleEndian || size == 1)
            return;
        for (int i = 0; i < destination.Length; i += size)
            destination.Slice(i, size).Reverse();
    }

    /// <summary>Writes elements of <paramref name="size"/> bytes little-endian, without a second copy on a little-endian machine.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> values, int size)
    {
        if (BitConverter.IsLittleEndian || size == 1)
        {
            stream.Write(values);
            return;
        }

        Span<byte> buffer = stackalloc byte[1024];
        while (!values.IsEmpty)
        {
            var part = values[..Math.Min(values.Length, buffer.Length)];
            Swap(part, buffer, size);
            stream.Write(buffer[..part.Length]);
            values = values[part.Length..];
        }
    }
}
