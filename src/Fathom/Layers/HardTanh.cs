namespace Fathom;

/// <summary>A line between two flat ends.</summary>
/// <param name="min">The smallest value; −1 by default.</param>
/// <param name="max">The largest value; 1 by default.</param>
/// <remarks><code>
/// formula     y = min(max(x, min), max)
/// shapes      x (…) → y (…)
/// derivative  1 where min &lt; x &lt; max, 0 elsewhere (also at the ends)
/// differs     from torch.nn.Hardtanh: nothing
/// source      Collobert 2004, "Large scale machine learning"
/// </code></remarks>
/// <exception cref="ArgumentOutOfRangeException">max is not above min.</exception>
public sealed class HardTanh(double min = -1, double max = 1) : Activation, ILayer<HardTanh>
{
    static string ILayer<HardTanh>.Name => "HardTanh";

    /// <summary>The smallest value; −1 by default.</summary>
    public double Min { get; } = min;

    /// <summary>The largest value; 1 by default.</summary>
    public double Max { get; } = max > min ? max : throw new ArgumentOutOfRangeException(nameof(max), FormattableString.Invariant($"max is {max}; expected a number above min, {min}."));

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"min(max(x, {Min}), {Max})");

    /// <inheritdoc/>
    public override (double Low, double High) Range => (Min, Max);

    /// <inheritdoc/>
    public override Initializer Start => new XavierUniform();

    internal override InferenceMap Map => new InferenceMap<Ops.HardTanh>(new Ops.HardTanh(Min, Max));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).HardTanh(Min, Max);

    static HardTanh ILayer<HardTanh>.Create(Settings settings) => new(settings.Double("min"), settings.Double("max"));

    void ILayer<HardTanh>.Describe(Settings settings)
    {
        settings.Set("min", Min);
        settings.Set("max", Max);
    }
}
