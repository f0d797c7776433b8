namespace Fathom;

/// <summary>The logistic function: a number between 0 and 1, as a probability or a gate. Deep stacks of it let gradients vanish.</summary>
/// <remarks><code>
/// formula     y = 1/(1 + e⁻ˣ)
/// shapes      x (…) → y (…)
/// derivative  σ(x)·(1 − σ(x)), at most ¼ at 0
/// differs     from torch.nn.Sigmoid: nothing
/// source      Rumelhart, Hinton and Williams 1986
/// </code></remarks>
public sealed class Sigmoid : FixedActivation<Sigmoid>
{
    /// <inheritdoc/>
    public override string Formula => "1/(1 + e⁻ˣ)";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (0, 1);

    /// <inheritdoc/>
    public override Initializer Start => new XavierUniform();

    internal override InferenceMap Map => new InferenceMap<Ops.Sigmoid>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).Sigmoid();
}
