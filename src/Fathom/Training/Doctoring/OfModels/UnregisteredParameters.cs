using static System.FormattableString;

namespace Fathom;

/// <summary>Layers or tensors that forward uses and Parts does not state.</summary>
internal sealed class UnregisteredParameters : ModelRule
{
    public override string Id => "unregistered-parameters";

    public override string Title => "unregistered parameters";

    public override string Why => "What Parts does not state is not trained, not saved, not switched between training and evaluation, and not converted.";

    public override string Effect => "All layers learn and are saved.";

    public override string Page => "A5";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 9;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Trace.Strangers is not [var (_, reader), ..] strangers)
            yield break;
        long numbers = strangers.Sum(item => (long)item.Tensor.Shape.Length);
        yield return Found(
            $"{model.Model.GetType().Name} uses parameters that are not among its Parts.",
            Invariant($"{strangers.Count} tensors ({numbers:N0} numbers) want a gradient and have no name, the first {strangers[0].Tensor.Shape} in {reader.Name}{(reader.Place.Length > 0 ? $" of {reader.Place}" : "")}; the network knows {model.Parameters.Count}."),
            "State every layer and parameter in Parts: protected override IEnumerable<Part> Parts => [(\"fc1\", fc1), …].", reader.Place);
    }
}
