namespace Fathom;

/// <summary>Like tanh, but it nears its ends slowly, as 1/|x|.</summary>
/// <remarks><code>
/// formula     y = x/(1 + |x|)
/// shapes      x (…) → y (…)
/// derivative  1/(1 + |x|)²
/// differs     from torch.nn.Softsign: nothing
/// source      Bergstra, Desjardins, Lamblin and Bengio 2009
/// </code></remarks>
public sealed class Softsign : FixedActivation<Softsign>
{
    /// <inheritdoc/>
    public override string Formula => "x/(1 + |x|)";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (-1, 1);

    /// <inheritdoc/>
    public override Initializer Start => new XavierUniform();

    internal override InferenceMap Map => new InferenceMap<Ops.Softsign>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).Softsign();
}
