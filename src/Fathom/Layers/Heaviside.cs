namespace Fathom;

/// <summary>The step of the perceptron and of biology's all-or-nothing: a unit fires or it does not. Its derivative is 0 everywhere, so nothing below it learns by gradient descent.</summary>
/// <param name="atZero">The value at 0, which is the firing rule: 0 (the default) fires for x &gt; 0, 1 fires for x ≥ 0.</param>
/// <remarks><code>
/// formula     y = 0 for x &lt; 0, atZero for x = 0, 1 for x &gt; 0
/// shapes      x (…) → y (…)
/// derivative  0
/// differs     from torch.heaviside: the value at 0 is one number; a gradient of 0, where torch has none
/// source      McCulloch and Pitts 1943; Rosenblatt 1958
/// </code></remarks>
/// <exception cref="ArgumentOutOfRangeException">atZero is not in [0, 1].</exception>
public sealed class Heaviside(double atZero = 0) : Activation, ILayer<Heaviside>
{
    static string ILayer<Heaviside>.Name => "Heaviside";

    /// <summary>The value at 0, which is the firing rule: 0 (the default) fires for x &gt; 0, 1 fires for x ≥ 0.</summary>
    public double AtZero { get; } = atZero is >= 0 and <= 1 ? atZero : throw new ArgumentOutOfRangeException(nameof(atZero), FormattableString.Invariant($"atZero is {atZero}; expected a number from 0 (fires for x > 0) to 1 (fires for x ≥ 0)."));

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"0 for x < 0, {AtZero} for x = 0, 1 for x > 0");

    /// <inheritdoc/>
    public override (double Low, double High) Range => (0, 1);

    /// <inheritdoc/>
    public override Initializer Start => new XavierUniform();

    internal override InferenceMap Map => new InferenceMap<Ops.Heaviside>(new Ops.Heaviside(AtZero));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).Heaviside(AtZero);

    static Heaviside ILayer<Heaviside>.Create(Settings settings) => new(settings.Double("at_zero"));

    void ILayer<Heaviside>.Describe(Settings settings) => settings.Set("at_zero", AtZero);
}
