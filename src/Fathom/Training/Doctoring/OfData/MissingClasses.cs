using static System.FormattableString;

namespace Fathom;

/// <summary>One class only in training, or classes without a row.</summary>
internal sealed class MissingClasses : DataRule
{
    public override string Id => "missing-class";

    public override string Title => "classes without rows";

    public override string Why => "A class that training never shows is never predicted; with one class only there is nothing to tell apart.";

    public override string Effect => "Every class that is asked for can be learned.";

    public override string Page => "K3";

    public override int Order => 14;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (data.Objective.Task == TaskKind.MultiLabel && data.Sample.Count > 1 && UselessLabels(data) is { Length: > 0 } labels)
        {
            yield return Found(
                $"{string.Join(", ", labels.Take(5).Select(data.ClassName))} {(labels.Length == 1 ? "is" : "are")} on no row, or on all.", Invariant($"{labels.Length} of {data.Sample.Outputs} labels never change over {data.Sample.Count:N0} rows{data.Sample.Words}."),
                "Leave such labels out, or find rows that differ in them.", data.ClassName(labels[0]));
        }

        if (data.Counts is not { } counts || (counts[0] == 0 && data.Train.ClassNames is null && counts.Length > 2))
            yield break;
        int[] empty = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] == 0)];
        if (counts.Count(count => count > 0) < 2)
        {
            int only = Array.FindIndex(counts, count => count > 0);
            yield return Found(
                "Training shows one class only.", Invariant($"All {counts[only]:N0} rows are {data.ClassName(only)}."),
                "Look at the filter, and at the split: sorted rows must be shuffled, or stratified (data.Split does), before the first ones are taken.", data.ClassName(only), FindingWeight.Error);
        }
        else if (empty.Length > 0)
        {
            yield return Found(
                $"Training has no row of {string.Join(", ", empty.Take(5).Select(data.ClassName))}{(empty.Length > 5 ? ", …" : "")}.", Invariant($"{empty.Length} of {counts.Length} classes have no row."),
                "Split each class in proportion (data.Split does), find rows of it, or leave the class out.", data.ClassName(empty[0]));
        }
    }

    private static int[] UselessLabels(DataCase data)
    {
        (double[] y, int outputs) = (data.Sample.Y, data.Sample.Outputs);
        return [.. Enumerable.Range(0, outputs).Where(label => Enumerable.Range(1, data.Sample.Count - 1).All(row => y[(row * outputs) + label] == y[label]))];
    }
}
