namespace Fathom;

/// <summary>Any function of one's own with probability p: a paraphrase, a translation there and back, a spelling mistake.</summary>
/// <remarks><code>
/// var back = new TextFunction(text => ToEnglish(ToFrench(text)), p: 0.3);
///
/// formula   y = f(x) with probability p, else x
/// shapes    text → text
/// source    Sennrich, Haddow and Birch 2016, "Improving neural machine translation models with monolingual data", arXiv:1511.06709, for back-translation
/// </code></remarks>
public sealed record TextFunction : TextAugmentation
{
    private readonly Func<string, Rng, string> _function;

    /// <summary>Takes a function.</summary>
    /// <param name="function">Gives the changed text; the same for the same text, so that a seed repeats it.</param>
    /// <param name="p">The probability, from 0 to 1; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    public TextFunction(Func<string, string> function, double p = 1)
        : this((text, _) => function(text), p) => ArgumentNullException.ThrowIfNull(function);

    /// <summary>Takes a function that draws random numbers.</summary>
    /// <param name="function">Gives the changed text from a text and its random numbers.</param>
    /// <param name="p">The probability, from 0 to 1; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    public TextFunction(Func<string, Rng, string> function, double p = 1)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = function;
        P = Chance.Of(p, nameof(p));
    }

    /// <summary>The probability.</summary>
    public double P { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The function gave null.</exception>
    public override string Change(string text, Rng rng) => !Chance.Happens(P, rng)
        ? text
        : _function(text, rng) ?? throw new InvalidOperationException($"TextFunction: the function gave null for the text \"{text}\"; expected a text. Return the text itself where nothing is to be changed.");
}
