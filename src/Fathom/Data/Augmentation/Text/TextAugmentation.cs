namespace Fathom;

/// <summary>A random change of a text that leaves what it says the same, or nearly: <see cref="TokenMasking"/>, <see cref="RandomDeletion"/>, <see cref="RandomSwap"/>, <see cref="SynonymReplacement"/>, <see cref="TextFunction"/>.</summary>
/// <remarks><code>
/// var augment = SynonymReplacement.FromCsv("synonyms.csv", p: 0.2) + new RandomDeletion(0.1);
/// string other = augment.Apply("The quick brown fox jumps.", rng);
///
/// formula   y = f(x, r), r the text's own random stream
/// words     letters and digits, with apostrophes and hyphens inside, and marks such as [MASK]; everything between words stays where it is
/// random    a text's changes depend on the generator's state and the text's number alone
/// source    Wei and Zou 2019, "EDA: easy data augmentation techniques for boosting performance on text classification tasks", arXiv:1901.11196
/// </code></remarks>
public abstract record TextAugmentation
{
    /// <summary>The text, changed. It must be a function of text and generator alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rng">The text's own random numbers.</param>
    public abstract string Change(string text, Rng rng);

    /// <summary>A text, changed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rng">Where random numbers come from; the same state gives the same changes.</param>
    public string Apply(string text, Rng? rng = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Change(text, (rng ?? Rng.Default).Fork());
    }

    /// <summary>Several texts, each changed by random numbers of its own.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="rng">Where random numbers come from; the same state gives the same changes.</param>
    public string[] ApplyAll(IReadOnlyList<string> texts, Rng? rng = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Rng streams = (rng ?? Rng.Default).Fork();
        return [.. texts.Select((text, row) => Change(text, streams.ForRow(row)))];
    }

    /// <summary>First the left, then the right.</summary>
    public static TextAugmentation operator +(TextAugmentation first, TextAugmentation second) => new TextSequence(first, second);

    /// <summary>First this, then <paramref name="next"/>.</summary>
    public TextAugmentation Then(TextAugmentation next) => this + next;
}
