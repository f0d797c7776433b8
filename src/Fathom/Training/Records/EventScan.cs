using System.Text.Json;

namespace Fathom;

/// <summary>The lines of an event log as bytes: a million of them are passed over without making one object of them.</summary>
internal static class EventScan
{
    private const int FirstBuffer = 1 << 20;

    /// <summary>What is done with a line, which does not outlive the call.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="offset">Where it begins in the file.</param>
    public delegate void Visit(ReadOnlySpan<byte> line, long offset);

    /// <summary>What every event begins with; its kind follows.</summary>
    private static ReadOnlySpan<byte> Head => "{\"event\":\""u8;

    /// <summary>Visits every line; the last one also without an end, as it may only lack that.</summary>
    public static void Lines(string path, Visit visit)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] buffer = new byte[FirstBuffer];
        int held = 0;
        long offset = 0;
        while (true)
        {
            if (held == buffer.Length)
                Array.Resize(ref buffer, checked(buffer.Length * 2));
            int read = file.Read(buffer, held, buffer.Length - held);
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, held + read);
            long start = offset;
            for (int end; read > 0 && (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..], start += end + 1)
                visit(rest[..end], start);
            if (read == 0)
            {
                if (!rest.IsEmpty)
                    visit(rest, start);
                return;
            }

            rest.CopyTo(buffer);
            held = rest.Length;
            offset = start;
        }
    }

    /// <summary>The kind of an event; empty where the line is none, or was torn.</summary>
    public static ReadOnlySpan<byte> Kind(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(Head) || !IsWhole(line))
            return [];
        line = line[Head.Length..];
        return line.IndexOf((byte)'"') is >= 0 and var end ? line[..end] : [];
    }

    /// <summary>Whether a line was written to its end: as many braces close as open. Only where texts hold braces the whole line is read.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd(" \r"u8);
        return line[^1] == (byte)'}' && (line.Count((byte)'{') == line.Count((byte)'}') || IsJson(line));
    }

    private static bool IsJson(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
