namespace Fathom;

/// <summary>The mean of −log of the probability given to what was right: cross-entropy as a figure to report.</summary>
/// <remarks><code>
/// classes       −(1/N) Σ log p[labelᵢ]
/// binary        −(1/N) Σ (y·log p + (1 − y)·log(1 − p)); multi-label: the mean over labels too
/// next token    −(1/N) Σ log p[tokenᵢ] over all places that count
/// clipped       probabilities to [2⁻⁵², 1 − 2⁻⁵²], so that one sure mistake costs 36 and not ∞; as scikit-learn's log_loss. NaN without rows
/// </code></remarks>
public sealed record LogLoss : Metric
{
    private const double Least = 2.220446049250313e-16;

    /// <inheritdoc/>
    public override string Name => "log_loss";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <summary>The log loss of probabilities of class 1.</summary>
    /// <param name="probabilities">The probability of class 1, (N,).</param>
    /// <param name="labels">0 or 1, (N,); of several labels a row, (N, L) row by row.</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is neither 0 nor 1.</exception>
    public static double Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights = default)
    {
        Pairs.CheckLengths("LogLoss", "probabilities", probabilities.Length, "labels", labels.Length);
        int outputs = Pairs.OutputsARow("LogLoss", labels.Length, weights);
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            Pairs.CheckClass("LogLoss", "labels", labels, i, 2);
            sum -= RowWeights.At(weights, i / outputs) * Log(labels[i] == 1 ? probabilities[i] : 1 - probabilities[i]);
        }

        return sum / (RowWeights.Total(weights, labels.Length / outputs) * outputs);
    }

    /// <summary>The log loss of probabilities of several classes.</summary>
    /// <param name="probabilities">One for each class of each row, (N, C).</param>
    /// <param name="labels">The right classes, (N,).</param>
    /// <param name="classes">The number of classes C.</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a label is outside the classes.</exception>
    public static double Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<long> labels, int classes, ReadOnlySpan<double> weights = default)
    {
        Pairs.CheckRows("LogLoss", probabilities.Length, labels.Length, classes);
        RowWeights.Check("LogLoss", weights, labels.Length);
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            Pairs.CheckClass("LogLoss", "labels", labels, i, classes);
            sum -= RowWeights.At(weights, i) * Log(probabilities[(i * classes) + (int)labels[i]]);
        }

        return sum / RowWeights.Total(weights, labels.Length);
    }

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.IsClassification, predictions, "probabilities of classes");
        if (predictions.Task == TaskKind.NextToken)
            return OfRight(predictions.Outputs);
        return predictions.Task == TaskKind.MultiClass
            ? Of(predictions.Outputs, predictions.Labels, predictions.Classes, predictions.Weights)
            : Of(predictions.Outputs, predictions.Labels, predictions.Weights);
    }

    /// <summary>The log loss of the probabilities given to what was right.</summary>
    private static double OfRight(ReadOnlySpan<double> probabilities)
    {
        double sum = 0;
        foreach (double p in probabilities)
            sum -= Log(p);
        return sum / probabilities.Length;
    }

    private static double Log(double p) => Math.Log(Math.Clamp(p, Least, 1 - Least));
}
