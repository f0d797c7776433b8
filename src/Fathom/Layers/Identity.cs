namespace Fathom;

/// <summary>No activation, the linear one: what a regression network ends in.</summary>
/// <remarks><code>
/// formula     y = x
/// shapes      x (…) → y (…)
/// derivative  1
/// differs     from torch.nn.Identity: nothing
/// source      handbooks call it linear; the output of least squares
/// </code></remarks>
public sealed class Identity : FixedActivation<Identity>
{
    /// <inheritdoc/>
    public override string Formula => "x";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (double.NegativeInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Initializer Start => new XavierUniform();

    internal override InferenceMap Map => new InferenceMap<PassThrough>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x;
}
