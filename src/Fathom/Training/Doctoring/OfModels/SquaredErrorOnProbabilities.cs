using static System.FormattableString;

namespace Fathom;

/// <summary>A squared error on softmax or sigmoid outputs.</summary>
internal sealed class SquaredErrorOnProbabilities : ModelRule
{
    public override string Id => "squared-error-on-probabilities";

    public override string Title => "squared error on probabilities";

    public override string Why => "Where softmax or sigmoid are sure and wrong they are flat, and a squared error adds no slope: the worst mistakes give the smallest gradients. Cross-entropy's gradient is just probability minus target.";

    public override string Effect => "Faster learning, most of all of what is wrong at the start.";

    public override string Page => "C5";

    public override int Order => 14;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Head is not { Operation: Ops.Softmax or Ops.Sigmoid } head || model.Data.Failure is not null)
            yield break;
        bool squares = model.Objective is RegressionObjective || model.Trace.Operations.Skip(model.Trace.LossStart).Any(operation => operation.Operation is Ops.MeanSquaredError or Ops.MeanAbsoluteError or Ops.Huber);
        bool softmax = head.Operation is Ops.Softmax;
        double[] y = model.Data.Sample.Y;
        if (!squares || !(softmax || Array.TrueForAll(y, value => value is 0 or 1)))
            yield break;
        yield return Found(
            $"A regression's error is taken of {(softmax ? "softmax" : "sigmoid")} outputs.",
            Invariant($"{head.Name} gives {head.Output?.Min ?? 0:0.###}…{head.Output?.Max ?? 1:0.###}{(Array.TrueForAll(y, value => value is 0 or 1) ? ", targets are 0 and 1" : "")}; the loss is {model.Trace.Loss:0.###}."),
            softmax ? "Take Objective.MultiClass with Int64 labels, and leave Softmax away." : head.Shape[^1] == 1 ? "Take Objective.Binary, and leave Sigmoid away." : "Take Objective.MultiLabel, and leave Sigmoid away.",
            head.Place);
    }
}
