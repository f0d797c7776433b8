using System.Globalization;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Fathom;

/// <summary>Writes what a run tells of itself as event files that TensorBoard reads.</summary>
/// <remarks><code>
/// train/…       epoch_loss by epoch; batch_loss, learning_rate, rows_per_second, data_wait, clipped_share, gradient_norm/all and, layer by layer,
///               gradient_norm, weight_norm, update_ratio, activation_mean, activation_deviation, dead_share, saturated_share by step; histograms
///               activations, weights and gradients at the ends of epochs
/// validation/…  epoch_loss and each metric as epoch_NAME, by epoch: the same tags, so curves lie over each other
/// </code>
/// Times are those of the events. What a resumed run computed again stands once, as computed last. Numbers that are not finite are left out.</remarks>
public sealed class TensorBoardExport
{
    private readonly string _events;
    private readonly List<Entry> _epochs = [], _health = [];
    private DateTime? _started;

    private TensorBoardExport(string events)
    {
        _events = events;
        EventScan.Lines(events, Take);
    }

    /// <summary>The file of training.</summary>
    public string Train { get; private set; } = "";

    /// <summary>The file of validation; null where the run had none.</summary>
    public string? Validation { get; private set; }

    /// <summary>How many epochs it has.</summary>
    public int Epochs => _epochs.Count;

    /// <summary>How many samples of the monitor.</summary>
    public int Samples => _health.Count;

    /// <summary>Writes the event files of a run, each as a whole or not at all; files of an earlier export of the run are replaced.</summary>
    /// <param name="run">The run's directory.</param>
    /// <param name="folder">Where the folders <c>train</c> and <c>validation</c> go; made where missing. <c>tensorboard</c> in the run's directory when left out.</param>
    /// <exception cref="FileNotFoundException">There is no such run, or it has no events.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static TensorBoardExport Write(string run, string? folder = null)
    {
        if (!Directory.Exists(run))
            throw new FileNotFoundException($"{run} {(File.Exists(run) ? "is a file" : "does not exist")}. Name the directory of a run, as runs/latest.");
        string events = Path.Combine(run, RunDirectory.EventsName);
        if (!File.Exists(events))
            throw new FileNotFoundException($"{run} holds no {RunDirectory.EventsName}, so there is nothing to draw. Name the directory of a run, as runs/latest.");
        folder ??= Path.Combine(run, "tensorboard");
        if (File.Exists(folder))
            throw new IOException($"{folder} is a file; event files need a directory. Name another.");
        var export = new TensorBoardExport(events);
        if (export._epochs.Count + export._health.Count == 0)
            throw new FileNotFoundException($"{events} tells of no epoch yet, so there is nothing to draw. Wait for the first epoch, or name another run.");
        export.Train = export.FileIn(folder, "train");
        export.WriteTrain();
        export.WriteValidation(export.FileIn(folder, "validation"));
        return export;
    }

    private string FileIn(string folder, string part)
    {
        string time = (((_started ?? DateTime.UnixEpoch) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond).ToString("D10", CultureInfo.InvariantCulture);
        return Path.Combine(folder, part, $"events.out.tfevents.{time}.fathom");
    }

    private void Take(ReadOnlySpan<byte> line, long offset)
    {
        ReadOnlySpan<byte> kind = EventScan.Kind(line);
        if (kind.SequenceEqual("health"u8))
            Take(_health, line, offset, "step");
        else if (kind.SequenceEqual("epoch"u8))
            Take(_epochs, line, offset, "epoch");
        else if (kind.SequenceEqual("start"u8) && _started is null && Parse(line.ToArray()) is { } start)
            _started = TimeOf(start.RootElement);
        else if (kind.SequenceEqual("resume"u8) && Parse(line.ToArray()) is { } resume)
            Drop(resume.RootElement);
    }

    private static void Take(List<Entry> entries, ReadOnlySpan<byte> line, long offset, string place)
    {
        if (PlaceOf(line, place) is not { } at)
            return;

        // Computed again without a word about resuming: as computed last.
        while (entries.Count > 0 && entries[^1].Place >= at)
            entries.RemoveAt(entries.Count - 1);
        entries.Add(new Entry(at, offset, line.Length));
    }

    private void Drop(JsonElement resume)
    {
        if (resume.Whole("step") is { } step)
            _health.RemoveAll(entry => entry.Place > step);
        if (resume.Whole("epoch") is { } epoch)
            _epochs.RemoveAll(entry => entry.Place >= epoch);
    }

    private void WriteTrain() => WriteFile(Train, _started ?? DateTime.UnixEpoch, (file, lines) =>
    {
        foreach (Entry entry in _epochs)
        {
            (DateTime time, JsonElement json) = lines(entry);
            EpochRecord epoch = EventJson.ReadEpoch(json);
            Scalar(file, time, epoch.Epoch, "epoch_loss", epoch.TrainLoss);
            if (_health.Count == 0)
                Scalar(file, time, epoch.Epoch, "epoch_learning_rate", epoch.LearningRate);
        }

        foreach (Entry entry in _health)
        {
            (DateTime time, JsonElement json) = lines(entry);
            WriteHealth(file, time, HealthJson.Read(json));
        }
    });

    private void WriteValidation(string path)
    {
        bool any = false;
        using (SafeFileHandle events = Open())
            any = _epochs.Count > 0 && EventJson.ReadEpoch(Line(events, _epochs[^1]).Json).ValidationLoss is not null;
        if (!any)
            return;
        Validation = path;
        WriteFile(path, _started ?? DateTime.UnixEpoch, (file, lines) =>
        {
            foreach (Entry entry in _epochs)
            {
                (DateTime time, JsonElement json) = lines(entry);
                EpochRecord epoch = EventJson.ReadEpoch(json);
                Scalar(file, time, epoch.Epoch, "epoch_loss", epoch.ValidationLoss);
                foreach ((string name, double value) in epoch.Metrics)
                    Scalar(file, time, epoch.Epoch, $"epoch_{name}", value);
            }
        });
    }

    private static void WriteHealth(TensorBoardFile file, DateTime time, Health health)
    {
        Scalar(file, time, health.Step, "batch_loss", health.Loss);
        Scalar(file, time, health.Step, "learning_rate", health.LearningRate);
        Scalar(file, time, health.Step, "rows_per_second", health.RowsPerSecond);
        Scalar(file, time, health.Step, "data_wait", health.DataWait);
        Scalar(file, time, health.Step, "clipped_share", health.ClippedShare);
        Scalar(file, time, health.Step, "gradient_norm/all", health.GradientNorm);
        foreach (LayerHealth layer in health.Layers)
        {
            Scalar(file, time, health.Step, $"gradient_norm/{layer.Name}", layer.GradientNorm);
            Scalar(file, time, health.Step, $"weight_norm/{layer.Name}", layer.WeightNorm);
            Scalar(file, time, health.Step, $"update_ratio/{layer.Name}", layer.UpdateRatio);
            Scalar(file, time, health.Step, $"activation_mean/{layer.Name}", layer.ActivationMean);
            Scalar(file, time, health.Step, $"activation_deviation/{layer.Name}", layer.ActivationDeviation);
            Scalar(file, time, health.Step, $"dead_share/{layer.Name}", layer.DeadShare);
            Scalar(file, time, health.Step, $"saturated_share/{layer.Name}", layer.SaturatedShare);
            Histogram(file, time, health.Step, $"activations/{layer.Name}", layer.Activations);
            Histogram(file, time, health.Step, $"weights/{layer.Name}", layer.Weights);
            Histogram(file, time, health.Step, $"gradients/{layer.Name}", layer.Gradients);
        }
    }

    private static void Scalar(TensorBoardFile file, DateTime time, long step, string tag, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            file.Scalar(time, step, tag, number);
    }

    private static void Histogram(TensorBoardFile file, DateTime time, long step, string tag, Histogram? histogram)
    {
        if (histogram is { Counts.Count: > 0 } && double.IsFinite(histogram.Maximum - histogram.Minimum))
            file.Histogram(time, step, tag, histogram.Minimum, histogram.Maximum, histogram.Counts);
    }

    private static long? PlaceOf(ReadOnlySpan<byte> line, string name)
    {
        var reader = new Utf8JsonReader(line);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(name) && reader.Read())
                    return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long place) ? place : null;
            }
        }
        catch (JsonException)
        {
            // A torn line: the writer was interrupted in the middle of it.
        }

        return null;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DateTime? TimeOf(JsonElement json) =>
        EventJson.Find(json, "time") is { ValueKind: JsonValueKind.String } text && text.TryGetDateTime(out DateTime time) ? time.ToUniversalTime() : null;

    private SafeFileHandle Open() => File.OpenHandle(_events, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private (DateTime Time, JsonElement Json) Line(SafeFileHandle events, Entry entry)
    {
        byte[] line = new byte[entry.Length];
        int read = RandomAccess.Read(events, line, entry.Offset);
        JsonElement json = Parse(line.AsMemory(0, read))?.RootElement ?? default;
        return (TimeOf(json) ?? _started ?? DateTime.UnixEpoch, json);
    }

    private void WriteFile(string path, DateTime time, Action<TensorBoardFile, Func<Entry, (DateTime, JsonElement)>> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using SafeFileHandle events = Open();
        AtomicFile.Write(path, stream => write(new TensorBoardFile(stream, time), entry => Line(events, entry)));
    }

    /// <summary>One event.</summary>
    /// <param name="Place">Its epoch or step.</param>
    /// <param name="Offset">Where its line begins in the file.</param>
    /// <param name="Length">The bytes of its line.</param>
    private readonly record struct Entry(long Place, long Offset, int Length);
}
