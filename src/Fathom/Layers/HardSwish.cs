namespace Fathom;

/// <summary>Swish drawn with straight lines, cheap on small machines.</summary>
/// <remarks><code>
/// formula     y = x·min(max(x + 3, 0), 6)/6
/// shapes      x (…) → y (…)
/// derivative  0 below −3, 1 above 3, x/3 + ½ between (also at ±3)
/// differs     from torch.nn.Hardswish: nothing
/// source      Howard et al. 2019, arXiv:1905.02244
/// </code></remarks>
public sealed class HardSwish : FixedActivation<HardSwish>
{
    /// <inheritdoc/>
    public override string Formula => "x·min(max(x + 3, 0), 6)/6";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (-0.375, double.PositiveInfinity);

    internal override InferenceMap Map => new InferenceMap<Ops.HardSwish>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).HardSwish();
}
