namespace Fathom;

/// <summary>Backward and central differences disagree.</summary>
internal sealed class WrongGradientRule : TrainingRule
{
    public override string Id => "wrong-gradient";

    public override string Title => "gradient wrong";

    public override string Why => "Steps that follow a wrong gradient do not lead down.";

    public override string Effect => "Backward agrees with central differences, and the loss falls.";

    public override string Page => "D3";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 5;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Gradients is { Passed: false } check)
            yield return Found("backward computes a wrong gradient.", check.Finding, check.Advice, check.Worst.Name);
    }
}
