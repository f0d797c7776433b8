namespace Fathom;

/// <summary>The mean squared error: Σ (predicted − target)² / N, over all outputs; NaN without rows.</summary>
public sealed record MeanSquaredError : Metric
{
    /// <inheritdoc/>
    public override string Name => "mse";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <summary>The figure of values against targets.</summary>
    /// <param name="predicted">The predicted values.</param>
    /// <param name="targets">The right ones, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<double> predicted, ReadOnlySpan<double> targets)
    {
        Pairs.CheckLengths("MeanSquaredError", "predicted", predicted.Length, "targets", targets.Length);
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
            sum += (predicted[i] - targets[i]) * (predicted[i] - targets[i]);
        return sum / targets.Length;
    }

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.Task == TaskKind.Regression, predictions, "values to compare with targets");
        return Of(predictions.Outputs, predictions.Targets);
    }
}
