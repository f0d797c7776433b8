namespace Fathom;

/// <summary>The activation <see cref="Ops.SiLU"/> as a layer: y = x·σ(x), also called Swish.</summary>
/// <remarks><code>
/// shapes    x (…) → y (…)
/// source    Ramachandran, Zoph and Le 2017, arXiv:1710.05941
/// </code></remarks>
public sealed class SiLU : Layer, ILayer<SiLU>
{
    static string ILayer<SiLU>.Name => "SiLU";

    static SiLU ILayer<SiLU>.Create(Settings settings) => new();

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.SiLU();

    void ILayer<SiLU>.Describe(Settings settings)
    {
    }
}
