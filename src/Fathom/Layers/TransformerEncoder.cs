namespace Fathom;

/// <summary>A transformer's encoder: blocks one after another under the same masks, and a normalization at the end where there is one.</summary>
/// <remarks><code>
/// formula   y = norm(blockₙ(…block₁(x)))
/// shapes    as the blocks': x (N, T, D) → y (N, T, D)
/// names     layers.0.…, layers.1.…, norm
/// differs   from torch.nn.TransformerEncoder: it takes the blocks themselves instead of copies of one
/// source    Vaswani et al. 2017, arXiv:1706.03762
/// </code></remarks>
public sealed class TransformerEncoder : Layer, ILayer<TransformerEncoder>
{
    private readonly Sequential _layers;
    private readonly LayerNorm? _norm;

    /// <summary>Puts blocks one after another.</summary>
    /// <param name="layers">The blocks.</param>
    /// <param name="norm">What stands at the end, as pre-norm blocks need it; null for nothing.</param>
    public TransformerEncoder(IEnumerable<TransformerEncoderLayer> layers, LayerNorm? norm = null)
    {
        _layers = new Sequential([.. layers]);
        _norm = norm;
    }

    static string ILayer<TransformerEncoder>.Name => "TransformerEncoder";

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("layers", _layers), .. _norm is null ? [] : new Part[] { ("norm", _norm) }];

    static TransformerEncoder ILayer<TransformerEncoder>.Create(Settings settings)
    {
        Layer[] layers = settings.Layers("layers"), norm = settings.Layers("norm");
        if (!Array.TrueForAll(layers, layer => layer is TransformerEncoderLayer))
            throw new ArgumentException("layers holds something other than TransformerEncoderLayers.");
        if (norm.Length > 1 || (norm.Length == 1 && norm[0] is not LayerNorm))
            throw new ArgumentException("norm holds something other than one LayerNorm.");
        return new(layers.Cast<TransformerEncoderLayer>(), norm.Length == 0 ? null : (LayerNorm)norm[0]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, mask: default);

    /// <summary>The encoder's output under masks that all blocks share.</summary>
    /// <param name="x">(N, T, D) or (T, D).</param>
    /// <param name="mask">True forbids, numbers are added; (T, T) or (N·H, T, T). None by default.</param>
    /// <param name="padding">True holds a place back, numbers are added; (N, T), or how many places count, Int64 (N). None by default.</param>
    /// <returns>y, of x's shape.</returns>
    public Tensor Forward(Tensor x, Tensor mask, Tensor padding = default)
    {
        Interior inside = Interior.Begin();
        for (int i = 0; i < _layers.Count; i++)
            x = inside.Result(((TransformerEncoderLayer)_layers[i]).Forward(x, mask, padding));
        return _norm is null ? x : inside.Result(_norm.Forward(x));
    }

    void ILayer<TransformerEncoder>.Describe(Settings settings)
    {
        settings.Set("layers", (IEnumerable<Layer>)_layers);
        settings.Set("norm", _norm is null ? [] : new Layer[] { _norm });
    }

    /// <inheritdoc/>
    public override string ToString() => $"TransformerEncoder({string.Join(", ", _layers)}{(_norm is null ? "" : $", {_norm}")})";
}
