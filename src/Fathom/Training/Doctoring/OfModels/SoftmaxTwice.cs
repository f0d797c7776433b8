using static System.FormattableString;

namespace Fathom;

/// <summary>A softmax in front of a loss that takes logits.</summary>
internal sealed class SoftmaxTwice : ModelRule
{
    public override string Id => "softmax-twice";

    public override string Title => "softmax twice";

    public override string Why => "Cross-entropy takes logits and does the softmax itself: of probabilities it makes an almost even distribution again, so that the loss stays near ln C and gradients are small.";

    public override string Effect => "The loss can fall to 0; training is several times faster.";

    public override string Page => "D5";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 12;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Head is not { Operation: Ops.Softmax or Ops.LogSoftmax } head || !TakesLogits(model))
            yield break;
        int classes = head.Shape[^1];
        bool twice = head.Operation is Ops.Softmax;
        yield return Found(
            twice ? "Softmax is done twice: at the network's end and in the loss." : "The network ends in LogSoftmax, which the loss does again.",
            twice
                ? Invariant($"The loss takes logits and gets numbers from {head.Output?.Min ?? 0:0.###} to {head.Output?.Max ?? 1:0.###}; with {classes} classes it cannot fall below {Math.Log(1 + ((classes - 1) / Math.E)):0.###}, and is {model.Trace.Loss:0.###} now.")
                : "The logarithm of a softmax is its own: the loss is the same, its work is done twice.",
            $"Leave {head.Name} out of the network; Objective.Predict gives probabilities.",
            head.Place,
            twice ? null : FindingWeight.Note);
    }

    private static bool TakesLogits(ModelCase model) =>
        model.Objective.Task is TaskKind.MultiClass or TaskKind.NextToken && (model.Objective is MultiClassObjective or NextTokenObjective || model.Trace.Operations.Skip(model.Trace.LossStart).Any(operation => operation.Operation is Ops.CrossEntropy or Ops.SoftCrossEntropy or Ops.Focal));
}
