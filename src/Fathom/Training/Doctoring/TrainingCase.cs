namespace Fathom;

/// <summary>A training as the doctor has watched it so far, or as its record tells.</summary>
internal sealed class TrainingCase
{
    private const int MostSamples = 2048;
    private const int FewestEpochs = 5;
    private const int FewestSteps = 100;

    // A network may need this share of its epochs before it leaves a plateau at the start: XOR does.
    private const double ShareToWait = 0.2;

    /// <summary>The finished epochs.</summary>
    public List<EpochRecord> Epochs { get; } = [];

    /// <summary>The sampled measurements of its health.</summary>
    public List<Health> Samples { get; } = [];

    /// <summary>The losses of batches.</summary>
    public LossTrace Losses { get; } = new();

    /// <summary>The calls of a hand-written loop; null for a <see cref="Trainer"/>, which makes them right.</summary>
    public StepCalls? Calls { get; init; }

    /// <summary>What a network that has learned nothing but frequencies comes to; null where not known. See <see cref="Fathom.ChanceLoss"/>.</summary>
    public double? ChanceLoss { get; init; }

    /// <summary>The epochs asked for; 0 where not known.</summary>
    public int PlannedEpochs { get; init; }

    /// <summary>Rows a step; 0 where not known.</summary>
    public int BatchSize { get; set; }

    /// <summary>Steps an epoch; 0 where not known.</summary>
    public int StepsPerEpoch { get; init; }

    /// <summary>The limit of the gradients' norm; null without clipping.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The learning rate training began with; NaN where not known.</summary>
    public double LearningRate { get; init; } = double.NaN;

    /// <summary>Whether early stopping watches, which gives the best weights back.</summary>
    public bool StopsEarly { get; set; }

    /// <summary>Whether it was shortened for the examination, so that how it ended says nothing.</summary>
    public bool IsBrief { get; init; }

    /// <summary>Why it ended; null while it goes on.</summary>
    public StopReason? Ended { get; set; }

    /// <summary>Ten rows by heart; null where not tried.</summary>
    public OverfitCheck? Overfit { get; init; }

    /// <summary>The gradients beside central differences; null where not tried.</summary>
    public GradientReport? Gradients { get; init; }

    /// <summary>The range test; null where not made.</summary>
    public LearningRateSearch? RangeTest { get; init; }

    /// <summary>Whether all is done that was asked for, or training has ended otherwise.</summary>
    public bool IsOver => Ended is not null;

    /// <summary>The last epoch; null before the first.</summary>
    public EpochRecord? Last => Epochs.Count > 0 ? Epochs[^1] : null;

    /// <summary>The epoch with the smallest validation loss; null without validation.</summary>
    public EpochRecord? Best => Epochs.Where(epoch => epoch.ValidationLoss is { } loss && double.IsFinite(loss)).MinBy(epoch => epoch.ValidationLoss);

    /// <summary>Whether enough was seen to speak of what training does not do.</summary>
    public bool HasGivenTime => Epochs.Count >= Math.Max(FewestEpochs, ShareToWait * PlannedEpochs) && (Losses.Count == 0 || Losses.Count >= FewestSteps);

    /// <summary>What a loss is compared with: the chance loss, or where that is not known the first one.</summary>
    public double Scale => ChanceLoss ?? (Losses.Count > 0 ? Losses.First : Epochs.Count > 0 ? Epochs[0].TrainLoss : double.NaN);

    /// <summary>Takes one more sample, without its histograms; of very many every second stays.</summary>
    public void Take(Health sample)
    {
        if (Samples.Count >= MostSamples)
        {
            for (int i = Samples.Count - 1; i > 0; i -= 2)
                Samples.RemoveAt(i);
        }

        Samples.Add(sample with { Layers = [.. sample.Layers.Select(layer => layer with { Activations = null, Weights = null, Gradients = null })] });
    }

    /// <summary>How much less the training loss became over the last epochs, in shares of what it was; negative where it rose.</summary>
    public double FallOver(int epochs) => Epochs.Count <= epochs ? double.NaN : 1 - (Epochs[^1].TrainLoss / Epochs[^(epochs + 1)].TrainLoss);
}
