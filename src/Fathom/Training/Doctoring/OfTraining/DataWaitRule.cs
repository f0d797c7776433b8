namespace Fathom;

/// <summary>Steps wait for batches longer than they compute.</summary>
internal sealed class DataWaitRule : TrainingRule
{
    private const int Few = 3;
    private const double Half = 0.5;

    public override string Id => "waiting-for-data";

    public override string Title => "training waits for its data";

    public override string Why => "The processor idles while rows are read or made.";

    public override string Effect => "Up to twice as many rows a second.";

    public override string Page => "K5";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 90;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        double[] waits = [.. training.Samples.Skip(1).Select(sample => sample.DataWait)];
        if (waits.Length >= Few && Figure.Median(waits) > Half)
            yield return Found(
                "training waits for its data.",
                $"{Figure.Percent(Figure.Median(waits))} of the time steps waited for their batches.",
                "Keep rows in memory, make them cheaper, or let batches be made in the background (prefetch).");
    }
}
