namespace Fathom;

/// <summary>Coefficient of determination: 1 − Σ(target − predicted)² / Σ(target − mean)², the share of the target's variance that is explained.</summary>
/// <remarks><code>
/// 1 is perfect, 0 is what predicting the mean gets, negative is worse than that
/// constant target: 1 when every prediction is exact, else 0, as in scikit-learn
/// several outputs: the plain mean of each one's figure
/// undefined: NaN with fewer than two rows
/// </code></remarks>
public sealed record R2 : Metric
{
    /// <inheritdoc/>
    public override string Name => "r2";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <summary>The figure of values against targets.</summary>
    /// <param name="predicted">The predicted values, (N, outputs).</param>
    /// <param name="targets">The right ones, as many.</param>
    /// <param name="outputs">Values a row, 1 by default.</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of <paramref name="outputs"/>.</exception>
    public static double Of(ReadOnlySpan<double> predicted, ReadOnlySpan<double> targets, int outputs = 1, ReadOnlySpan<double> weights = default)
    {
        Pairs.CheckLengths("R2", "predicted", predicted.Length, "targets", targets.Length);
        if (outputs < 1 || targets.Length % outputs != 0)
            throw new ArgumentException($"R2: {targets.Length} targets do not make rows of {outputs} outputs.", nameof(outputs));
        int rows = targets.Length / outputs;
        RowWeights.Check("R2", weights, rows);
        double total = RowWeights.Total(weights, rows);
        if (rows < 2)
            return double.NaN;
        double figures = 0;
        for (int j = 0; j < outputs; j++)
        {
            double mean = 0, left = 0, whole = 0;
            bool constant = true;
            for (int i = j; i < targets.Length; i += outputs)
            {
                mean += RowWeights.At(weights, i / outputs) * targets[i];
                constant &= targets[i] == targets[j];
            }

            mean = constant ? targets[j] : mean / total;
            for (int i = j; i < targets.Length; i += outputs)
            {
                double weight = RowWeights.At(weights, i / outputs);
                left += weight * (targets[i] - predicted[i]) * (targets[i] - predicted[i]);
                whole += weight * (targets[i] - mean) * (targets[i] - mean);
            }

            figures += whole != 0 ? 1 - (left / whole) : left == 0 ? 1 : 0;
        }

        return figures / outputs;
    }

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.Task == TaskKind.Regression, predictions, "values to compare with targets");
        return Of(predictions.Outputs, predictions.Targets, Math.Max(1, predictions.Width), predictions.Weights);
    }
}
