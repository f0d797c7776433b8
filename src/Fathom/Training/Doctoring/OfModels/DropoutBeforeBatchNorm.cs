using static System.FormattableString;

namespace Fathom;

/// <summary>Dropout in front of batch normalization.</summary>
internal sealed class DropoutBeforeBatchNorm : ModelRule
{
    public override string Id => "dropout-before-batch-norm";

    public override string Title => "dropout before batch norm";

    public override string Why => "Dropout changes the variance in training and not in evaluation, but the running variance was taken in training: evaluation is scaled wrongly (Li et al. 2019, arXiv:1801.05134).";

    public override string Effect => "Training and evaluation agree; the validation loss falls.";

    public override string Page => "I1";

    public override int Order => 50;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        foreach (TracedOperation norm in model.Trace.OfModel.Where(operation => operation.Operation is Ops.BatchNorm))
        {
            int products = 0;
            TracedOperation? before = norm.Before(operation =>
            {
                products += operation.IsProduct ? 1 : 0;
                return operation.Operation is not Ops.Dropout && !operation.IsNormalization && products < 2;
            });
            if (before is not { Operation: Ops.Dropout dropout })
                continue;
            // One layer between evens the difference out over its inputs: less harm, and usual in many recipes.
            yield return Found(
                $"{before.Place} comes before {norm.Place}.", Invariant($"Dropout of {dropout.P:0.##} multiplies the variance by up to {1 / (1 - dropout.P):0.##} in training alone{(products == 0 ? "" : "; a layer lies between, which evens out most of it")}."),
                "Put dropout behind the last batch norm, or leave it out (--dropout 0): batch norm regularizes as well.", norm.Place, products == 0 ? null : FindingWeight.Note);
            yield break;
        }
    }
}
