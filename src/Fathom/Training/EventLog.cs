using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>The events of a run, one JSON object a line, only ever appended: what terminals, reports and other programs read.</summary>
/// <remarks>Every event has <c>event</c> (its kind) and <c>time</c> (UTC, ISO 8601). A torn last line, as after a power failure, is passed over by <see cref="Read"/>.</remarks>
public sealed class EventLog : IDisposable
{
    private const int Attempts = 4;

    private readonly FileStream _file;

    /// <summary>Opens the log for appending; a torn last line is ended first, so that it takes no event with it.</summary>
    public EventLog(string path)
    {
        bool torn = IsTorn(path);
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        if (torn)
            _file.WriteByte((byte)'\n');
    }

    /// <summary>Appends one event, in one write, so that readers see whole lines.</summary>
    /// <param name="kind">What happened: start, epoch, end…</param>
    /// <param name="values">Its data.</param>
    public void Write(string kind, JsonObject values)
    {
        var line = new JsonObject { ["event"] = kind, ["time"] = DateTime.UtcNow.ToString("O") };
        foreach ((string key, JsonNode? value) in values)
            line[key] = value?.DeepClone();
        _file.Write(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
        _file.Flush();
    }

    /// <summary>Appends a sample of the monitor, as a <c>health</c> event.</summary>
    public void Write(Health health) => Write("health", HealthJson.Write(health));

    /// <summary>Reads all whole events of a log, also while it is written.</summary>
    public static IEnumerable<JsonObject> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            JsonNode? node;
            try
            {
                node = JsonNode.Parse(line);
            }
            catch (JsonException)
            {
                // A torn line: the writer was interrupted in the middle of it.
                continue;
            }

            if (node is JsonObject values)
                yield return values;
        }
    }

    /// <summary>Whether a process has the log open for writing. A process that ended, however it ended, has not.</summary>
    /// <remarks>Asked of the file system's locks, which network file systems may not have; there the answer is no.</remarks>
    public static bool IsBeingWritten(string path)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                // Fails while anybody else has it open; another reader is gone in a moment, a writer is not.
                using var alone = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
                return false;
            }
            catch (FileNotFoundException)
            {
                return false;
            }
            catch (DirectoryNotFoundException)
            {
                return false;
            }
            catch (IOException)
            {
                Thread.Sleep(1 << attempt);
            }
            catch (UnauthorizedAccessException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static bool IsTorn(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0)
            return false;
        file.Position = file.Length - 1;
        return file.ReadByte() != '\n';
    }
}
