namespace Fathom;

/// <summary>GPT: a stack of causal transformer blocks that reads tokens and says at every place which comes next.</summary>
/// <remarks><code>
/// formula   h = W_token[x] + positions, h = blockᵢ(h) for each block, logits = norm(h)·W_outᵀ; blocks are pre-norm with GELU
/// shapes    tokens x (N, T) Int64, T at most the context → logits (N, T, V)
/// names     token.weight, position.weight, layers.0.self_attn.in_proj_weight, …, norm.weight, norm.bias, output.weight; blocks as torch.nn.TransformerEncoderLayer
/// start     weights N(0, 0.02), biases 0, normalizations 1 and 0
/// differs   PyTorch has none; as GPT-2, but for an output of its own unless tied and weights that all start alike
/// source    Radford et al. 2018, "Improving language understanding by generative pre-training"; Radford et al. 2019 (GPT-2); tied: Press and Wolf 2017, arXiv:1608.05859
/// </code>
/// <see cref="NewDecoder"/> keeps the keys and values of what was read, so a further token costs one token's work while the text fits the context. Beyond it every token moves the
/// window, and with it every position: the last tokens of the context are then computed again for each new one.</remarks>
/// <example><code>
/// var model = new Gpt(vocabulary: 65, context: 64, layers: 4, heads: 4, width: 128, rng: new Rng(1));
/// Tensor loss = Loss.CrossEntropy(model.Forward(tokens).Reshape(-1, 65), next.Reshape(-1));
/// </code></example>
public sealed class Gpt : LanguageModel, ILayer<Gpt>
{
    /// <summary>How places are told apart, by name: learned vectors, sinusoidal waves, rotary turns, or not at all.</summary>
    public static IReadOnlyList<string> PositionKinds { get; } = ["learned", "sinusoidal", "rotary", "none"];

    private readonly Embedding _token;
    private readonly Layer? _position;
    private readonly Dropout _dropout;
    private readonly Sequential _layers;
    private readonly LayerNorm _norm;
    private readonly Linear _output;
    private readonly int _feedForward;
    private readonly string _positions, _activation;
    private readonly bool _tied;

    /// <summary>Makes a network with fresh weights.</summary>
    /// <param name="vocabulary">V: the number of tokens.</param>
    /// <param name="context">The longest sequence.</param>
    /// <param name="layers">The number of blocks.</param>
    /// <param name="heads">Heads of each attention, a divisor of the width.</param>
    /// <param name="width">The length of a token's vector.</param>
    /// <param name="dropout">The probability of dropping vectors of tokens, weights of attention and results of both parts of a block, in [0, 1).</param>
    /// <param name="feedForward">How wide each block's small network is inside; four times the width by default.</param>
    /// <param name="bias">Whether the blocks' linear maps add biases.</param>
    /// <param name="outputBias">Whether the last linear map does; not when tied.</param>
    /// <param name="tied">Whether the last linear map is the table of tokens itself: one tensor, trained by both.</param>
    /// <param name="positions">One of <see cref="PositionKinds"/>.</param>
    /// <param name="activation">A name of <see cref="Activations"/>.</param>
    /// <param name="window">How far a place sees back; null for all.</param>
    /// <param name="eps">ε of the normalizations.</param>
    /// <param name="std">The standard deviation that weights start with.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentException">A size below 1, heads that do not divide the width, or an unknown name.</exception>
    public Gpt(
        int vocabulary, int context, int layers = 4, int heads = 4, int width = 128, double dropout = 0, int? feedForward = null, bool bias = true, bool outputBias = false,
        bool tied = false, string positions = "learned", string activation = "gelu", int? window = null, double eps = 1e-5, double std = 0.02, Rng? rng = null)
    {
        if (!PositionKinds.Contains(positions))
            throw new ArgumentException($"There are no positions named \"{positions}\". Known: {string.Join(", ", PositionKinds)}.", nameof(positions));
        if (tied && outputBias)
            throw new ArgumentException("A tied output is the table of tokens, which has no bias. Leave out tied or outputBias.", nameof(outputBias));
        rng ??= Rng.Default;
        Vocabulary = Require.Positive(vocabulary, nameof(vocabulary));
        MaxContext = Require.Positive(context, nameof(context));
        (_feedForward, _positions, _activation, _tied) = (feedForward ?? 4 * Require.Positive(width, nameof(width)), positions, activation, tied);
        _token = new Embedding(vocabulary, width, rng: rng);
        _position = positions switch
        {
            "learned" => new LearnedPositions(context, width, rng),
            "sinusoidal" => new SinusoidalPositions(context, width),
            _ => null,
        };
        RotaryPositions? rotary = positions == "rotary" ? new RotaryPositions(heads) : null;
        _dropout = new Dropout(Require.Probability(dropout, nameof(dropout)), rng);
        _layers = new Sequential([.. Enumerable.Range(0, Require.Positive(layers, nameof(layers))).Select(_ =>
            new TransformerEncoderLayer(width, heads, _feedForward, dropout, activation, eps, normFirst: true, bias: bias, causal: true, window: window, rotary: rotary, rng: rng))]);
        _norm = new LayerNorm(width, eps);
        _output = tied ? new Linear(_token.Weight) : new Linear(width, vocabulary, outputBias, rng: rng);
        Start(Require.PositiveNumber(std, nameof(std)), rng);
    }

    static string ILayer<Gpt>.Name => "Gpt";

    /// <inheritdoc/>
    public override int Vocabulary { get; }

    /// <inheritdoc/>
    public override int? Context => MaxContext;

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts =>
        [("token", _token), .. _position is null ? [] : new Part[] { ("position", _position) }, ("dropout", _dropout), ("layers", _layers), ("norm", _norm), ("output", _output)];

    private int MaxContext { get; }

    private TransformerEncoderLayer First => (TransformerEncoderLayer)_layers[0];

    static Gpt ILayer<Gpt>.Create(Settings settings)
    {
        int window = settings.Int("window", 0);
        return new(
            settings.Int("vocabulary"), settings.Int("context"), settings.Int("layers"), settings.Int("heads"), settings.Int("width"), settings.Double("dropout"), settings.Int("feed_forward"),
            settings.Bool("bias"), settings.Bool("output_bias"), settings.Bool("tied"), settings.Text("positions"), settings.Text("activation"), window == 0 ? null : window, settings.Double("eps"));
    }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x is not (N, T) Int64 with T in 1…context.</exception>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank != 2 || x.Type != DType.Int64 || x.Shape[1] < 1 || x.Shape[1] > MaxContext)
            throw new ShapeException(nameof(Gpt), nameof(x), $"{x.Type} {x.Shape}", $"Int64 (N, T), T from 1 to the context of {MaxContext}", "Cut longer texts into windows.");
        Interior inside = Interior.Begin();
        Tensor h = inside.Result(_dropout.Forward(Embed(x, 0)));
        h = inside.Result(_layers.Forward(h));
        h = inside.Result(_norm.Forward(h));
        return inside.Result(_output.Forward(h));
    }

    /// <inheritdoc/>
    /// <remarks>With a cache of keys and values: as without one while the text fits the context, but for rounding. Beyond it the last tokens of the context are computed again for each token.</remarks>
    public override Decoder NewDecoder() => new CachedDecoder(this);

    void ILayer<Gpt>.Describe(Settings settings)
    {
        MultiHeadAttention attention = First.SelfAttention;
        settings.Set("vocabulary", Vocabulary);
        settings.Set("context", MaxContext);
        settings.Set("layers", _layers.Count);
        settings.Set("heads", attention.Heads);
        settings.Set("width", attention.Width);
        settings.Set("dropout", _dropout.Probability);
        settings.Set("feed_forward", _feedForward);
        settings.Set("bias", attention.HasBias);
        settings.Set("output_bias", !_output.Bias.IsNone);
        settings.Set("tied", _tied);
        settings.Set("positions", _positions);
        settings.Set("activation", _activation);
        settings.Set("window", attention.Window ?? 0);
        settings.Set("eps", _norm.Eps);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Gpt({Vocabulary}, context: {MaxContext}, layers: {_layers.Count}, heads: {First.SelfAttention.Heads}, width: {First.SelfAttention.Width}{(_tied ? ", tied: true" : "")})";

    /// <summary>Tokens as vectors that know their places, the first of which is <paramref name="start"/>.</summary>
    private Tensor Embed(Tensor x, int start) => _position switch
    {
        LearnedPositions learned => learned.Forward(_token.Forward(x), start),
        SinusoidalPositions waves => waves.Forward(_token.Forward(x), start),
        _ => _token.Forward(x),
    };

    private void Start(double std, Rng rng)
    {
        foreach (NamedTensor parameter in Parameters)
        {
            if (parameter.Tensor.Rank > 1)
                rng.Normal(parameter.Tensor, 0, std);
            else if (parameter.Name.EndsWith("bias", StringComparison.Ordinal))
                parameter.Tensor.Fill(0);
        }
    }

    /// <summary>A text whose keys and values are remembered.</summary>
    private sealed class CachedDecoder : Decoder
    {
        private readonly Gpt _model;
        private readonly KeyValueCache[] _caches;
        private readonly List<long> _window = [];

        public CachedDecoder(Gpt model)
            : base(model)
        {
            _model = model;
            _caches = [.. Enumerable.Range(0, model._layers.Count).Select(_ => new KeyValueCache(model.MaxContext))];
        }

        /// <inheritdoc/>
        protected override Tensor Advance(ReadOnlySpan<long> tokens)
        {
            _window.AddRange(tokens);
            int start = _window.Count - tokens.Length;
            if (_window.Count > _model.MaxContext)
            {
                // Every place has moved: nothing that is remembered holds any more.
                _window.RemoveRange(0, _window.Count - _model.MaxContext);
                start = 0;
            }

            if (start == 0)
                Array.ForEach(_caches, cache => cache.Clear());
            Tensor h = _model.Embed(Tensor.From<long>([.. _window[start..]], [_window.Count - start]), start);
            for (int i = 0; i < _caches.Length; i++)
                h = ((TransformerEncoderLayer)_model._layers[i]).Forward(h, _caches[i]);
            return _model._output.Forward(_model._norm.Forward(h[^1]));
        }
    }
}
