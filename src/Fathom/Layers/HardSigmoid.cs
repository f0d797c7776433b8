namespace Fathom;

/// <summary>The sigmoid drawn with straight lines.</summary>
/// <remarks><code>
/// formula     y = min(max(x + 3, 0), 6)/6
/// shapes      x (…) → y (…)
/// derivative  1/6 where −3 &lt; x &lt; 3, 0 elsewhere
/// differs     from torch.nn.Hardsigmoid: nothing
/// source      Howard et al. 2019, arXiv:1905.02244
/// </code></remarks>
public sealed class HardSigmoid : FixedActivation<HardSigmoid>
{
    /// <inheritdoc/>
    public override string Formula => "min(max(x + 3, 0), 6)/6";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (0, 1);

    /// <inheritdoc/>
    public override Initializer Start => new XavierUniform();

    internal override InferenceMap Map => new InferenceMap<Ops.HardSigmoid>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).HardSigmoid();
}
