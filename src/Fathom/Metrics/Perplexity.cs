namespace Fathom;

/// <summary>e to the mean of −log of the probability given to what was right: among how many equally likely classes the network is in doubt.</summary>
/// <remarks><code>
/// formula  exp(−(1/N) Σ log p[labelᵢ]), in nats: exp of <see cref="LogLoss"/>; 1 is sure and right, C is guessing among C classes. NaN without rows
/// source   Jelinek, Mercer, Bahl and Baker 1977, "Perplexity: a measure of the difficulty of speech recognition tasks"
/// </code>
/// The figure of language models, a class being a token.</remarks>
public sealed record Perplexity : Metric
{
    /// <inheritdoc/>
    public override string Name => "perplexity";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <summary>The perplexity of probabilities of several classes.</summary>
    /// <param name="probabilities">One for each class of each row, (N, C).</param>
    /// <param name="labels">The right classes, (N,).</param>
    /// <param name="classes">The number of classes C.</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a label is outside the classes.</exception>
    public static double Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<long> labels, int classes, ReadOnlySpan<double> weights = default) =>
        Math.Exp(LogLoss.Of(probabilities, labels, classes, weights));

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.IsClassification, predictions, "probabilities of classes");
        return Math.Exp(new LogLoss().Compute(predictions));
    }
}
