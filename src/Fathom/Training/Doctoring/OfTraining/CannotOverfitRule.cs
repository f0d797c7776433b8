namespace Fathom;

/// <summary>The network does not even learn ten rows.</summary>
internal sealed class CannotOverfitRule : TrainingRule
{
    private const double Mostly = 0.2;

    public override string Id => "cannot-overfit";

    public override string Title => "ten rows cannot be learned by heart";

    public override string Why => "A network that cannot learn ten rows by heart cannot learn a thousand: something is broken, and more data or epochs do not help.";

    public override string Effect => "The loss of ten rows goes to nearly 0.";

    public override string Page => "L7";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 30;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Overfit is { Passed: false } check)
            yield return Found(
                $"the network cannot learn {(check.Rows == 1 ? "one row" : $"{check.Rows} rows")} by heart.",
                check.Finding,
                check.Advice,

                // A linear model goes most of the way, and slowly: it is small, not broken.
                weight: check.Losses[^1] < Mostly * check.Losses[0] ? FindingWeight.Note : null);
    }
}
