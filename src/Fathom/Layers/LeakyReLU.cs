namespace Fathom;

/// <summary>The rectifier with a small slope below 0, so that no unit dies.</summary>
/// <param name="slope">The factor of negative inputs, 0.01 by default.</param>
/// <remarks><code>
/// formula     y = x for x &gt; 0, slope·x elsewhere
/// shapes      x (…) → y (…)
/// derivative  1 where x &gt; 0, slope elsewhere (also at 0)
/// differs     from torch.nn.LeakyReLU: nothing
/// source      Maas, Hannun and Ng 2013
/// </code></remarks>
public sealed class LeakyReLU(double slope = 0.01) : Activation, ILayer<LeakyReLU>
{
    static string ILayer<LeakyReLU>.Name => "LeakyReLU";

    /// <summary>The factor of negative inputs, 0.01 by default.</summary>
    public double Slope { get; } = slope;

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"x for x > 0, {Slope}x elsewhere");

    /// <inheritdoc/>
    public override (double Low, double High) Range => (Slope > 0 ? double.NegativeInfinity : 0, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Initializer Start => new HeUniform(gain: Gain.LeakyReLU(Slope));

    internal override InferenceMap Map => new InferenceMap<Ops.LeakyReLU>(new Ops.LeakyReLU(Slope));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).LeakyReLU(Slope);

    static LeakyReLU ILayer<LeakyReLU>.Create(Settings settings) => new(settings.Double("slope"));

    void ILayer<LeakyReLU>.Describe(Settings settings) => settings.Set("slope", Slope);
}
