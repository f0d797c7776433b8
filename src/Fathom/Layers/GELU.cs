namespace Fathom;

/// <summary>The Gaussian error linear unit: a smooth rectifier that dips to −0.16997 at −0.7518 (−0.17004 in the tanh form). The usual choice in transformers.</summary>
/// <param name="tanh">Whether to use the tanh form, an approximation of Φ.</param>
/// <remarks><code>
/// formula     y = x·Φ(x), Φ the normal distribution function; tanh form ½x·(1 + tanh(√(2/π)·(x + 0.044715x³)))
/// shapes      x (…) → y (…)
/// derivative  Φ(x) + x·φ(x), φ the normal density
/// differs     from torch.nn.GELU: nothing (tanh is its approximate="tanh")
/// source      Hendrycks and Gimpel 2016, arXiv:1606.08415
/// </code></remarks>
public sealed class GELU(bool tanh = false) : Activation, ILayer<GELU>
{
    static string ILayer<GELU>.Name => "GELU";

    /// <summary>Whether to use the tanh form, an approximation of Φ.</summary>
    public bool Tanh { get; } = tanh;

    /// <inheritdoc/>
    public override string Name => Tanh ? "GELU (tanh)" : "GELU";

    /// <inheritdoc/>
    public override string Formula => Tanh ? "½x·(1 + tanh(√(2/π)·(x + 0.044715x³)))" : "x·Φ(x)";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (Tanh ? -0.1700407641 : -0.1699712075, double.PositiveInfinity);

    static GELU ILayer<GELU>.Create(Settings settings) => new(settings.Bool("tanh"));

    internal override InferenceMap Map => Tanh ? new InferenceMap<Ops.GELUTanh>(default) : new InferenceMap<Ops.GELU>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tanh ? Marked(x).GELUTanh() : Marked(x).GELU();

    void ILayer<GELU>.Describe(Settings settings) => settings.Set("tanh", Tanh);
}
