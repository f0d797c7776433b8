namespace Fathom.Tests.Formats;

/// <summary>What every reader owes a bad file: a refusal with its name, in words, at most twice the file and a mebibyte of memory.</summary>
internal static class Refusal
{
    /// <summary>Demands that a file in memory is refused, and gives the refusal.</summary>
    public static FileFormatException Of(byte[] file, Action<Stream, string> read, string words, long? offset = null)
    {
        var refusal = Assert.Throws<FileFormatException>(() => read(new MemoryStream(file), "bad.file"));
        Assert.StartsWith("bad.file: ", refusal.Message);
        Assert.Contains(words, refusal.Message);
        Assert.InRange(refusal.Offset ?? 0, 0, file.Length);
        Assert.True(offset is null || offset == refusal.Offset, $"offset {refusal.Offset}, expected {offset}: {refusal.Message}");
        Assert.True(refusal.Message.Length < 600, refusal.Message);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
        Assert.InRange(Cost(file, read), 0, (2L * file.Length) + (1 << 20));
        return refusal;
    }

    private static long Cost(byte[] file, Action<Stream, string> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(new MemoryStream(file), "bad.file");
        }
        catch (FileFormatException)
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
