namespace Fathom;

/// <summary>How much a <see cref="Finding"/> matters.</summary>
public enum FindingWeight
{
    /// <summary>Worth knowing; nothing needs to change.</summary>
    Note,

    /// <summary>Training may work, and would work better otherwise.</summary>
    Warning,

    /// <summary>Training cannot work well like this.</summary>
    Error,
}
