namespace Fathom;

/// <summary>Words hidden behind a mask with probability p; by BERT's rule a tenth of the chosen ones become another word, and a tenth stay.</summary>
/// <remarks><code>
/// formula   word chosen with probability p; plain: → mask      BERT's rule: → mask (.8), a word of the vocabulary, drawn evenly (.1), itself (.1)
/// shapes    text → text; tokens (…) Int64 → x (…), y (…): y is the token where chosen, −100 elsewhere, as cross-entropy leaves out
/// source    Devlin, Chang, Lee and Toutanova 2018, "BERT: pre-training of deep bidirectional transformers", arXiv:1810.04805
/// </code></remarks>
public sealed record TokenMasking : TextAugmentation
{
    private const double Masked = 0.8, Replaced = 0.9;
    private const long LeftOut = -100;

    private readonly string[] _vocabulary;

    /// <summary>Masks every chosen word.</summary>
    /// <param name="p">The probability, from 0 to 1; .15 by default.</param>
    /// <param name="mask">What stands in its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    public TokenMasking(double p = 0.15, string mask = "[MASK]")
        : this(p, mask, [])
    {
    }

    private TokenMasking(double p, string mask, string[] vocabulary)
    {
        P = Chance.Of(p, nameof(p));
        ArgumentException.ThrowIfNullOrEmpty(mask);
        Mask = mask;
        _vocabulary = vocabulary;
    }

    /// <summary>The probability.</summary>
    public double P { get; }

    /// <summary>What stands in the place of a word.</summary>
    public string Mask { get; }

    /// <summary>Whether chosen words are masked, replaced and kept as 80 : 10 : 10.</summary>
    public bool IsBerts => _vocabulary.Length > 0;

    /// <summary>BERT's rule.</summary>
    /// <param name="vocabulary">Words to take others from.</param>
    /// <param name="p">The probability, from 0 to 1; .15 by default.</param>
    /// <param name="mask">What stands in the place of a masked word.</param>
    /// <exception cref="ArgumentException">There are no words, or one is empty.</exception>
    public static TokenMasking Bert(IReadOnlyList<string> vocabulary, double p = 0.15, string mask = "[MASK]") => vocabulary.Count > 0 && !vocabulary.Any(string.IsNullOrEmpty)
        ? new TokenMasking(p, mask, [.. vocabulary])
        : throw new ArgumentException($"TokenMasking.Bert: the vocabulary {(vocabulary.Count == 0 ? "is empty" : "has an empty word")}; expected words to replace others by.", nameof(vocabulary));

    /// <inheritdoc/>
    public override string Change(string text, Rng rng)
    {
        var list = new WordList(text);
        for (int i = 0; i < list.Words.Count; i++)
        {
            if (!Chance.Happens(P, rng))
                continue;
            double turn = IsBerts ? rng.NextDouble() : 0;
            list.Words[i] = turn < Masked ? Mask : turn < Replaced ? WordList.Like(_vocabulary[Images.Below(_vocabulary.Length, rng)], list.Words[i]) : list.Words[i];
        }

        return list.ToString();
    }

    /// <summary>Masks tokens, and says which ones a network is to guess: what a masked language model learns from.</summary>
    /// <param name="tokens">Tokens, Int64, of any shape.</param>
    /// <param name="mask">The token that hides others.</param>
    /// <param name="vocabulary">How many tokens there are.</param>
    /// <param name="p">The probability, from 0 to 1; .15 by default.</param>
    /// <param name="bert">Whether by BERT's rule (default), or all chosen ones become the mask.</param>
    /// <param name="rng">Where random numbers come from.</param>
    /// <exception cref="ShapeException">tokens are not Int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability, or the mask is no token of the vocabulary.</exception>
    public static (Tensor X, Tensor Y) OfTokens(Tensor tokens, long mask, int vocabulary, double p = 0.15, bool bert = true, Rng? rng = null)
    {
        Chance.Of(p, nameof(p));
        if (tokens.Type != DType.Int64)
            throw new ShapeException(nameof(TokenMasking), "tokens", $"{tokens.Type} {tokens.Shape}", "Int64 tokens");
        if (mask < 0 || mask >= vocabulary)
            throw new ArgumentOutOfRangeException(nameof(mask), $"mask is {mask}; expected a token from 0 to {vocabulary - 1}, as there are {vocabulary}.");
        rng ??= Rng.Default.Fork();
        Tensor x = tokens.Copy(), y = tokens.Copy();
        Span<long> shown = x.AsSpan<long>(), wanted = y.AsSpan<long>();
        for (int i = 0; i < shown.Length; i++)
        {
            if (!Chance.Happens(p, rng))
            {
                wanted[i] = LeftOut;
                continue;
            }

            double turn = bert ? rng.NextDouble() : 0;
            shown[i] = turn < Masked ? mask : turn < Replaced ? Images.Below(vocabulary, rng) : shown[i];
        }

        return (x, y);
    }

    /// <summary>Whether the other masks in the same way.</summary>
    public bool Equals(TokenMasking? other) => other is not null && P == other.P && Mask == other.Mask && _vocabulary.AsSpan().SequenceEqual(other._vocabulary);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(P, Mask, _vocabulary.Length);
}
