namespace Fathom;

/// <summary>Each word left out with probability p; one always stays. Punctuation stays, and a sentence still begins with a capital.</summary>
/// <remarks><code>
/// formula   word i stays with probability 1 − p, each for itself; if none did, one drawn evenly does
/// shapes    text → text
/// source    Wei and Zou 2019, "EDA", arXiv:1901.11196
/// </code></remarks>
public sealed record RandomDeletion : TextAugmentation
{
    /// <summary>Settles how many go.</summary>
    /// <param name="p">The probability, from 0 to 1; .1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    public RandomDeletion(double p = 0.1) => P = Chance.Of(p, nameof(p));

    /// <summary>The probability.</summary>
    public double P { get; }

    /// <inheritdoc/>
    public override string Change(string text, Rng rng)
    {
        var list = new WordList(text);
        int count = list.Words.Count;
        if (count == 0)
            return text;
        bool[] stays = new bool[count];
        for (int i = 0; i < count; i++)
            stays[i] = !Chance.Happens(P, rng);
        if (!stays.Contains(true))
            stays[Images.Below(count, rng)] = true;
        for (int i = count - 1; i >= 0; i--)
        {
            if (!stays[i])
                list.Remove(i);
        }

        return list.ToString();
    }
}
