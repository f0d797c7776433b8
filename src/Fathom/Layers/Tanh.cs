namespace Fathom;

/// <summary>The activation <see cref="Ops.Tanh"/> as a layer: y = tanh x, between −1 and 1.</summary>
/// <remarks><code>
/// shapes    x (…) → y (…)
/// </code></remarks>
public sealed class Tanh : Layer, ILayer<Tanh>
{
    static string ILayer<Tanh>.Name => "Tanh";

    static Tanh ILayer<Tanh>.Create(Settings settings) => new();

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Tanh();

    void ILayer<Tanh>.Describe(Settings settings)
    {
    }
}
