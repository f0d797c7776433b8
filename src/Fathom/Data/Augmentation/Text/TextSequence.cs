namespace Fathom;

/// <summary>Two changes of texts one after the other: what <c>first + second</c> makes.</summary>
/// <param name="First">What happens first.</param>
/// <param name="Second">What happens to its result.</param>
public sealed record TextSequence(TextAugmentation First, TextAugmentation Second) : TextAugmentation
{
    /// <inheritdoc/>
    public override string Change(string text, Rng rng) => Second.Change(First.Change(text, rng), rng);

    /// <summary>Both with a plus between them.</summary>
    public override string ToString() => $"{First} + {Second}";
}
