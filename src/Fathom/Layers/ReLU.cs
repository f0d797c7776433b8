namespace Fathom;

/// <summary>The activation <see cref="Ops.ReLU"/> as a layer: y = max(x, 0), the derivative at 0 being 0.</summary>
/// <remarks><code>
/// shapes    x (…) → y (…)
/// source    Nair and Hinton 2010
/// </code></remarks>
public sealed class ReLU : Layer, ILayer<ReLU>
{
    static string ILayer<ReLU>.Name => "ReLU";

    static ReLU ILayer<ReLU>.Create(Settings settings) => new();

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.ReLU();

    void ILayer<ReLU>.Describe(Settings settings)
    {
    }
}
