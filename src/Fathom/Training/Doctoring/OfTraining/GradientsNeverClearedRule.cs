namespace Fathom;

/// <summary>Each step meets the gradients of all steps before it, added up.</summary>
internal sealed class GradientsNeverClearedRule : TrainingRule
{
    private const int Enough = 3;

    public override string Id => "gradients-never-cleared";

    public override string Title => "gradients never cleared";

    public override string Why => "Backward adds to gradients: without clearing, every step follows the sum of all batches so far, which grows and points into the past.";

    public override string Effect => "Steps follow the present batch; the loss falls steadily and norms stop growing.";

    public override string Page => "D2";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 10;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Calls is { Uncleared: >= Enough } calls)
            yield return Found(
                "gradients are never cleared between steps.",
                $"{calls.Uncleared:N0} steps in a row met the gradients of the step before, still there.",
                "Call optimizer.ZeroGradients() once in each step, before backward (of micro-batches: before the first).");
    }
}
