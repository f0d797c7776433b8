namespace Fathom;

/// <summary>The sigmoid-weighted unit, also called Swish: a smooth rectifier that dips to −0.27846 at −1.2785.</summary>
/// <remarks><code>
/// formula     y = x·σ(x)
/// shapes      x (…) → y (…)
/// derivative  σ(x)·(1 + x·(1 − σ(x)))
/// differs     from torch.nn.SiLU: nothing
/// source      Ramachandran, Zoph and Le 2017, arXiv:1710.05941
/// </code></remarks>
public sealed class SiLU : FixedActivation<SiLU>
{
    /// <inheritdoc/>
    public override string Formula => "x·σ(x)";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (-0.2784645427610738, double.PositiveInfinity);

    internal override InferenceMap Map => new InferenceMap<Ops.SiLU>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).SiLU();
}
