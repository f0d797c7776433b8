namespace Fathom;

/// <summary>The activation <see cref="Ops.Sigmoid"/> as a layer: y = 1/(1 + e⁻ˣ), between 0 and 1.</summary>
/// <remarks><code>
/// shapes    x (…) → y (…)
/// </code></remarks>
public sealed class Sigmoid : Layer, ILayer<Sigmoid>
{
    static string ILayer<Sigmoid>.Name => "Sigmoid";

    static Sigmoid ILayer<Sigmoid>.Create(Settings settings) => new();

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Sigmoid();

    void ILayer<Sigmoid>.Describe(Settings settings)
    {
    }
}
