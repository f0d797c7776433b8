namespace Fathom;

/// <summary>Turns the low-level faults of reading a stream into <see cref="DatasetException"/>.</summary>
internal static class ReadFault
{
    /// <summary>Fills <paramref name="buffer"/> as far as the stream goes.</summary>
    public static int Guard(string? name, Stream stream, Span<byte> buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (Known(e))
        {
            throw Translate(name, e);
        }
    }

    public static bool Known(Exception e) => e is IOException or InvalidDataException or UnauthorizedAccessException;

    public static DatasetException Translate(string? name, Exception e) => e is InvalidDataException
        ? Fault.Data("the compressed file is damaged or cut short. Fetch it again.", name, inner: e)
        : Fault.Data($"reading failed: {e.Message}", name, inner: e);
}
