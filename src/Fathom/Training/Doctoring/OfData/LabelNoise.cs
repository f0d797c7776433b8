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
        if (data.Objective.Task is not (TaskKind.Binary or TaskKind.MultiClass) || data.Sample.Outputs != 1 || !data.Sample.KeysOfAll)
            yield break;
        int all = data.Train.Count;
        double[] y = new double[all];
        data.Train.ForEachPartOfY((start, part) =>
        {
            for (int i = 0; i < part.Length; i++)
                y[start + i] = part.GetElement(i);
        });
        ulong[] keys = data.Sample.Keys;
        var twins = Enumerable.Range(0, all).GroupBy(row => keys[row]).Where(group => group.Select(row => y[row]).Distinct().Skip(1).Any()).Select(group => group.ToArray()).ToArray();
        int wrong = twins.Sum(group => group.Length - group.GroupBy(row => y[row]).Max(same => same.Count()));
        if (wrong < 2 || (data.IsMeasured ? wrong < 0.002 * all : wrong < Much * all))
            yield break;
        int other = twins[0].First(row => y[row] != y[twins[0][0]]);
        yield return Found(
            "Rows with the same inputs have different labels.",
            Invariant($"{twins.Sum(group => group.Length):N0} of {all:N0} rows; at best {100.0 * (all - wrong) / all:0.#} % can be right. Row {twins[0][0]} is {data.ClassName((int)y[twins[0][0]])}, row {other} with the same inputs {data.ClassName((int)y[other])}."),
            "Look at these rows: correct the labels, drop copies, or add the column that tells them apart.",
            "",
            wrong < Much * all || !data.IsMeasured ? FindingWeight.Note : null);
    }
}
