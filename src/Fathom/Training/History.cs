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

    internal void Warn(string warning)
    {
        if (!_warnings.Contains(warning))
            _warnings.Add(warning);
    }

    internal void MarkBest() => Best = _epochs[^1];
}
