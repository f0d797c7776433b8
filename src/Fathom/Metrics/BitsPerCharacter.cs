namespace Fathom;

/// <summary>How many bits a character costs when the predictions encode the text: the log loss in base 2.</summary>
/// <remarks><code>
/// formula  −(1/N) Σ log₂ p[tokenᵢ], which is <see cref="LogLoss"/> / ln 2; 0 is sure and right, log₂ V is guessing among V characters. NaN without rows
/// source   Graves 2013, "Generating sequences with recurrent neural networks", arXiv:1308.0850
/// </code>
/// Bits per character when every token is a character; else bits per token.</remarks>
public sealed record BitsPerCharacter : Metric
{
    /// <inheritdoc/>
    public override string Name => "bits_per_character";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.IsClassification, predictions, "probabilities of classes");
        return new LogLoss().Compute(predictions) / double.Log(2);
    }
}
