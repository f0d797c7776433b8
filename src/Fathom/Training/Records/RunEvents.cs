using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Fathom;

/// <summary>What a run's event log comes to: one pass over its bytes, and only what can be drawn is parsed.</summary>
internal sealed class RunEvents
{
    private const int MostEpochs = 4096;
    private const int MostHealth = 1024;
    private const int MostFindings = 1000;

    private readonly string _path;
    private readonly EventSample _epochs, _health = new(MostHealth);
    private readonly OrderedDictionary<(string Id, string Place), Finding> _findings = [];

    private RunEvents(string path, int? bestEpoch)
    {
        _path = path;
        _epochs = new EventSample(MostEpochs, bestEpoch);
        EventScan.Lines(path, Take);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Epochs = Parse(file, _epochs, EventJson.ReadEpoch);
        Health = Parse(file, _health, HealthJson.Read);
    }

    /// <summary>The epochs in order.</summary>
    public IReadOnlyList<EpochRecord> Epochs { get; }

    /// <summary>Samples of the monitor in order.</summary>
    public IReadOnlyList<Health> Health { get; }

    /// <summary>What the doctor found, the first of equals.</summary>
    public IReadOnlyList<Finding> Findings => [.. _findings.Values];

    /// <summary>When the run began; null where no event says so.</summary>
    public DateTime? Started { get; private set; }

    /// <summary>When the last process ended training, and why; null where it did not.</summary>
    public (DateTime? Time, string Reason)? End { get; private set; }

    /// <summary>How many events were parsed; the others were passed over.</summary>
    public int Parsed { get; private set; }

    /// <summary>Reads a log.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bestEpoch">An epoch to keep however many there are.</param>
    public static RunEvents Read(string path, int? bestEpoch) => new(path, bestEpoch);

    private void Take(ReadOnlySpan<byte> line, long offset)
    {
        ReadOnlySpan<byte> kind = EventScan.Kind(line);
        if (kind.SequenceEqual("health"u8))
        {
            if (FirstNumbers(line, "step"u8, default, default) is { A: { } step })
                _health.Add(new EventSample.Entry((long)step, double.NaN, offset, line.Length));
        }
        else if (kind.SequenceEqual("epoch"u8))
        {
            if (FirstNumbers(line, "epoch"u8, "train_loss"u8, "validation_loss"u8) is { A: { } epoch } numbers)
                _epochs.Add(new EventSample.Entry((long)epoch, numbers.C ?? numbers.B ?? double.NaN, offset, line.Length));
        }
        else if (kind.SequenceEqual("start"u8) || kind.SequenceEqual("resume"u8) || kind.SequenceEqual("end"u8) || (kind.SequenceEqual("finding"u8) && _findings.Count < MostFindings))
        {
            TakeRare(line, kind);
        }
    }

    private void TakeRare(ReadOnlySpan<byte> line, ReadOnlySpan<byte> kind)
    {
        if (Document(line.ToArray()) is not { } document)
            return;
        using (document)
        {
            JsonElement json = document.RootElement;
            DateTime? time = EventJson.Find(json, "time") is { ValueKind: JsonValueKind.String } text && text.TryGetDateTime(out DateTime value) ? value : null;
            switch (kind[0])
            {
                case (byte)'s':
                    Started ??= time;
                    End = null;
                    break;
                case (byte)'r':
                    End = null;
                    if (json.Whole("step") is { } step)
                        _health.DropFrom(step + 1);
                    if (json.Whole("epoch") is { } epoch)
                        _epochs.DropFrom(epoch);
                    break;
                case (byte)'e':
                    End = (time, json.Text("reason") ?? "");
                    break;
                default:
                    Finding finding = EventJson.ReadFinding(json);
                    _findings.TryAdd((finding.Id, finding.Place), finding);
                    break;
            }
        }
    }

    /// <summary>Numbers by name among the first properties of an event, in this order; it stops at the last of them, so that long lines cost no more than short ones.</summary>
    private static (double? A, double? B, double? C) FirstNumbers(ReadOnlySpan<byte> line, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
        double? first = null, second = null;
        var reader = new Utf8JsonReader(line, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                bool isA = reader.ValueTextEquals(a), isB = !isA && reader.ValueTextEquals(b), isC = !isA && !isB && reader.ValueTextEquals(c);
                if (!reader.Read())
                    break;
                double? value = reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : null;
                if (isA)
                    first = value;
                if (isB)
                    second = value;
                if (isC || (isA && b.IsEmpty))
                    return (first, second, value);
            }
        }
        catch (JsonException)
        {
            // A torn line: the writer was interrupted in the middle of it.
            return default;
        }

        return b.IsEmpty ? default : (first, second, null);
    }

    private List<T> Parse<T>(SafeFileHandle file, EventSample sample, Func<JsonElement, T> read)
    {
        var events = new List<T>();
        foreach (EventSample.Entry entry in sample.Entries)
        {
            byte[] line = ArrayPool<byte>.Shared.Rent(entry.Length);
            int length = RandomAccess.Read(file, line.AsSpan(0, entry.Length), entry.Offset);
            using (JsonDocument? document = Document(line.AsMemory(0, length)))
            {
                if (document is not null)
                    events.Add(read(document.RootElement));
            }

            ArrayPool<byte>.Shared.Return(line);
        }

        return events;
    }

    private JsonDocument? Document(ReadOnlyMemory<byte> line)
    {
        Parsed++;
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
