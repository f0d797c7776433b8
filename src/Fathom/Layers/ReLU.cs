namespace Fathom;

/// <summary>The rectifier, the usual choice for hidden layers.</summary>
/// <remarks><code>
/// formula     y = max(x, 0)
/// shapes      x (…) → y (…)
/// derivative  1 where x &gt; 0, 0 elsewhere (also at 0)
/// differs     from torch.nn.ReLU: nothing
/// source      Nair and Hinton 2010
/// </code></remarks>
public sealed class ReLU : FixedActivation<ReLU>
{
    /// <inheritdoc/>
    public override string Formula => "max(x, 0)";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (0, double.PositiveInfinity);

    internal override InferenceMap Map => new InferenceMap<Ops.ReLU>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).ReLU();
}
