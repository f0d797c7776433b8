using System.Globalization;

namespace Fathom;

/// <summary>A language model over characters: each becomes a vector, an LSTM reads them one after another, a linear map says what may come next.</summary>
/// <remarks><code>
/// formula   h_t = LSTM(embedding[token_t], h_(t−1)); logits_t = W·h_t + b
/// shapes    tokens (N, T) Int64 → logits (N, T, V)
/// names     embedding.weight (V, D), lstm.weight_ih_l0 …, output.weight (V, H), output.bias (V)
/// start     as <see cref="Embedding"/>, <see cref="LSTM"/> and <see cref="Linear"/>, which is PyTorch's
/// use       texts of some hundred kilobytes to megabytes; any length of sequence, since the state carries what was read
/// source    Graves 2013, "Generating sequences with recurrent neural networks", arXiv:1308.0850; Karpathy 2015, "The unreasonable effectiveness of recurrent neural networks"
/// </code></remarks>
public sealed class CharLstm : LanguageModel, ILayer<CharLstm>
{
    private readonly Embedding _embedding;
    private readonly LSTM _lstm;
    private readonly Dropout? _dropout;
    private readonly Linear _output;

    /// <summary>Builds the network with fresh weights.</summary>
    /// <param name="vocabulary">V: the number of tokens.</param>
    /// <param name="embedding">D: the length of a token's vector; 64 by default.</param>
    /// <param name="width">H: the units of each LSTM layer; 256 by default.</param>
    /// <param name="layers">How many LSTM layers; 1 by default.</param>
    /// <param name="dropout">The probability of dropping an output between LSTM layers and before the linear map; 0 by default.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or dropout not in [0, 1).</exception>
    public CharLstm(int vocabulary, int embedding = 64, int width = 256, int layers = 1, double dropout = 0, Rng? rng = null)
    {
        rng ??= Rng.Default;
        _embedding = new Embedding(Require.Positive(vocabulary, nameof(vocabulary)), Require.Positive(embedding, nameof(embedding)), rng: rng);
        _lstm = new LSTM(embedding, Require.Positive(width, nameof(width)), Require.Positive(layers, nameof(layers)), dropout: dropout, rng: rng);
        _output = new Linear(width, vocabulary, rng: rng);
        _dropout = dropout > 0 ? new Dropout(dropout, rng) : null;
    }

    static string ILayer<CharLstm>.Name => "CharLstm";

    /// <inheritdoc/>
    public override int Vocabulary => _embedding.Count;

    /// <summary>None: the state carries what was read, however long ago.</summary>
    public override int? Context => null;

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => _dropout is null
        ? [("embedding", _embedding), ("lstm", _lstm), ("output", _output)]
        : [("embedding", _embedding), ("lstm", _lstm), ("dropout", _dropout), ("output", _output)];

    static CharLstm ILayer<CharLstm>.Create(Settings settings) =>
        new(settings.Int("vocabulary"), settings.Int("embedding"), settings.Int("width"), settings.Int("layers"), settings.Double("dropout"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Interior inside = Interior.Begin();
        Tensor h = inside.Result(_embedding.Forward(x));
        h = inside.Result(_lstm.Forward(h));
        return inside.Result(Logits(h));
    }

    /// <summary>The logits of a piece of text and the state behind it, from which the next piece goes on: training on text that is longer than a step. Give <c>state.Detach().Keep()</c> to the next call.</summary>
    /// <param name="x">Tokens (N, T).</param>
    /// <param name="state">The state before the piece; zeros by default.</param>
    public (Tensor Logits, RecurrentState State) Forward(Tensor x, RecurrentState state)
    {
        (Tensor y, RecurrentState after) = _lstm.Forward(_embedding.Forward(x), state);
        return (Logits(y), after);
    }

    /// <summary>A reader that carries the state: a further token costs one step, however long the text.</summary>
    public override Decoder NewDecoder() => new Reader(this);

    void ILayer<CharLstm>.Describe(Settings settings)
    {
        settings.Set("vocabulary", Vocabulary);
        settings.Set("embedding", _embedding.Dimension);
        settings.Set("width", _lstm.Hidden);
        settings.Set("layers", _lstm.LayerCount);
        settings.Set("dropout", _lstm.DropoutProbability);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"CharLstm({Vocabulary}, embedding: {_embedding.Dimension}, width: {_lstm.Hidden}, layers: {_lstm.LayerCount}{(_dropout is null ? "" : $", dropout: {_lstm.DropoutProbability.ToString(CultureInfo.InvariantCulture)}")})";

    private Tensor Logits(Tensor y) => _output.Forward(_dropout is null ? y : _dropout.Forward(y));

    private sealed class Reader(CharLstm model) : Decoder(model)
    {
        private RecurrentState _state;

        protected override Tensor Advance(ReadOnlySpan<long> tokens)
        {
            (Tensor y, RecurrentState after) = model._lstm.Forward(model._embedding.Forward(Tensor.From(tokens, [1, tokens.Length])), _state);
            _state = after.Keep();
            return model.Logits(y[0][^1]);
        }
    }
}
