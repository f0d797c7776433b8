namespace Fathom;

/// <summary>Whether probabilities mean what they say: of the rows given 80 %, are 80 % right?</summary>
/// <remarks><code>
/// bins     B of equal width over 0 … 1, b = ((b − 1)/B, b/B]; 0 belongs to the first
/// share_b  = Σ wᵢ·yᵢ / Σ wᵢ over the bin's rows          p_b = Σ wᵢ·pᵢ / Σ wᵢ
/// ECE      = Σ_b W_b / W · |share_b − p_b|               MCE = max_b |share_b − p_b|
/// Brier    = Σ wᵢ·(pᵢ − yᵢ)² / W                          (several classes: the sum of it over them)
/// binary       p is the probability of class 1, y whether the row is of it
/// multi-class  p is the probability of the predicted class, y whether it is the right one
/// multi-label  every label of every row, all together; Brier too
/// source   Brier 1950; Naeini, Cooper, Hauskrecht 2015; Guo et al. 2017, "On calibration of modern neural networks"
/// differs  from scikit-learn's calibration_curve: empty bins are listed
/// </code></remarks>
public sealed class Calibration
{
    private const int UsualBins = 10;

    private Calibration(IReadOnlyList<CalibrationBin> bins, double expected, double most, double brier)
    {
        Bins = bins;
        ExpectedError = expected;
        MaximumError = most;
        Brier = brier;
    }

    /// <summary>The bins, from 0 to 1.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>The expected calibration error: how far probabilities and shares lie apart, on average over rows. 0 is perfect; NaN without rows.</summary>
    public double ExpectedError { get; }

    /// <summary>The largest such distance of a bin.</summary>
    public double MaximumError { get; }

    /// <summary>The Brier score: the mean squared distance of probabilities from what came. 0 is perfect.</summary>
    public double Brier { get; }

    /// <summary>The calibration of single statements.</summary>
    /// <param name="probabilities">What was said, 0 … 1, (N,).</param>
    /// <param name="labels">1 where it came true, else 0, (N,).</param>
    /// <param name="bins">How many bins; 10 by default.</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, a label is neither 0 nor 1, or a probability is outside 0 … 1.</exception>
    public static Calibration Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<long> labels, int bins = UsualBins, ReadOnlySpan<double> weights = default)
    {
        Pairs.CheckLengths("Calibration", "probabilities", probabilities.Length, "labels", labels.Length);
        RowWeights.Check("Calibration", weights, labels.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        long[] rows = new long[bins];
        double[] weight = new double[bins], sum = new double[bins], right = new double[bins];
        double brier = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            Pairs.CheckClass("Calibration", "labels", labels, i, 2);
            double p = probabilities[i], w = RowWeights.At(weights, i);
            if (!(p >= 0 && p <= 1))
                throw new ArgumentException($"Calibration: probabilities[{i}] is {p}; expected a number from 0 to 1. Give probabilities, not logits.", nameof(probabilities));
            int b = Math.Clamp((int)Math.Ceiling(p * bins) - 1, 0, bins - 1);
            rows[b]++;
            weight[b] += w;
            sum[b] += w * p;
            right[b] += w * labels[i];
            brier += w * (p - labels[i]) * (p - labels[i]);
        }

        double total = weight.Sum(), expected = 0, most = 0;
        var all = new CalibrationBin[bins];
        for (int b = 0; b < bins; b++)
        {
            all[b] = new CalibrationBin((double)b / bins, (double)(b + 1) / bins, rows[b], sum[b] / weight[b], right[b] / weight[b]);
            if (weight[b] == 0)
                continue;
            double apart = Math.Abs(all[b].Share - all[b].Probability);
            expected += weight[b] / total * apart;
            most = Math.Max(most, apart);
        }

        return total == 0 ? new Calibration(all, double.NaN, double.NaN, double.NaN) : new Calibration(all, expected, most, brier / total);
    }

    /// <summary>The calibration of a network's predictions; see the remarks for what a probability stands for in each task.</summary>
    /// <param name="predictions">With a probability of every class or label.</param>
    /// <param name="bins">How many bins; 10 by default.</param>
    /// <exception cref="ArgumentException">The task has no probabilities of every class, or a probability is outside 0 … 1.</exception>
    public static Calibration Of(Predictions predictions, int bins = UsualBins)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (!predictions.HasProbabilities)
            throw new ArgumentException($"Calibration needs a probability of every class; these predictions are of a {predictions.Task} task.", nameof(predictions));
        if (predictions.Task == TaskKind.Binary)
            return Of(predictions.Outputs, predictions.Labels, bins, predictions.Weights);
        int width = predictions.Width;
        if (predictions.Task == TaskKind.MultiLabel)
        {
            double[] weights = predictions.Weights.IsEmpty ? [] : [.. Enumerable.Range(0, predictions.Labels.Length).Select(i => predictions.Weights[i / width])];
            return Of(predictions.Outputs, predictions.Labels, bins, weights);
        }

        double[] confidence = new double[predictions.Count];
        long[] hits = new long[predictions.Count];
        double brier = 0, total = 0;
        for (int row = 0; row < hits.Length; row++)
        {
            ReadOnlySpan<double> outputs = predictions.Outputs.Slice(row * width, width);
            long label = predictions.Labels[row], predicted = predictions.Predicted[row];
            // A softmax in single precision may sum to a little more than 1.
            confidence[row] = Math.Min(1, outputs[(int)predicted]);
            hits[row] = predicted == label ? 1 : 0;
            double weight = RowWeights.At(predictions.Weights, row);
            total += weight;
            for (int c = 0; c < width; c++)
                brier += weight * (outputs[c] - (c == label ? 1 : 0)) * (outputs[c] - (c == label ? 1 : 0));
        }

        Calibration top = Of(confidence, hits, bins, predictions.Weights);
        return new Calibration(top.Bins, top.ExpectedError, top.MaximumError, total == 0 ? double.NaN : brier / total);
    }
}
