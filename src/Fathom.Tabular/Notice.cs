namespace Fathom;

/// <summary>One sentence about the data, returned and never printed: the caller decides where it goes.</summary>
/// <param name="Kind">Whether it is a fact or a worry.</param>
/// <param name="Text">The sentence.</param>
public readonly record struct Notice(NoticeKind Kind, string Text)
{
    internal static Notice Note(string text) => new(NoticeKind.Note, text);

    internal static Notice Warning(string text) => new(NoticeKind.Warning, text);

    /// <inheritdoc/>
    public override string ToString() => Kind == NoticeKind.Warning ? "warning: " + Text : Text;
}
