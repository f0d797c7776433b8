using static System.FormattableString;

namespace Fathom;

/// <summary>Labels that the loss cannot take: negative, fractions, not 0 and 1, not counted from 0.</summary>
internal sealed class LabelRange : DataRule
{
    public override string Id => "label-range";

    public override string Title => "labels out of range";

    public override string Why => "A label is the number of the output that should win: there is none for a number outside 0…C−1, and where class 0 never occurs every label is off by one.";

    public override string Effect => "Labels and outputs belong together; the loss can be worked out.";

    public override string Page => "A6";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 12;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        TaskKind task = data.Objective.Task;
        if (task == TaskKind.Regression)
            yield break;
        bool bits = task is TaskKind.Binary or TaskKind.MultiLabel;
        DType type = data.Train.Source.YType;
        if (!bits && type.IsFloating() && data.Sample.Outputs == 1)
        {
            yield return Found("Class labels are no whole numbers.", $"Y is {type}, one a row; classes are Int64.", "Convert them: y.To(DType.Int64).Reshape(-1).", data.Train.TargetName);
            yield break;
        }

        double[] y = data.Sample.Y;
        int wrong = Array.FindIndex(y, label => bits ? !(label is >= 0 and <= 1) : !type.IsFloating() && label < 0 && label != Predictions.LeftOut);
        if (wrong >= 0)
        {
            int count = y.Count(label => bits ? !(label is >= 0 and <= 1) : label < 0 && label != Predictions.LeftOut);
            yield return Found(
                bits ? "Labels are neither 0 nor 1." : "There are negative labels.",
                Invariant($"{count:N0} of {y.Length:N0} labels{data.Sample.Words}; the first is {y[wrong]:G4} in row {data.Sample.Rows[wrong / data.Sample.Outputs]}; the numbers are {Distinct(y)}."),
                bits ? "Code the two classes as 0 and 1 (−1 and 1: (y + 1) / 2); for several classes take Objective.MultiClass, for measured values Objective.Regression." : "Number the classes from 0; mark rows to leave out with −100.",
                data.Train.TargetName);
            yield break;
        }

        if (task == TaskKind.MultiClass && data.Train.ClassNames is null && data.Counts is { Length: > 2 } counts && counts[0] == 0 && counts[1..].All(count => count > 0))
        {
            yield return Found(
                "Labels count from 1.", Invariant($"They are 1…{counts.Length - 1}; class 0 has no row."), $"Take 1 away: then there are {counts.Length - 1} classes, one for each output.", data.Train.TargetName, FindingWeight.Warning);
        }
    }

    private static string Distinct(double[] y)
    {
        double[] numbers = [.. y.Distinct().Order().Take(9)];
        return string.Join(", ", numbers.Take(8).Select(number => Invariant($"{number:G4}"))) + (numbers.Length > 8 ? ", …" : "");
    }
}
