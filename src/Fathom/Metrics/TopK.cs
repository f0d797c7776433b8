namespace Fathom;

/// <summary>The share of rows whose right class is among the k most probable. With k = 1 it is accuracy. NaN without rows.</summary>
/// <remarks>Of equal scores the lower class comes first.</remarks>
public sealed record TopK : Metric
{
    /// <summary>Top-k accuracy.</summary>
    /// <param name="k">How many guesses a row has, 1 or more.</param>
    public TopK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        K = k;
    }

    /// <summary>How many guesses a row has.</summary>
    public int K { get; }

    /// <inheritdoc/>
    public override string Name => $"top_{K}";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <summary>Top-k accuracy of scores.</summary>
    /// <param name="scores">One for each class of each row, (N, C).</param>
    /// <param name="labels">The right classes, (N,).</param>
    /// <param name="classes">The number of classes C.</param>
    /// <param name="k">How many guesses a row has.</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a label is outside the classes.</exception>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, int classes, int k, ReadOnlySpan<double> weights = default)
    {
        Pairs.CheckRows("TopK", scores.Length, labels.Length, classes);
        RowWeights.Check("TopK", weights, labels.Length);
        double right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            Pairs.CheckClass("TopK", "labels", labels, i, classes);
            ReadOnlySpan<double> row = scores.Slice(i * classes, classes);
            int label = (int)labels[i], before = 0;
            for (int c = 0; c < classes; c++)
                if (row[c] > row[label] || (row[c] == row[label] && c < label))
                    before++;
            if (before < k)
                right += RowWeights.At(weights, i);
        }

        return right / RowWeights.Total(weights, labels.Length);
    }

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.Task == TaskKind.MultiClass, predictions, "several classes");
        return Of(predictions.Outputs, predictions.Labels, predictions.Classes, K, predictions.Weights);
    }

    /// <summary>The place of the largest score, of equals the first.</summary>
    internal static int Best(ReadOnlySpan<double> scores)
    {
        int best = 0;
        for (int c = 1; c < scores.Length; c++)
            if (scores[c] > scores[best])
                best = c;
        return best;
    }
}
