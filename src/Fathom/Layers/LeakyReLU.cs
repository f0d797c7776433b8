namespace Fathom;

/// <summary>The activation <see cref="Ops.LeakyReLU"/> as a layer: y = x where x > 0, slope·x elsewhere.</summary>
/// <param name="slope">The factor of negative inputs, 0.01 by default.</param>
/// <remarks><code>
/// shapes    x (…) → y (…)
/// source    Maas, Hannun and Ng 2013
/// </code></remarks>
public sealed class LeakyReLU(double slope = 0.01) : Layer, ILayer<LeakyReLU>
{
    static string ILayer<LeakyReLU>.Name => "LeakyReLU";

    /// <summary>The factor of negative inputs, 0.01 by default.</summary>
    public double Slope { get; } = slope;

    static LeakyReLU ILayer<LeakyReLU>.Create(Settings settings) => new(settings.Double("slope"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.LeakyReLU(Slope);

    void ILayer<LeakyReLU>.Describe(Settings settings) => settings.Set("slope", Slope);
}
