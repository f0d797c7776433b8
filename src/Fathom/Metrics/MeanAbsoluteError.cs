namespace Fathom;

/// <summary>The mean absolute error: Σ |predicted − target| / N, in the unit of the target; over all outputs; NaN without rows.</summary>
public sealed record MeanAbsoluteError : Metric
{
    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <summary>The figure of values against targets.</summary>
    /// <param name="predicted">The predicted values.</param>
    /// <param name="targets">The right ones, as many.</param>
    /// <param name="weights">How much each row counts, one for each row of (N, outputs); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there are no weights for every row.</exception>
    public static double Of(ReadOnlySpan<double> predicted, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights = default)
    {
        Pairs.CheckLengths("MeanAbsoluteError", "predicted", predicted.Length, "targets", targets.Length);
        int outputs = Pairs.OutputsARow("MeanAbsoluteError", targets.Length, weights);
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
            sum += RowWeights.At(weights, i / outputs) * Math.Abs(predicted[i] - targets[i]);
        return sum / (RowWeights.Total(weights, targets.Length / outputs) * outputs);
    }

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.Task == TaskKind.Regression, predictions, "values to compare with targets");
        return Of(predictions.Outputs, predictions.Targets, predictions.Weights);
    }
}
