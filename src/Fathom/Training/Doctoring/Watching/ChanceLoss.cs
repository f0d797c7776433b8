namespace Fathom;

/// <summary>The loss of the best answer that does not look at the input: what a network that has learned nothing but frequencies comes to.</summary>
/// <remarks><code>
/// classes, tokens  −Σ q·ln q of the (weighted, smoothed) frequencies; ln C where all are equal
/// binary, labels   −w·f·ln p − (1 − f)·ln(1 − p), p = w·f/(w·f + 1 − f), f the share of ones; the mean over labels
/// regression       the loss of each output's mean: with squared errors the variance
/// </code></remarks>
internal static class ChanceLoss
{
    // Texts and pictures are large; frequencies of so many targets are exact enough.
    private const long MostTargets = 2_000_000;

    /// <summary>The chance loss; null where the objective is none of the library's, or no target counts.</summary>
    public static double? Of(Objective objective, Dataset data) => objective switch
    {
        MultiClassObjective classes => OfClasses(data, classes.ClassWeights, classes.LabelSmoothing),
        NextTokenObjective => OfClasses(data, [], 0),
        BinaryObjective binary => OfLabels(data, [binary.PositiveWeight]),
        MultiLabelObjective labels => OfLabels(data, labels.PositiveWeights),
        RegressionObjective regression => OfValues(data, regression),
        _ => null,
    };

    private static double? OfClasses(Dataset data, IReadOnlyList<double> weights, double smoothing)
    {
        var counts = new Dictionary<long, double>();
        long seen = 0;
        bool isSoft = false;
        data.ForEachPartOfY((_, y) =>
        {
            isSoft |= y.Type != DType.Int64;
            if (isSoft || seen > MostTargets)
                return;
            ReadOnlySpan<long> labels = y.AsReadOnlySpan<long>();
            foreach (long label in labels)
            {
                if (label >= 0)
                    counts[label] = counts.GetValueOrDefault(label) + (label < weights.Count ? weights[(int)label] : 1);
            }

            seen += labels.Length;
        });
        double sum = counts.Values.Sum();
        if (isSoft || sum == 0)
            return null;
        long classes = Math.Max(Math.Max(data.ClassNames?.Count ?? 0, weights.Count), counts.Keys.Max() + 1);
        double chance = 0;
        for (long c = 0; c < classes; c++)
            chance += Surprise(((1 - smoothing) * counts.GetValueOrDefault(c) / sum) + (smoothing / classes));
        return chance;
    }

    private static double? OfLabels(Dataset data, IReadOnlyList<double> weights)
    {
        double[] ones = [];
        long rows = 0;
        data.ForEachPartOfY((_, y) =>
        {
            int columns = y.Length / y.Shape[0];
            if (ones.Length == 0)
                ones = new double[columns];
            for (int i = 0; i < y.Length && rows < MostTargets; i++)
                ones[i % columns] += y.GetElement(i);
            rows += y.Shape[0];
        });
        return rows == 0 ? null : ones.Select((count, label) => OfLabel(count / rows, weights.Count == 0 ? 1 : weights[Math.Min(label, weights.Count - 1)])).Average();
    }

    private static double OfLabel(double share, double weight)
    {
        double p = weight * share / ((weight * share) + 1 - share);
        return (share == 0 ? 0 : -weight * share * Math.Log(p)) + (share == 1 ? 0 : -(1 - share) * Math.Log(1 - p));
    }

    private static double? OfValues(Dataset data, RegressionObjective objective)
    {
        double[] sums = [];
        long rows = 0;
        data.ForEachPartOfY((_, y) =>
        {
            int columns = y.Length / y.Shape[0];
            if (sums.Length == 0)
                sums = new double[columns];
            for (int i = 0; i < y.Length; i++)
                sums[i % columns] += y.GetElement(i);
            rows += y.Shape[0];
        });
        double loss = 0;
        data.ForEachPartOfY((_, y) =>
        {
            using Step step = Step.Begin();
            Tensor means = (y * 0) + Tensor.From(Array.ConvertAll(sums, sum => sum / rows)).To(y.Type).Reshape(y.Shape.With(0, 1));
            loss += objective.Loss(means, y).ToScalar() * y.Shape[0] / rows;
        });
        return rows == 0 || !double.IsFinite(loss) ? null : loss;
    }

    private static double Surprise(double share) => share <= 0 ? 0 : -share * Math.Log(share);
}
