using static System.FormattableString;

namespace Fathom;

/// <summary>Targets of a regression that are large, far from 0, or all the same.</summary>
internal sealed class TargetScale : DataRule
{
    private const double Wide = 100;
    private const double Narrow = 0.001;
    private const double Hopeless = 1e4;

    public override string Id => "unscaled-target";

    public override string Title => "unscaled targets";

    public override string Why => "A network begins with outputs of about 1 and moves by about the rate a step: it takes thousands of steps to reach large numbers, while squared errors of such size make gradients explode; tiny ones drown in the start's noise.";

    public override string Effect => "Training starts where the targets are; usual rates fit.";

    public override string Page => "K4";

    public override int Order => 16;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        foreach (DataColumn target in data.Targets)
        {
            if (target.Distinct < 2 || (target.Deviation is <= Wide and >= Narrow && Math.Abs(target.Mean) <= Wide * Math.Max(1, target.Deviation)))
                continue;
            yield return Found(
                $"The target '{target.Name}' is not on the scale of the network.",
                Invariant($"Mean {target.Mean:G4}, deviation {target.Deviation:G4}, from {target.Min:G4} to {target.Max:G4}{data.Sample.Words}."),
                Invariant($"Train on (y − {target.Mean:G4}) / {target.Deviation:G4} and turn predictions back; `fathom train` and TablePreprocessor do so."),
                target.Name,
                Math.Max(target.Deviation, Math.Abs(target.Mean)) > Hopeless ? FindingWeight.Error : null);
        }
    }
}
