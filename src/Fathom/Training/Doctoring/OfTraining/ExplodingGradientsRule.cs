namespace Fathom;

/// <summary>Gradient norms of powers of ten above the usual, or growing by them.</summary>
internal sealed class ExplodingGradientsRule : TrainingRule
{
    private const int Few = 4;
    private const double Huge = 1000;
    private const double Large = 10;
    private const double Spike = 1000;
    private const double Growth = 100;

    public override string Id => "exploding-gradients";

    public override string Title => "gradients explode";

    public override string Why => "One such step throws the weights far away; what was learned is lost.";

    public override string Effect => "Norms stay in one order of magnitude and the loss has no jumps.";

    public override string Page => "D6";

    public override int Order => 40;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        double[] norms = [.. training.Samples.Select(sample => sample.GradientNorm).Where(double.IsFinite)];
        if (norms.Length < Few)
            yield break;
        double median = Figure.Median(norms), most = norms.Max();
        double first = Figure.Median(norms.Take(norms.Length / 2)), last = Figure.Median(norms.Skip(norms.Length / 2));
        string? seen = median > Huge ? $"the gradient norm is {Figure.Of(median)} at most steps"
            : last > Large && last > Growth * first ? $"the gradient norm grew from {Figure.Of(first)} to {Figure.Of(last)}"
            : most > Spike && most > Growth * median ? $"a gradient norm of {Figure.Of(most)} stands beside a usual one of {Figure.Of(median)}"
            : null;
        if (seen is not null)
            yield return Found(
                "gradients explode.",
                $"{seen}; about 0.001 to 10 is healthy.",
                "Clip them (ClipNorm = 1, --clip 1), take a smaller rate, standardize inputs and targets; in deep networks normalization and residual connections.",
                weight: training.ClipNorm is null ? null : FindingWeight.Note);
    }
}
