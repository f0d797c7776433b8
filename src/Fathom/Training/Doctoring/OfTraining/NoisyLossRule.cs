namespace Fathom;

/// <summary>The losses of batches scatter as widely as they are large, with few rows a batch.</summary>
internal sealed class NoisyLossRule : TrainingRule
{
    private const int SmallBatch = 8;
    private const int Few = 64;
    private const int Kept = 256;
    private const double Wide = 0.5;
    private const double Large = 0.2;

    public override string Id => "noisy-loss";

    public override string Title => "loss noisy, batch small";

    public override string Why => "The gradient of a few rows points anywhere: steps undo each other, and the rate has to be small.";

    public override string Effect => "A smoother curve, and a larger rate becomes possible.";

    public override string Page => "L8";

    public override int Order => 80;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.BatchSize is 0 or > SmallBatch || training.StepsPerEpoch == 1 || training.Losses.Count < Few)
            yield break;
        double[] recent = [.. training.Losses.Last(Kept)];
        double mean = recent.Average(), deviation = Math.Sqrt(recent.Average(loss => (loss - mean) * (loss - mean)));
        if (!(deviation > Wide * mean) || !(mean > Large * training.Scale))
            yield break;
        yield return Found(
            "the loss is noisy because batches are small.",
            $"with {training.BatchSize} rows a batch the last {recent.Length} losses are {Figure.Of(mean)} ± {Figure.Of(deviation)}.",
            "Take 32 to 256 rows a batch (--batch 32); where memory does not allow it, several micro-batches a step (Trainer.MicroBatchSize, --micro-batch).");
    }
}
