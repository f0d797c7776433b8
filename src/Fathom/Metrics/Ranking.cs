using System.Numerics.Tensors;

namespace Fathom;

/// <summary>Rows in the order of their scores: what the areas under curves have in common.</summary>
internal static class Ranking
{
    public delegate double Figure(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights);

    /// <summary>Scores from the lowest, each with the weight of its row if that is of the class, and if it is not; NaN comes first.</summary>
    public static (double[] Scores, double[] Positive, double[] Negative) Sort(string metric, ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights)
    {
        Pairs.CheckLengths(metric, "scores", scores.Length, "labels", labels.Length);
        for (int i = 0; i < labels.Length; i++)
            Pairs.CheckClass(metric, "labels", labels, i, 2);
        RowWeights.Check(metric, weights, labels.Length);
        double[] sorted = scores.ToArray(), positive = new double[sorted.Length], negative = new double[sorted.Length];
        int[] rows = new int[sorted.Length];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = i;
        Array.Sort(sorted, rows);
        for (int i = 0; i < rows.Length; i++)
            (labels[rows[i]] == 1 ? positive : negative)[i] = RowWeights.At(weights, rows[i]);
        return (sorted, positive, negative);
    }

    /// <summary>Thresholds from +∞ down over the distinct scores, each with the weight of the rows of the class, and of those that are not, which score at least as high.</summary>
    public static (double[] Thresholds, double[] Found, double[] Mistaken) FromHighest(string metric, ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights)
    {
        (double[] sorted, double[] positive, double[] negative) = Sort(metric, scores, labels, weights);
        Array.Reverse(sorted);
        Array.Reverse(positive);
        Array.Reverse(negative);
        var thresholds = new List<double> { double.PositiveInfinity };
        var found = new List<double> { 0 };
        var mistaken = new List<double> { 0 };
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = EndOfTie(sorted, start);
            thresholds.Add(sorted[start]);
            found.Add(found[^1] + TensorPrimitives.Sum<double>(positive.AsSpan(start, end - start)));
            mistaken.Add(mistaken[^1] + TensorPrimitives.Sum<double>(negative.AsSpan(start, end - start)));
        }

        return ([.. thresholds], [.. found], [.. mistaken]);
    }

    /// <summary>The first place after <paramref name="start"/> with another score.</summary>
    public static int EndOfTie(double[] sorted, int start)
    {
        int end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start])
            end++;
        return end;
    }

    /// <summary>The figure of a binary task, or the mean over classes or labels, each against the rest, where it exists.</summary>
    public static double MeanOverColumns(Predictions predictions, Figure figure)
    {
        if (predictions.Task == TaskKind.Binary)
            return figure(predictions.Outputs, predictions.Labels, predictions.Weights);
        int width = predictions.Width, count = 0;
        double[] scores = new double[predictions.Count];
        long[] labels = new long[predictions.Count];
        double sum = 0;
        for (int c = 0; c < width; c++)
        {
            for (int row = 0; row < scores.Length; row++)
            {
                scores[row] = predictions.Outputs[(row * width) + c];
                labels[row] = predictions.Task == TaskKind.MultiLabel ? predictions.Labels[(row * width) + c] : predictions.Labels[row] == c ? 1 : 0;
            }

            if (!labels.Contains(1))
                continue;
            double value = figure(scores, labels, predictions.Weights);
            if (double.IsNaN(value) && labels.Contains(0))
                return value;
            if (!double.IsNaN(value))
                (sum, count) = (sum + value, count + 1);
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
