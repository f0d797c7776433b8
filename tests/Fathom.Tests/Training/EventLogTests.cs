using System.Text.Json.Nodes;

namespace Fathom.Tests.Training;

/// <summary>Events are lines of JSON that outlive whatever interrupts the writer.</summary>
public sealed class EventLogTests : IDisposable
{
    private readonly ModelFiles _files = new();

    private string Log => _files.At("events.jsonl");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Every_event_is_one_line_with_kind_time_and_values_readable_while_the_log_is_open()
    {
        using var log = new EventLog(Log);
        log.Write("start", new JsonObject { ["text"] = "two\nlines, Größe", ["nested"] = new JsonObject { ["x"] = 1 } });
        log.Write("epoch", new JsonObject { ["loss"] = 0.5 });
        JsonObject[] events = [.. EventLog.Read(Log)];
        Assert.Equal(2, events.Length);
        Assert.Equal(["start", "epoch"], events.Select(e => (string?)e["event"]));
        Assert.All(events, e => Assert.Equal(DateTimeKind.Utc, DateTime.Parse((string)e["time"]!, null, System.Globalization.DateTimeStyles.RoundtripKind).Kind));
        Assert.Equal("two\nlines, Größe", (string?)events[0]["text"]);
        Assert.Equal(1, (int?)events[0]["nested"]!["x"]);
        Assert.Equal(0.5, (double?)events[1]["loss"]);
        using var reader = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string text = reader.ReadToEnd();
        Assert.EndsWith("}\n", text);
        Assert.Equal(2, text.Count(c => c == '\n'));
    }

    [Fact]
    public void A_log_that_is_opened_again_is_continued()
    {
        Write("first");
        string before = File.ReadAllText(Log);
        Write("second");
        Assert.StartsWith(before, File.ReadAllText(Log));
        Assert.Equal(["first", "second"], Kinds());
    }

    [Fact]
    public void A_line_torn_anywhere_is_passed_over_and_takes_no_later_event_with_it()
    {
        Write("first");
        int whole = File.ReadAllBytes(Log).Length;
        Write("größer");
        byte[] bytes = File.ReadAllBytes(Log);
        for (int length = whole; length < bytes.Length - 1; length++)
        {
            File.WriteAllBytes(Log, bytes[..length]);
            Assert.Equal(["first"], Kinds());
            Write("third");
            Assert.Equal(["first", "third"], Kinds());
        }

        File.WriteAllBytes(Log, bytes[..^1]);
        Write("third");
        Assert.Equal(["first", "größer", "third"], Kinds());
    }

    private void Write(string kind)
    {
        using var log = new EventLog(Log);
        log.Write(kind, []);
    }

    private IEnumerable<string?> Kinds() => EventLog.Read(Log).Select(e => (string?)e["event"]);
}
