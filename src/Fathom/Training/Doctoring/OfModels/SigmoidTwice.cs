using static System.FormattableString;

namespace Fathom;

/// <summary>A sigmoid, or another activation, in front of a loss that takes logits.</summary>
internal sealed class SigmoidTwice : ModelRule
{
    public override string Id => "sigmoid-twice";

    public override string Title => "sigmoid with a logits loss";

    public override string Why => "The loss takes a logit and does the sigmoid itself: of a number between 0 and 1 it makes a probability between 0.5 and 0.73, so that class 0 can never be said.";

    public override string Effect => "Probabilities over the whole range; the loss can fall to 0.";

    public override string Page => "C4";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 12;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Head is not { Bounds: ({ } low, { } high) } head || head.Operation is Ops.Softmax or Ops.LogSoftmax || !TakesLogits(model))
            yield break;
        bool binary = model.Objective.Task is TaskKind.Binary or TaskKind.MultiLabel;
        string reach = double.IsFinite(high)
            ? Invariant($"logits from {low:0.##} to {high:0.##}{(binary ? Invariant($", that is probabilities from {Logistic(low):0.##} to {Logistic(high):0.##}") : "")}")
            : low == 0 ? $"logits of 0 and more{(binary ? ", that is probabilities of 0.5 and more" : "")}" : "logits of 0 and less";
        yield return Found(
            $"The network ends in {head.Name}, and the loss takes logits.", Invariant($"The loss sees {reach}; it is {model.Trace.Loss:0.###} now."),
            $"Leave {head.Name} out of the network; Objective.Predict gives probabilities.", head.Place, binary && double.IsFinite(high) ? null : FindingWeight.Warning);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static bool TakesLogits(ModelCase model) =>
        model.Objective is BinaryObjective or MultiLabelObjective or MultiClassObjective or NextTokenObjective
        || model.Trace.Operations.Skip(model.Trace.LossStart).Any(operation => operation.Operation is Ops.BinaryCrossEntropy or Ops.BinaryFocal or Ops.CrossEntropy or Ops.SoftCrossEntropy);
}
