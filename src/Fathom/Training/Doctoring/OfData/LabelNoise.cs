using static System.FormattableString;

namespace Fathom;

/// <summary>Equal inputs with different labels.</summary>
internal sealed class LabelNoise : DataRule
{
    private const double Much = 0.02;

    public override string Id => "label-noise";

    public override string Title => "contradicting labels";

    public override string Why => "No network can answer one input in two ways: such rows keep the loss up and teach chance.";

    public override string Effect => "A lower loss that can be reached, and steadier training.";

    public override string Page => "L7";

    public override int Order => 55;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (data.Objective.Task is not (TaskKind.Binary or TaskKind.MultiClass) || data.Contradictions is not [{ } first, ..] twins)
            yield break;
        int all = data.Train.Count, wrong = data.Contradicting;
        if (wrong < 2 || (data.IsMeasured ? wrong < 0.002 * all : wrong < Much * all))
            yield break;
        int other = first.First(row => data.TargetOf(row) != data.TargetOf(first[0]));
        yield return Found(
            "Rows with the same inputs have different labels.",
            Invariant($"{twins.Sum(group => group.Length):N0} of {all:N0} rows; at best {100.0 * (all - wrong) / all:0.#} % can be right. Row {first[0]} is {data.ClassName((int)data.TargetOf(first[0]))}, row {other} with the same inputs {data.ClassName((int)data.TargetOf(other))}."),
            "Look at these rows: correct the labels, drop copies, or add the column that tells them apart.",
            "",
            wrong < Much * all || !data.IsMeasured ? FindingWeight.Note : null);
    }
}
