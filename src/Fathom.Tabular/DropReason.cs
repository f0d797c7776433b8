namespace Fathom;

/// <summary>Why a column is not used as input.</summary>
public enum DropReason
{
    /// <summary>The user said so.</summary>
    Asked,

    /// <summary>No cell holds a value, or all hold the same.</summary>
    Constant,

    /// <summary>It names or counts the rows.</summary>
    Identifier,

    /// <summary>Text of which hardly a value comes often enough to be learned.</summary>
    NearUnique,

    /// <summary>It gives the target away.</summary>
    Giveaway,
}
