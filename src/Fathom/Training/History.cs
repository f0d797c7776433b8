namespace Fathom;

/// <summary>The course of a training: one record an epoch, and how it ended.</summary>
public sealed class History
{
    private readonly List<EpochRecord> _epochs = [];
    private readonly List<string> _warnings = [];

    /// <summary>The finished epochs in order.</summary>
    public IReadOnlyList<EpochRecord> Epochs => _epochs;

    /// <summary>
    /// The best epoch so far: the one with the smallest monitored loss (the first of equals); with <see cref="EarlyStopping"/> its best epoch, whose
    /// weights the model ends with, so that a drop within the minimum delta does not count. Null before the first.
    /// </summary>
    public EpochRecord? Best { get; private set; }

    /// <summary>Whether someone else decides which epoch is best, by <see cref="MarkBest"/>.</summary>
    internal bool BestIsMarked { get; set; }

    /// <summary>Why training ended.</summary>
    public StopReason StopReason { get; internal set; } = StopReason.Finished;

    /// <summary>How long training took.</summary>
    public TimeSpan Time { get; internal set; }

    /// <summary>What was noticed and is no reason to stop, in order, each text once: of the trainer, and of callbacks that called <see cref="TrainingState.Warn"/>.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    internal void Add(EpochRecord record)
    {
        _epochs.Add(record);
        if (!BestIsMarked && (Best is null || record.MonitoredLoss < Best.MonitoredLoss))
            Best = record;
    }

    /// <summary>Adds the epochs to a checkpoint, numbers bit for bit.</summary>
    internal void Save(Checkpoint part)
    {
        string[] names = [.. _epochs.SelectMany(epoch => epoch.Metrics.Keys).Distinct()];
        part.Add("metrics", string.Join('\n', names));
        part.Add("best", Best is null ? -1 : _epochs.IndexOf(Best));
        if (_epochs.Count == 0)
            return;
        double[] values = [.. _epochs.SelectMany(epoch => (double[])
        [
            epoch.TrainLoss, epoch.LearningRate, epoch.Time.TotalSeconds, epoch.ValidationLoss is null ? 0 : 1, epoch.ValidationLoss ?? 0,
            .. names.SelectMany(name => (double[])[epoch.Metrics.ContainsKey(name) ? 1 : 0, epoch.Metrics.GetValueOrDefault(name)]),
        ])];
        part.Add("epochs", Tensor.From(values, [_epochs.Count, values.Length / _epochs.Count]).Keep());
    }

    /// <summary>Takes the epochs from a checkpoint.</summary>
    internal void Restore(Checkpoint part)
    {
        string[] names = part.Text("metrics").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _epochs.Clear();
        Tensor epochs = part.Has("epochs") ? part.Values("epochs") : default;
        int width = 5 + (2 * names.Length);
        for (int row = 0; !epochs.IsNone && row < epochs.Shape[0]; row++)
        {
            ReadOnlySpan<double> one = epochs.AsReadOnlySpan<double>().Slice(row * width, width);
            var metrics = new Dictionary<string, double>();
            for (int i = 0; i < names.Length; i++)
            {
                if (one[5 + (2 * i)] != 0)
                    metrics[names[i]] = one[6 + (2 * i)];
            }

            _epochs.Add(new EpochRecord(row + 1, one[0], one[3] != 0 ? one[4] : null, metrics, one[1], TimeSpan.FromSeconds(one[2])));
        }

        long best = part.Whole("best");
        Best = best < 0 ? null : _epochs[(int)best];
    }

    internal void Warn(string warning)
    {
        if (!_warnings.Contains(warning))
            _warnings.Add(warning);
    }

    internal void MarkBest() => Best = _epochs[^1];
}
