namespace Fathom;

/// <summary>How a check came out.</summary>
public enum CheckVerdict
{
    /// <summary>Nothing to remark.</summary>
    Fine,

    /// <summary>Training may work, but this is worth a look.</summary>
    Doubtful,

    /// <summary>Training cannot work well like this.</summary>
    Wrong,
}
