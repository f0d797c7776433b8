namespace Fathom;

/// <summary>The activation <see cref="Ops.GELU"/> as a layer: y = x·Φ(x), Φ the normal distribution function.</summary>
/// <param name="tanh">Whether to use the tanh form, an approximation of Φ.</param>
/// <remarks><code>
/// shapes    x (…) → y (…)
/// source    Hendrycks and Gimpel 2016, arXiv:1606.08415
/// </code></remarks>
public sealed class GELU(bool tanh = false) : Layer, ILayer<GELU>
{
    static string ILayer<GELU>.Name => "GELU";

    /// <summary>Whether to use the tanh form, an approximation of Φ.</summary>
    public bool Tanh { get; } = tanh;

    static GELU ILayer<GELU>.Create(Settings settings) => new(settings.Bool("tanh"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tanh ? x.GELUTanh() : x.GELU();

    void ILayer<GELU>.Describe(Settings settings) => settings.Set("tanh", Tanh);
}
