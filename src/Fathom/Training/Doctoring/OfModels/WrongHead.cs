using static System.FormattableString;

namespace Fathom;

/// <summary>The network's outputs are not what the task needs.</summary>
internal sealed class WrongHead : ModelRule
{
    public override string Id => "wrong-head";

    public override string Title => "a head that does not fit the task";

    public override string Why => "Every class or value needs an output of its own: with fewer the loss refuses the labels or some are never predicted, with one output for several classes they are forced onto a line.";

    public override string Effect => "Loss and labels fit; every class can be predicted.";

    public override string Page => "A6";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 10;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Trace.OutputShape is not { } shape || model.Data.Failure is not null)
            yield break;
        int outputs = shape.Rank == 0 ? 1 : shape[^1];
        TaskKind task = model.Objective.Task;
        DataCase data = model.Data;
        string got = Invariant($"The output is {shape} for {model.Trace.Rows} rows");
        if (task is TaskKind.MultiClass && data.Counts is { } counts)
        {
            if (outputs < counts.Length)
                yield return Head(outputs == 1 ? "One output cannot choose among several classes." : $"There are {outputs} outputs for {counts.Length} classes.", $"{got}; labels go up to {counts.Length - 1}.", counts.Length);
            else if (outputs > counts.Length)
                yield return Head($"There are {outputs} outputs for {counts.Length} classes.", $"{got}; no label is above {counts.Length - 1}.", counts.Length, data.Train.ClassNames is null ? FindingWeight.Note : FindingWeight.Warning);
        }
        else if (task is TaskKind.NextToken && data.Sample.Y.Max() is var most && outputs <= most)
        {
            yield return Head($"There are {outputs} outputs for tokens up to {most:0}.", $"{got}.", (int)most + 1);
        }
        else if (task is TaskKind.Binary && (outputs != 1 || shape.Rank != 2))
        {
            yield return Head("Two classes need one logit a row.", $"{got}.", 1);
        }
        else if (task is TaskKind.Regression or TaskKind.MultiLabel && shape.Without(0) != data.Train.Source.YShape)
        {
            yield return Head("The output has another shape than the targets.", Invariant($"{got}; targets are {data.Train.Source.YShape.Insert(0, model.Trace.Rows)}."), data.Sample.Outputs);
        }

        Finding Head(string what, string evidence, int needed, FindingWeight? weight = null) =>
            Found(what, evidence, $"End the network with {needed} output{(needed == 1 ? "" : "s")}: new Linear(…, {needed}).", model.Trace.Output?.Place ?? "", weight);
    }
}
