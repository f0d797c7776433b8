using static System.FormattableString;

namespace Fathom;

/// <summary>Classes of very unequal size, with a loss that takes no account of it.</summary>
internal sealed class ClassImbalance : DataRule
{
    private const double Much = 10;

    public override string Id => "class-imbalance";

    public override string Title => "imbalanced classes";

    public override string Why => "Always answering the commonest class is nearly right, so the rare one is hardly learned, and accuracy does not show it.";

    public override string Effect => "The rare class is found; accuracy may fall a little, F1 and PR-AUC rise.";

    public override string Page => "K6";

    public override int Order => 60;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (data.Counts is not { } counts || data.Objective is BinaryObjective { PositiveWeight: not 1 } or MultiClassObjective { ClassWeights.Count: > 0 })
            yield break;
        long[] there = [.. counts.Where(count => count > 0)];
        if (there.Length < 2 || there.Max() < Much * there.Min())
            yield break;
        int rare = Array.IndexOf(counts, there.Min()), common = Array.IndexOf(counts, there.Max());
        double weight = (double)counts[0] / Math.Max(1, counts[^1]);
        yield return Found(
            $"There are few rows of {data.ClassName(rare)}.",
            Invariant($"{counts[rare]:N0} rows of {data.ClassName(rare)}, {counts[common]:N0} of {data.ClassName(common)} ({(double)counts[common] / counts[rare]:0.#} : 1); always answering {data.ClassName(common)} is right in {100.0 * counts[common] / counts.Sum():0.#} %."),
            data.Objective.Task == TaskKind.Binary
                ? Invariant($"Weigh the classes: Objective.Binary with {{ PositiveWeight = {weight:G3} }} (ClassBalance.PositiveWeight, --class-weight balanced), or draw rare rows more often (Sampler.Balanced, --sampler balanced); judge by F1 or PR-AUC.")
                : "Weigh the classes: Objective.MultiClass with { ClassWeights = ClassBalance.ClassWeights(train) } (--class-weight balanced), or draw rare rows more often (Sampler.Balanced, --sampler balanced); judge by macro F1.",
            data.ClassName(rare));
    }
}
