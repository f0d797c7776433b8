using static System.FormattableString;

namespace Fathom;

/// <summary>The network, its loss or its backward throws.</summary>
internal sealed class ModelFails : ModelRule
{
    public override string Id => "model-fails";

    public override string Title => "a network that cannot be trained";

    public override string Why => "Not one step of training can be taken.";

    public override string Effect => "Training can begin; the other rules can look at the network.";

    public override string Page => "L1";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 5;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Data.Failure is not null || model.Trace.Failure is not ({ } stage, { } error))
            yield break;
        // A loss that refuses what head and labels are is explained by the rules about these.
        if (stage == "loss" && (new WrongHead().Examine(model).Any() || new LabelRange().Examine(model.Data).Any()))
            yield break;
        if (stage == "forward" && new BatchNormRows().Examine(model).Any(finding => finding.Weight == FindingWeight.Error))
            yield break;
        TracedOperation? last = model.Trace.Operations.LastOrDefault(operation => operation.Place.Length > 0);
        yield return Found(
            $"The training step fails in its {stage} part.",
            Invariant($"It threw {error.GetType().Name}: {error.Message.TrimEnd('.')}."),
            last is null || stage == "loss" ? "Do what the message says." : $"Do what the message says; the last operation that ran was {last.Name} in {last.Place}.",
            last?.Place ?? "");
    }
}
