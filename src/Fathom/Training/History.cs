namespace Fathom;

/// <summary>The course of a training: one record an epoch, and how it ended.</summary>
public sealed class History
{
    private readonly List<EpochRecord> _epochs = [];

    /// <summary>The finished epochs in order.</summary>
    public IReadOnlyList<EpochRecord> Epochs => _epochs;

    /// <summary>The epoch with the smallest monitored loss (the first of equals); null before the first.</summary>
    public EpochRecord? Best { get; private set; }

    /// <summary>Why training ended.</summary>
    public StopReason StopReason { get; internal set; } = StopReason.Finished;

    /// <summary>How long training took.</summary>
    public TimeSpan Time { get; internal set; }

    internal void Add(EpochRecord record)
    {
        _epochs.Add(record);
        if (Best is null || record.MonitoredLoss < Best.MonitoredLoss)
            Best = record;
    }
}
