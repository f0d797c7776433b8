using static System.FormattableString;

namespace Fathom;

/// <summary>Dropout of more than most networks bear.</summary>
internal sealed class StrongDropout : ModelRule
{
    private const double MostHidden = 0.6;
    private const double MostInput = 0.4;

    public override string Id => "strong-dropout";

    public override string Title => "too much dropout";

    public override string Why => "Of dropped units nothing is learned in that step; beyond half most of the network is noise, and beyond a third of the inputs the question itself is.";

    public override string Effect => "A lower training loss; compare the validation loss.";

    public override string Page => "H3";

    public override int Order => 54;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        foreach (TracedOperation operation in model.Trace.OfModel)
        {
            if (operation.Operation is not Ops.Dropout dropout)
                continue;
            bool input = operation.Inputs[0] is null;
            double most = input ? MostInput : MostHidden;
            if (dropout.P <= most)
                continue;
            yield return Found(
                $"{operation.Place} drops {100 * dropout.P:0} % of {(input ? "the inputs" : "its units")}.", Invariant($"p = {dropout.P:0.##}; usual are 0.1–0.5 between layers and up to 0.2 on inputs. {operation.Shape[^1] * (1 - dropout.P):0.#} of {operation.Shape[^1]} remain on average."),
                Invariant($"Take {(input ? 0.1 : 0.3)} (--dropout), and widen it again only where the validation loss rises."), operation.Place);
        }
    }
}
