namespace Fathom;

/// <summary>Pairs of words exchanged: as many as a share of the words, at least one. Each takes the case of the place it comes to.</summary>
/// <remarks><code>
/// formula   max(1, round(share · words)) times: words i ≠ j, drawn evenly, change places
/// shapes    text → text; a text of fewer than two words stays
/// source    Wei and Zou 2019, "EDA", arXiv:1901.11196
/// </code></remarks>
public sealed record RandomSwap : TextAugmentation
{
    /// <summary>Settles how many.</summary>
    /// <param name="share">Exchanges for each word, from 0 to 1; .1 by default, 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public RandomSwap(double share = 0.1) => Share = Chance.Of(share, nameof(share));

    /// <summary>Exchanges for each word.</summary>
    public double Share { get; }

    /// <inheritdoc/>
    public override string Change(string text, Rng rng)
    {
        var list = new WordList(text);
        List<string> words = list.Words;
        if (words.Count < 2 || Share == 0)
            return text;
        for (int swap = (int)Math.Max(1, Math.Round(Share * words.Count)); swap > 0; swap--)
        {
            int i = Images.Below(words.Count, rng), j = (i + 1 + Images.Below(words.Count - 1, rng)) % words.Count;
            (words[i], words[j]) = (WordList.Like(words[j], words[i]), WordList.Like(words[i], words[j]));
        }

        return list.ToString();
    }
}
