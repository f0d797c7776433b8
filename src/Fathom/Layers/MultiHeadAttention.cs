using System.Globalization;

namespace Fathom;

/// <summary>Multi-head attention: queries, keys and values are projected into several heads, each attends on its own, and the results are projected back together.</summary>
/// <remarks><code>
/// formula   y = concat(head₁, …)·Wₒᵀ + bₒ, headᵢ = softmax(qᵢ·kᵢᵀ/√E + masks)·vᵢ, of q·W_qᵀ + b_q, k·W_kᵀ + b_k and v·W_vᵀ + b_v
/// shapes    query (N, L, D) or (L, D), key (N, S, keyWidth), value (N, S, valueWidth) → y (N, L, D), weights (N, L, S) or (N, H, L, S); L, N, D and S, N, … with batchFirst: false
/// names     in_proj_weight, in_proj_bias, out_proj.weight, out_proj.bias; bias_k and bias_v; q_proj_weight, k_proj_weight and v_proj_weight where the widths differ
/// start     Xavier's uniform start for the projections in, U(±1/√D) for that out, biases 0, bias_k and bias_v Xavier's normal start
/// differs   from torch.nn.MultiheadAttention: batches come first by default; masks may also be lengths; a query whose masks forbid every key is refused (NaN there);
///           causal, window and rotary positions are settings of the layer; weights are given when asked for
/// source    Vaswani et al. 2017, arXiv:1706.03762
/// </code>As in PyTorch a true in a mask forbids, and numbers are added to the scores. <see cref="Forward(Tensor)"/> attends to itself.</remarks>
public sealed class MultiHeadAttention : Layer, ILayer<MultiHeadAttention>, IRandom
{
    private readonly Tensor _inWeight, _queryWeight, _keyWeight, _valueWeight, _inBias, _biasKey, _biasValue;
    private readonly Linear _out;

    /// <summary>Makes a layer with fresh weights.</summary>
    /// <param name="width">D (embed_dim): the length of a query's and a result's vector.</param>
    /// <param name="heads">H (num_heads), a divisor of the width; each head is D/H wide.</param>
    /// <param name="dropout">The probability of dropping a weight in training, in [0, 1).</param>
    /// <param name="bias">Whether the projections add biases.</param>
    /// <param name="addBiasKv">Whether a learned key and value stand behind all others.</param>
    /// <param name="addZeroAttention">Whether a key and value of zeros stand behind all others.</param>
    /// <param name="keyWidth">kdim: the length of a key's vector; the width by default.</param>
    /// <param name="valueWidth">vdim: the length of a value's vector; the width by default.</param>
    /// <param name="batchFirst">Whether batches are the first axis, else the second.</param>
    /// <param name="causal">Whether a query sees only keys up to its own place; the last query sees all.</param>
    /// <param name="window">How far a query sees: keys less than this many places away; null for all.</param>
    /// <param name="rotary">Rotary positions for queries and keys, made for as many heads; null for none.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or a probability outside [0, 1).</exception>
    /// <exception cref="ArgumentException">The heads do not divide the width, or settings exclude each other.</exception>
    public MultiHeadAttention(
        int width, int heads, double dropout = 0, bool bias = true, bool addBiasKv = false, bool addZeroAttention = false, int? keyWidth = null, int? valueWidth = null,
        bool batchFirst = true, bool causal = false, int? window = null, RotaryPositions? rotary = null, Rng? rng = null)
    {
        Width = Require.Positive(width, nameof(width));
        Heads = Require.Positive(heads, nameof(heads));
        if (width % heads != 0)
            throw new ArgumentException($"heads is {heads}, which does not divide the width {width}: each head would be {(width / (double)heads).ToString("0.##", CultureInfo.InvariantCulture)} wide. Choose a divisor of {width}.", nameof(heads));
        DropProbability = Require.Probability(dropout, nameof(dropout));
        HasBias = bias;
        AddZeroAttention = addZeroAttention;
        KeyWidth = Require.Positive(keyWidth ?? width, nameof(keyWidth));
        ValueWidth = Require.Positive(valueWidth ?? width, nameof(valueWidth));
        BatchFirst = batchFirst;
        Causal = causal;
        Window = window is { } places ? Require.Positive(places, nameof(window)) : null;
        if ((addBiasKv || addZeroAttention) && (causal || window is not null || rotary is not null))
            throw new ArgumentException("Keys that stand behind all others (addBiasKv, addZeroAttention) have no place in the sequence, by which causal, window and rotary go. Give a mask of its own instead.", nameof(causal));
        Rotary = rotary;
        if (rotary is not null && (rotary.Heads != heads || width / heads % 2 != 0))
            throw new ArgumentException($"rotary is made for {rotary.Heads} heads; expected {heads}, each of an even width ({width / heads} here).", nameof(rotary));
        rng ??= Rng.Default;
        Rng = rng.Fork();
        var xavier = new XavierUniform();
        if (KeyWidth == width && ValueWidth == width)
        {
            _inWeight = Started([3 * width, width], xavier, rng);
        }
        else
        {
            _queryWeight = Started([width, width], xavier, rng);
            _keyWeight = Started([width, KeyWidth], xavier, rng);
            _valueWeight = Started([width, ValueWidth], xavier, rng);
        }

        _inBias = bias ? Tensor.Parameter([3 * width]) : default;
        if (addBiasKv)
        {
            _biasKey = Started([1, 1, width], new XavierNormal(), rng);
            _biasValue = Started([1, 1, width], new XavierNormal(), rng);
        }

        _out = new Linear(width, width, bias, rng: rng);
        if (bias)
            _out.Bias.Fill(0);
    }

    static string ILayer<MultiHeadAttention>.Name => "MultiHeadAttention";

    /// <summary>D.</summary>
    public int Width { get; }

    /// <summary>H.</summary>
    public int Heads { get; }

    /// <summary>The probability of dropping a weight in training.</summary>
    public double DropProbability { get; }

    /// <summary>Whether the projections add biases.</summary>
    public bool HasBias { get; }

    /// <summary>Whether a key and value of zeros stand behind all others.</summary>
    public bool AddZeroAttention { get; }

    /// <summary>The length of a key's vector.</summary>
    public int KeyWidth { get; }

    /// <summary>The length of a value's vector.</summary>
    public int ValueWidth { get; }

    /// <summary>Whether batches are the first axis.</summary>
    public bool BatchFirst { get; }

    /// <summary>Whether a query sees only keys up to its own place.</summary>
    public bool Causal { get; }

    /// <summary>How far a query sees, or null for all.</summary>
    public int? Window { get; }

    /// <summary>Rotary positions for queries and keys, or null.</summary>
    public RotaryPositions? Rotary { get; }

    /// <inheritdoc/>
    public Rng Rng { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts =>
    [
        ("in_proj_weight", _inWeight), ("q_proj_weight", _queryWeight), ("k_proj_weight", _keyWeight), ("v_proj_weight", _valueWeight), ("in_proj_bias", _inBias),
        ("bias_k", _biasKey), ("bias_v", _biasValue), ("out_proj", _out), .. Rotary is null ? [] : new Part[] { ("rotary", Rotary) },
    ];

    private bool AppendsKeys => !_biasKey.IsNone || AddZeroAttention;

    static MultiHeadAttention ILayer<MultiHeadAttention>.Create(Settings settings)
    {
        int window = settings.Int("window", 0);
        Layer[] rotary = settings.Layers("rotary");
        if (rotary.Length > 1 || (rotary.Length == 1 && rotary[0] is not RotaryPositions))
            throw new ArgumentException("rotary holds something other than one RotaryPositions.");
        return new(
            settings.Int("width"), settings.Int("heads"), settings.Double("dropout"), settings.Bool("bias"), settings.Bool("add_bias_kv"), settings.Bool("add_zero_attention"),
            settings.Int("key_width"), settings.Int("value_width"), settings.Bool("batch_first"), settings.Bool("causal"), window == 0 ? null : window, rotary.Length == 0 ? null : (RotaryPositions)rotary[0]);
    }

    /// <summary>The sequence attends to itself.</summary>
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, x, x);

    /// <summary>Queries attend to keys and read their values.</summary>
    /// <param name="query">(N, L, D) or (L, D).</param>
    /// <param name="key">(N, S, keyWidth) or (S, keyWidth).</param>
    /// <param name="value">(N, S, valueWidth) or (S, valueWidth).</param>
    /// <param name="mask">attn_mask: true forbids, numbers are added; (L, S), (N·H, L, S) or (N, H, L, S); of a single sequence (H, L, S). None by default.</param>
    /// <param name="padding">key_padding_mask: true holds a key back, numbers are added; (N, S), or how many keys count, Int64 (N). None by default.</param>
    /// <returns>y, of the query's shape.</returns>
    /// <exception cref="ShapeException">Shapes do not fit.</exception>
    /// <exception cref="ArgumentException">The masks forbid every key to a query; the text names batch and query.</exception>
    public Tensor Forward(Tensor query, Tensor key, Tensor value, Tensor mask = default, Tensor padding = default) => Attend(query, key, value, mask, padding, weights: false).Y;

    /// <summary>Queries attend to keys and read their values; also gives the weights by which they do.</summary>
    /// <inheritdoc cref="Forward(Tensor, Tensor, Tensor, Tensor, Tensor)"/>
    /// <param name="query">(N, L, D) or (L, D).</param>
    /// <param name="key">(N, S, keyWidth) or (S, keyWidth).</param>
    /// <param name="value">(N, S, valueWidth) or (S, valueWidth).</param>
    /// <param name="mask">attn_mask: true forbids, numbers are added; (L, S), (N·H, L, S) or (N, H, L, S). None by default.</param>
    /// <param name="padding">key_padding_mask: true holds a key back, numbers are added; (N, S), or how many keys count, Int64 (N). None by default.</param>
    /// <param name="averageHeads">Whether the weights are the mean over heads, else those of each head.</param>
    /// <returns>y, and the weights (N, L, S) or (N, H, L, S), after dropout.</returns>
    public (Tensor Y, Tensor Weights) ForwardWithWeights(Tensor query, Tensor key, Tensor value, Tensor mask = default, Tensor padding = default, bool averageHeads = true)
    {
        (Tensor y, Tensor weights) = Attend(query, key, value, mask, padding, weights: true);

        // The operation leaves out the axis of one head.
        if (Heads > 1)
            return (y, averageHeads ? weights.Mean(axes: [-3]) : weights);
        Shape shape = weights.Shape;
        return (y, averageHeads ? weights : weights.Reshape(shape.Insert(shape.Rank - 2, 1)));
    }

    /// <summary>Inference of further tokens: they attend to themselves and to all that the cache holds, and are taken into it.</summary>
    /// <param name="x">The tokens that follow, (1, T, D) or (T, D).</param>
    /// <param name="cache">What was read before; one cache for each layer and text.</param>
    /// <returns>y, of x's shape: what a forward pass over the whole sequence gives for these tokens.</returns>
    /// <exception cref="InvalidOperationException">The layer is not causal, so earlier results would change; or keys stand behind all others.</exception>
    public Tensor Forward(Tensor x, KeyValueCache cache)
    {
        if (!Causal || AppendsKeys)
            throw new InvalidOperationException("MultiHeadAttention: a cache serves causal attention alone, where later tokens change nothing about earlier ones. Make the layer with causal: true.");
        (Tensor q, Tensor k, Tensor v) = Project(x, x, x);
        if (Rotary is not null)
            (q, k) = (Rotary.Forward(q, cache.Count), Rotary.Forward(k, cache.Count));
        (Tensor keys, Tensor values) = cache.Append(k, v);
        return _out.Forward(q.Reshape(q.Shape[^2], Width).ScaledDotProductAttention(keys, values, causal: true, window: Window, heads: Heads)).Reshape(x.Shape);
    }

    void ILayer<MultiHeadAttention>.Describe(Settings settings)
    {
        settings.Set("width", Width);
        settings.Set("heads", Heads);
        settings.Set("dropout", DropProbability);
        settings.Set("bias", HasBias);
        settings.Set("add_bias_kv", !_biasKey.IsNone);
        settings.Set("add_zero_attention", AddZeroAttention);
        settings.Set("key_width", KeyWidth);
        settings.Set("value_width", ValueWidth);
        settings.Set("batch_first", BatchFirst);
        settings.Set("causal", Causal);
        settings.Set("window", Window ?? 0);
        settings.Set("rotary", Rotary is null ? [] : new Layer[] { Rotary });
    }

    /// <inheritdoc/>
    public override string ToString() => $"MultiHeadAttention({Width}, {Heads}{(Causal ? ", causal: true" : "")}{(Window is { } window ? $", window: {window}" : "")})";

    private static Tensor Started(Shape shape, Initializer start, Rng rng)
    {
        Tensor weight = Tensor.Parameter(shape);
        start.Apply(weight, rng);
        return weight;
    }

    private (Tensor Y, Tensor Weights) Attend(Tensor query, Tensor key, Tensor value, Tensor mask, Tensor padding, bool weights)
    {
        using ModuleScope running = Running();
        Interior inside = Interior.Begin();
        Check(query, nameof(query), Width);
        Check(key, nameof(key), KeyWidth);
        Check(value, nameof(value), ValueWidth);
        bool self = query.Cell == key.Cell && key.Cell == value.Cell, turns = !BatchFirst && query.Rank == 3;
        if (turns)
        {
            query = query.Transpose(0, 1);
            (key, value) = self ? (query, query) : (key.Transpose(0, 1), value.Transpose(0, 1));
        }

        if (!mask.IsNone && mask.Rank == 3 && query.Rank == 3)
        {
            if (mask.Shape[0] != query.Shape[0] * Heads)
                throw new ShapeException(nameof(MultiHeadAttention), nameof(mask), mask.Shape.ToString(), $"{query.Shape[0] * Heads} matrices, one for each of {Heads} heads of {query.Shape[0]} batches", "One matrix (L, S) serves all.");
            mask = mask.Reshape(query.Shape[0], Heads, mask.Shape[1], mask.Shape[2]);
        }

        // The operation leaves out the axis of one head.
        if (Heads == 1 && !mask.IsNone && mask.Rank == query.Rank + 1 && mask.Shape[^3] == 1)
            mask = mask.Reshape(mask.Shape.Without(mask.Rank - 3));

        double dropout = IsTraining ? DropProbability : 0;
        Tensor y, shares = default;
        if (self && !weights && !AppendsKeys && !_inWeight.IsNone)
        {
            Tensor qkv = query.Linear(_inWeight, _inBias);
            if (Rotary is not null)
                qkv = Rotary.Packed(qkv, 0);
            y = qkv.SelfAttention(Heads, mask, padding, Causal, Window, dropout: dropout, rng: Rng);
        }
        else
        {
            (Tensor q, Tensor k, Tensor v) = Project(query, key, value);
            if (Rotary is not null)
                (q, k) = (Rotary.Forward(q), Rotary.Forward(k));
            if (AppendsKeys)
                (k, v, mask, padding) = Append(k, v, mask, padding);
            if (weights)
                (y, shares) = q.ScaledDotProductAttentionWeights(k, v, mask, padding, Causal, Window, Heads, dropout: dropout, rng: Rng);
            else
                y = q.ScaledDotProductAttention(k, v, mask, padding, Causal, Window, Heads, dropout: dropout, rng: Rng);
        }

        if (weights)
            return (Finish(y, turns), shares);
        y = inside.Result(y);
        return (inside.Result(Finish(y, turns)), shares);
    }

    private Tensor Finish(Tensor y, bool turns)
    {
        y = _out.Forward(y);
        return turns ? y.Transpose(0, 1) : y;
    }

    private (Tensor Q, Tensor K, Tensor V) Project(Tensor query, Tensor key, Tensor value)
    {
        Tensor Bias(int part) => _inBias.IsNone ? default : _inBias[(part * Width)..((part + 1) * Width)];
        Tensor Weight(int part, Tensor own) => _inWeight.IsNone ? own : _inWeight[(part * Width)..((part + 1) * Width)];
        return (query.Linear(Weight(0, _queryWeight), Bias(0)), key.Linear(Weight(1, _keyWeight), Bias(1)), value.Linear(Weight(2, _valueWeight), Bias(2)));
    }

    /// <summary>Puts the learned key and value and those of zeros behind the others; masks let every query see them.</summary>
    private (Tensor K, Tensor V, Tensor Mask, Tensor Padding) Append(Tensor k, Tensor v, Tensor mask, Tensor padding)
    {
        if (!padding.IsNone && padding.Type == DType.Int64)
            padding = Tensor.Range(0, k.Shape[^2]).GreaterOrEqual(padding.To(DType.Float32).Reshape(padding.Shape.Insert(padding.Rank, 1)));
        Shape one = k.Shape.With(k.Rank - 2, 1);
        if (!_biasKey.IsNone)
        {
            k = Tensor.Concat([k, _biasKey.Reshape(1, Width).Expand(one.AsSpan())], -2);
            v = Tensor.Concat([v, _biasValue.Reshape(1, Width).Expand(one.AsSpan())], -2);
            (mask, padding) = (Widened(mask), Widened(padding));
        }

        if (AddZeroAttention)
        {
            k = Tensor.Concat([k, Tensor.Zeros(one, k.Type)], -2);
            v = Tensor.Concat([v, Tensor.Zeros(one, v.Type)], -2);
            (mask, padding) = (Widened(mask), Widened(padding));
        }

        return (k, v, mask, padding);
    }

    private static Tensor Widened(Tensor mask) => mask.IsNone ? mask : Tensor.Concat([mask, Tensor.Zeros(mask.Shape.With(mask.Rank - 1, 1), mask.Type)], -1);

    private static void Check(Tensor x, string argument, int width)
    {
        if (x.Rank is not (2 or 3) || x.Shape[^1] != width)
            throw new ShapeException(nameof(MultiHeadAttention), argument, x.Shape.ToString(), $"(N, T, {width}), or (T, {width}) without batches");
    }
}
