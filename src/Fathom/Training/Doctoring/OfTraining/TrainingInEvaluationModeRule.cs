namespace Fathom;

/// <summary>Layers that behave differently in training are in evaluation mode while the optimizer steps.</summary>
internal sealed class TrainingInEvaluationModeRule : TrainingRule
{
    private const int Enough = 3;

    public override string Id => "training-in-evaluation-mode";

    public override string Title => "training in evaluation mode";

    public override string Why => "Dropout drops nothing and batch normalization neither uses nor follows the batch: regularization is off, and running statistics stay where they began.";

    public override string Effect => "Dropout and normalization do their work; validation improves.";

    public override string Page => "L2";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 20;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Calls is { } calls && calls.InEvaluation >= Math.Max(Enough, calls.Steps / 2))
            yield return Found(
                "the network is trained in evaluation mode.",
                $"in {calls.InEvaluation:N0} of {calls.Steps:N0} steps no layer was in training mode, of {calls.TwoModes}.",
                "Call model.Train() at the beginning of every epoch, after the evaluation.");
    }
}
