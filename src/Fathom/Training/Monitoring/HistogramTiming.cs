namespace Fathom;

/// <summary>Which samples of a <see cref="TrainingMonitor"/> have histograms.</summary>
public enum HistogramTiming
{
    /// <summary>None.</summary>
    Never,

    /// <summary>Those at the end of an epoch.</summary>
    Epochs,

    /// <summary>All.</summary>
    Always,
}
