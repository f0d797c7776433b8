namespace Fathom;

/// <summary>The root of the mean squared error, √(Σ (predicted − target)² / N), in the unit of the target; over all outputs; NaN without rows.</summary>
public sealed record RootMeanSquaredError : Metric
{
    /// <inheritdoc/>
    public override string Name => "rmse";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <summary>The figure of values against targets.</summary>
    /// <param name="predicted">The predicted values.</param>
    /// <param name="targets">The right ones, as many.</param>
    /// <param name="weights">How much each row counts, one for each row of (N, outputs); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<double> predicted, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights = default) =>
        Math.Sqrt(MeanSquaredError.Of(predicted, targets, weights));

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.Task == TaskKind.Regression, predictions, "values to compare with targets");
        return Of(predictions.Outputs, predictions.Targets, predictions.Weights);
    }
}
