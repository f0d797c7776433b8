namespace Fathom;

/// <summary>What bounds an item of a profile.</summary>
public enum ProfileAdviceKind
{
    /// <summary>What each operation costs, however small.</summary>
    FixedCost,

    /// <summary>Gathering rows.</summary>
    Data,

    /// <summary>Changing weights.</summary>
    Optimizer,

    /// <summary>Random numbers for dropout.</summary>
    Dropout,

    /// <summary>Products that run near the machine's peak.</summary>
    NearPeak,

    /// <summary>Products far from the peak, mostly for their shapes.</summary>
    Product,

    /// <summary>Memory.</summary>
    Memory,

    /// <summary>Caches: more bytes than memory could give.</summary>
    Cache,

    /// <summary>An expensive function of each number.</summary>
    Function,

    /// <summary>None of these.</summary>
    Other,
}
