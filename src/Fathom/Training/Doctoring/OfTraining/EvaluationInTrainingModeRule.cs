namespace Fathom;

/// <summary>Masks are drawn and statistics move during the validation.</summary>
internal sealed class EvaluationInTrainingModeRule : TrainingRule
{
    public override string Id => "evaluation-in-training-mode";

    public override string Title => "evaluation in training mode";

    public override string Why => "Dropout makes the validation loss worse and noisy, and batch normalization learns from rows that must only judge.";

    public override string Effect => "The validation loss is lower, and the same when computed again.";

    public override string Page => "L2";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 20;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Calls is { EvaluatedInTraining: > 0 } calls)
            yield return Found(
                "the network is evaluated in training mode.",
                $"in {calls.EvaluatedInTraining:N0} of {training.Epochs.Count:N0} evaluations masks were drawn or running statistics moved, of {calls.TwoModes}.",
                "Call model.Evaluate() before the validation and model.Train() after it, or use model.Predict(x), which does both.");
    }
}
