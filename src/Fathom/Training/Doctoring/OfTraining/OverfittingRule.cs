namespace Fathom;

/// <summary>The validation loss rises while the training loss falls.</summary>
internal sealed class OverfittingRule : TrainingRule
{
    private const int FewestEpochs = 3;
    private const double Rise = 0.15;
    private const double RiseOfScale = 0.1;
    private const double StillFalls = 0.95;

    public override string Id => "overfitting";

    public override string Title => "overfitting";

    public override string Why => "The network learns the training rows by heart, noise included: on new rows it gets worse with every epoch.";

    public override string Effect => "The validation loss stays near its lowest.";

    public override string Page => "H4";

    public override int Order => 50;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Best is not { ValidationLoss: { } best } at || training.Last is not { ValidationLoss: { } last } || training.Last.Epoch - at.Epoch < FewestEpochs)
            yield break;
        if (!(last > (1 + Rise) * best) || !(last - best > RiseOfScale * training.Scale) || !(training.Last.TrainLoss < StillFalls * at.TrainLoss))
            yield break;
        yield return Found(
            "the network overfits.",
            $"the validation loss was lowest in epoch {at.Epoch} ({Figure.Of(best)}) and is {Figure.Of(last)} in epoch {training.Last.Epoch}, while the training loss fell from {Figure.Of(at.TrainLoss)} to {Figure.Of(training.Last.TrainLoss)}.",
            training.StopsEarly ? "Early stopping keeps the weights of the best epoch. To come lower: more rows, augmentation, dropout, weight decay, or a smaller network." : "Stop at the best epoch (EarlyStopping, --patience 10); then more rows, augmentation, dropout, weight decay, or a smaller network.",
            weight: training.StopsEarly ? FindingWeight.Note : FindingWeight.Warning);
    }
}
