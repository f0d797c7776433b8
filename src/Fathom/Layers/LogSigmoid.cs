namespace Fathom;

/// <summary>The logarithm of the sigmoid, stable where log(σ(x)) is not.</summary>
/// <remarks><code>
/// formula     y = log(1/(1 + e⁻ˣ))
/// shapes      x (…) → y (…)
/// derivative  σ(−x)
/// differs     from torch.nn.LogSigmoid: nothing
/// source      Goodfellow, Bengio and Courville 2016, "Deep Learning" §3.10
/// </code></remarks>
public sealed class LogSigmoid : FixedActivation<LogSigmoid>
{
    /// <inheritdoc/>
    public override string Formula => "log(1/(1 + e⁻ˣ))";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (double.NegativeInfinity, 0);

    /// <inheritdoc/>
    public override Initializer Start => new XavierUniform();

    internal override InferenceMap Map => new InferenceMap<Ops.LogSigmoid>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).LogSigmoid();
}
