using static System.FormattableString;

namespace Fathom;

/// <summary>Sigmoid or tanh units that stand at the ends of their range from the start.</summary>
internal sealed class SaturatedActivations : ModelRule
{
    private const double Much = 0.5;

    public override string Id => "saturated-activations";

    public override string Title => "saturated activations at the start";

    public override string Why => "At its ends a squashing function is flat: its slope, and with it every gradient that passes, is nearly 0.";

    public override string Effect => "Gradients reach the early layers; training begins at once.";

    public override string Page => "B9";

    public override int Order => 42;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.HasBrokenData)
            yield break;
        foreach (TracedOperation operation in model.Trace.OfModel.Where(operation => operation.Operation is Ops.Sigmoid or Ops.Tanh or Ops.HardSigmoid or Ops.HardTanh && operation.Output is { Saturated: > Much }))
        {
            yield return Found(
                $"{operation.Place} is saturated.",
                Invariant($"{100 * operation.Output!.Saturated:0} % of its outputs over {model.Trace.Rows} rows lie within 2 % of the ends of its range."),
                "Smaller initial weights (new XavierUniform()), standardized inputs, normalization before it, or ReLU (--activation relu).",
                operation.Place);
            yield break;
        }
    }
}
