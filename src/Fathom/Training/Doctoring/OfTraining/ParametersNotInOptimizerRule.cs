namespace Fathom;

/// <summary>The network has trainable parameters that no step changes.</summary>
internal sealed class ParametersNotInOptimizerRule : TrainingRule
{
    private const int Named = 5;

    public override string Id => "parameters-not-in-optimizer";

    public override string Title => "parameters missing from the optimizer";

    public override string Why => "They get gradients and stay as they began: the network learns around random layers.";

    public override string Effect => "All layers learn.";

    public override string Page => "L1";

    public override int Order => 30;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Calls is { NotInOptimizer: { Count: > 0 } names } calls)
            yield return Found(
                $"{(names.Count == 1 ? "a trainable parameter is" : $"{names.Count} trainable parameters are")} not in the optimizer: {string.Join(", ", names.Take(Named))}{(names.Count > Named ? ", …" : "")}.",
                $"{names.Count} of the network's trainable parameters are in no group of the optimizer.",
                "Make the optimizer from the whole network, or Freeze() what must not train.",
                names[0]);
    }
}
