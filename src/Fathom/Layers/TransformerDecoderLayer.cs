namespace Fathom;

/// <summary>One block of a transformer's decoder: the target attends to itself, then to the memory that an encoder made of the source, then a small network serves each place.</summary>
/// <remarks><code>
/// formula   x = x + attention(norm₁ x), x = x + attention(norm₂ x, memory), y = x + W₂·g(W₁·norm₃ x) with normFirst; else each norm stands after its sum; dropout after each part
/// shapes    target (N, T, D), memory (N, S, D) → y (N, T, D); without N, or (T, N, D) and (S, N, D) with batchFirst: false
/// names     self_attn.…, multihead_attn.…, linear1, linear2, norm1, norm2, norm3
/// start     as those layers
/// differs   from torch.nn.TransformerDecoderLayer: batches come first by default; any activation by name; causal is a setting of self_attn. It takes two inputs, so it is a
///           module and no <see cref="Layer"/>: a network of one's own holds it as a part
/// source    Vaswani et al. 2017, arXiv:1706.03762; normFirst: Xiong et al. 2020, arXiv:2002.04745
/// </code></remarks>
public sealed class TransformerDecoderLayer : Module
{
    private readonly FeedForward _feedForward;
    private readonly LayerNorm _norm1, _norm2, _norm3;
    private readonly Dropout _dropout1, _dropout2;

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
    /// <param name="causal">Whether a place of the target sees only those up to itself.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentException">A size below 1, heads that do not divide the width, or an unknown activation.</exception>
    public TransformerDecoderLayer(
        int width, int heads, int feedForward = 2048, double dropout = 0.1, string activation = "relu", double eps = 1e-5, bool normFirst = false, bool batchFirst = true,
        bool bias = true, bool causal = false, Rng? rng = null)
    {
        rng ??= Rng.Default;
        SelfAttention = new MultiHeadAttention(width, heads, dropout, bias, batchFirst: batchFirst, causal: causal, rng: rng);
        CrossAttention = new MultiHeadAttention(width, heads, dropout, bias, batchFirst: batchFirst, rng: rng);
        _feedForward = new FeedForward(width, feedForward, dropout, activation, bias, rng);
        (_norm1, _norm2, _norm3) = (new LayerNorm(width, eps), new LayerNorm(width, eps), new LayerNorm(width, eps));
        (_dropout1, _dropout2) = (new Dropout(dropout, rng), new Dropout(dropout, rng));
        NormFirst = normFirst;
    }

    /// <summary>The target's attention to itself.</summary>
    public MultiHeadAttention SelfAttention { get; }

    /// <summary>The target's attention to the memory.</summary>
    public MultiHeadAttention CrossAttention { get; }

    /// <summary>Whether each part is normalized before it.</summary>
    public bool NormFirst { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts =>
    [
        ("self_attn", SelfAttention), ("multihead_attn", CrossAttention), .. _feedForward.Parts("dropout3"),
        ("norm1", _norm1), ("norm2", _norm2), ("norm3", _norm3), ("dropout1", _dropout1), ("dropout2", _dropout2),
    ];

    /// <summary>The block's output.</summary>
    /// <param name="target">What is being written, (N, T, D).</param>
    /// <param name="memory">What an encoder made of the source, (N, S, D).</param>
    /// <param name="targetMask">tgt_mask: true forbids, numbers are added; (T, T) or (N·H, T, T). None by default.</param>
    /// <param name="memoryMask">memory_mask, (T, S) or (N·H, T, S). None by default.</param>
    /// <param name="targetPadding">tgt_key_padding_mask, (N, T), or lengths Int64 (N). None by default.</param>
    /// <param name="memoryPadding">memory_key_padding_mask, (N, S), or lengths Int64 (N). None by default.</param>
    /// <returns>y, of the target's shape.</returns>
    public Tensor Forward(Tensor target, Tensor memory, Tensor targetMask = default, Tensor memoryMask = default, Tensor targetPadding = default, Tensor memoryPadding = default)
    {
        using ModuleScope running = Running();
        Tensor x = target;
        Tensor own = Before(_norm1, x);
        x = After(_norm1, x + _dropout1.Forward(SelfAttention.Forward(own, own, own, targetMask, targetPadding)));
        x = After(_norm2, x + _dropout2.Forward(CrossAttention.Forward(Before(_norm2, x), memory, memory, memoryMask, memoryPadding)));
        return After(_norm3, x + _feedForward.Forward(Before(_norm3, x)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"TransformerDecoderLayer({SelfAttention.Width}, {SelfAttention.Heads}, {_feedForward.Inner}{(NormFirst ? ", normFirst: true" : "")})";

    private Tensor Before(LayerNorm norm, Tensor x) => NormFirst ? norm.Forward(x) : x;

    private Tensor After(LayerNorm norm, Tensor x) => NormFirst ? x : norm.Forward(x);
}
