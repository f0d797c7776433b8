namespace Fathom;

/// <summary>One block of a transformer: a sequence attends to itself, then a small network serves each place; each with a shortcut around it and layer normalization.</summary>
/// <remarks><code>
/// formula   x = x + attention(norm₁ x), y = x + W₂·g(W₁·norm₂ x) with normFirst; else x = norm₁(x + attention x), y = norm₂(x + W₂·g(W₁·x)); dropout after g and after both parts
/// shapes    x (N, T, D) or (T, D) → y, the same; (T, N, D) with batchFirst: false
/// names     self_attn.…, linear1, linear2, norm1, norm2
/// start     as those layers
/// differs   from torch.nn.TransformerEncoderLayer: batches come first by default; any activation by name; causal, window and rotary are settings
/// source    Vaswani et al. 2017, arXiv:1706.03762; normFirst: Xiong et al. 2020, arXiv:2002.04745
/// </code>With <c>causal: true</c> and normFirst it is the block of a GPT.</remarks>
public sealed class TransformerEncoderLayer : Layer, ILayer<TransformerEncoderLayer>
{
    private readonly FeedForward _feedForward;
    private readonly LayerNorm _norm1, _norm2;
    private readonly Dropout _dropout1;

    /// <summary>Makes a block with fresh weights.</summary>
    /// <param name="width">D (d_model).</param>
    /// <param name="heads">H (nhead), a divisor of the width.</param>
    /// <param name="feedForward">dim_feedforward: how wide the small network is inside; 2,048 by default.</param>
    /// <param name="dropout">The probability of dropping, in [0, 1); 0.1 by default.</param>
    /// <param name="activation">g: a name of <see cref="Activations"/>; relu by default.</param>
    /// <param name="eps">layer_norm_eps.</param>
    /// <param name="normFirst">Whether to normalize before each part (pre-norm), else after its shortcut (post-norm).</param>
    /// <param name="batchFirst">Whether batches are the first axis, else the second.</param>
    /// <param name="bias">Whether linear maps add biases.</param>
    /// <param name="causal">Whether a place sees only those up to itself.</param>
    /// <param name="window">How far a place sees; null for all.</param>
    /// <param name="rotary">Rotary positions for queries and keys; null for none.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentException">A size below 1, heads that do not divide the width, or an unknown activation.</exception>
    public TransformerEncoderLayer(
        int width, int heads, int feedForward = 2048, double dropout = 0.1, string activation = "relu", double eps = 1e-5, bool normFirst = false, bool batchFirst = true,
        bool bias = true, bool causal = false, int? window = null, RotaryPositions? rotary = null, Rng? rng = null)
    {
        rng ??= Rng.Default;
        SelfAttention = new MultiHeadAttention(width, heads, dropout, bias, batchFirst: batchFirst, causal: causal, window: window, rotary: rotary, rng: rng);
        _feedForward = new FeedForward(width, feedForward, dropout, activation, bias, rng);
        _norm1 = new LayerNorm(width, eps);
        _norm2 = new LayerNorm(width, eps);
        _dropout1 = new Dropout(dropout, rng);
        NormFirst = normFirst;
    }

    static string ILayer<TransformerEncoderLayer>.Name => "TransformerEncoderLayer";

    /// <summary>The attention.</summary>
    public MultiHeadAttention SelfAttention { get; }

    /// <summary>Whether each part is normalized before it.</summary>
    public bool NormFirst { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("self_attn", SelfAttention), .. _feedForward.Parts("dropout2"), ("norm1", _norm1), ("norm2", _norm2), ("dropout1", _dropout1)];

    static TransformerEncoderLayer ILayer<TransformerEncoderLayer>.Create(Settings settings)
    {
        if (settings.OneLayer("attention") is not MultiHeadAttention attention)
            throw new ArgumentException("attention is no MultiHeadAttention.");
        return new(
            attention.Width, attention.Heads, settings.Int("feed_forward"), attention.DropProbability, settings.Text("activation"), settings.Double("eps"), settings.Bool("norm_first"),
            attention.BatchFirst, attention.HasBias, attention.Causal, attention.Window, attention.Rotary);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, mask: default);

    /// <summary>The block's output under masks.</summary>
    /// <param name="x">(N, T, D) or (T, D).</param>
    /// <param name="mask">src_mask: true forbids, numbers are added; (T, T) or (N·H, T, T). None by default.</param>
    /// <param name="padding">src_key_padding_mask: true holds a place back, numbers are added; (N, T), or how many places count, Int64 (N). None by default.</param>
    /// <returns>y, of x's shape.</returns>
    public Tensor Forward(Tensor x, Tensor mask, Tensor padding = default)
    {
        using ModuleScope running = Running();
        Interior inside = Interior.Begin();
        Tensor read = NormFirst ? inside.Result(_norm1.Forward(x)) : x;
        Tensor h = inside.Result(_dropout1.Forward(SelfAttention.Forward(read, read, read, mask, padding)));
        h = inside.Result(x + h);
        return inside.Result(Serve(NormFirst ? h : inside.Result(_norm1.Forward(h))));
    }

    /// <summary>Inference of further tokens of one causal sequence.</summary>
    /// <param name="x">The tokens that follow, (1, T, D) or (T, D).</param>
    /// <param name="cache">What was read before.</param>
    /// <returns>y, of x's shape.</returns>
    public Tensor Forward(Tensor x, KeyValueCache cache) => NormFirst
        ? Serve(x + SelfAttention.Forward(_norm1.Forward(x), cache))
        : Serve(_norm1.Forward(x + SelfAttention.Forward(x, cache)));

    void ILayer<TransformerEncoderLayer>.Describe(Settings settings)
    {
        settings.Set("attention", SelfAttention);
        settings.Set("feed_forward", _feedForward.Inner);
        settings.Set("activation", _feedForward.Activation);
        settings.Set("eps", _norm1.Eps);
        settings.Set("norm_first", NormFirst);
    }

    /// <inheritdoc/>
    public override string ToString() => $"TransformerEncoderLayer({SelfAttention.Width}, {SelfAttention.Heads}, {_feedForward.Inner}{(NormFirst ? ", normFirst: true" : "")})";

    private Tensor Serve(Tensor x)
    {
        Interior inside = Interior.Begin();
        Tensor h = inside.Result(_feedForward.Forward(NormFirst ? _norm2.Forward(x) : x));
        h = inside.Result(x + h);
        return NormFirst ? h : inside.Result(_norm2.Forward(h));
    }
}
