namespace Fathom;

/// <summary>Training ends with a loss that is little better than guessing, on training and validation rows alike.</summary>
internal sealed class UnderfittingRule : TrainingRule
{
    private const int FewestEpochs = 10;
    private const double Flat = 0.02;
    private const double Little = 0.6;
    private const double Chance = 0.95;
    private const double Apart = 1.3;

    public override string Id => "underfitting";

    public override string Title => "underfitting";

    public override string Why => "The network is too small or too much regularized for the task, or the inputs say too little: more epochs do not help.";

    public override string Effect => "A lower training loss first, and a lower validation loss with it.";

    public override string Page => "L8";

    public override int Order => 60;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        int window = Math.Max(FewestEpochs / 2, training.Epochs.Count / 3);
        if (training.ChanceLoss is not { } chance || training.Epochs.Count < FewestEpochs || !training.HasGivenTime || !(training.FallOver(window) < Flat))
            yield break;

        // "More epochs do not help" is no thing to say early: spirals lie flat for a quarter of their training.
        if (!training.IsOver && training.Epochs.Count < training.PlannedEpochs / 2)
            yield break;
        double share = training.Last!.TrainLoss / chance;
        if (share is < Little or > Chance || training.Last.ValidationLoss > Apart * training.Last.TrainLoss)
            yield break;
        yield return Found(
            "the network underfits.",
            $"the training loss stands at {Figure.Of(training.Last.TrainLoss)}, {Figure.Percent(share)} of what guessing has ({Figure.Of(chance)}){(training.Last.ValidationLoss is { } loss ? $", the validation loss at {Figure.Of(loss)}" : "")}; over the last {window} epochs it fell by {Figure.Percent(Math.Max(0, training.FallOver(window)))}.",
            "Give the network more or wider layers (--hidden 128,64) and nonlinearities between them, less dropout and weight decay, and inputs that tell more.",
            weight: training.IsBrief ? FindingWeight.Note : null);
    }
}
