namespace Fathom;

/// <summary>A smooth rectifier that dips to −0.30884 at −1.1924.</summary>
/// <remarks><code>
/// formula     y = x·tanh(log(1 + eˣ))
/// shapes      x (…) → y (…)
/// derivative  t + x·(1 − t²)·σ(x), with t = tanh(log(1 + eˣ))
/// differs     from torch.nn.Mish: nothing
/// source      Misra 2019, arXiv:1908.08681
/// </code></remarks>
public sealed class Mish : FixedActivation<Mish>
{
    /// <inheritdoc/>
    public override string Formula => "x·tanh(log(1 + eˣ))";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (-0.3088430200498206, double.PositiveInfinity);

    internal override InferenceMap Map => new InferenceMap<Ops.Mish>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).Mish();
}
