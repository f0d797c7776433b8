namespace Fathom;

/// <summary>The hyperbolic tangent: between −1 and 1, its mean at 0.</summary>
/// <remarks><code>
/// formula     y = tanh x
/// shapes      x (…) → y (…)
/// derivative  1 − tanh² x, at most 1 at 0
/// differs     from torch.nn.Tanh: nothing
/// source      LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp" §4.4
/// </code></remarks>
public sealed class Tanh : FixedActivation<Tanh>
{
    /// <inheritdoc/>
    public override string Formula => "tanh x";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (-1, 1);

    /// <inheritdoc/>
    public override Initializer Start => new XavierUniform();

    internal override InferenceMap Map => new InferenceMap<Ops.Tanh>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).Tanh();
}
