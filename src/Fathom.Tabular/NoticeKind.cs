namespace Fathom;

/// <summary>How much a <see cref="Notice"/> asks of its reader.</summary>
public enum NoticeKind
{
    /// <summary>A fact or a choice that was made and can be overridden.</summary>
    Note,

    /// <summary>Something that is probably not what was meant.</summary>
    Warning,
}
