namespace Fathom;

/// <summary>What stands around a picture or sequence where a kernel reaches over its edge.</summary>
public enum PaddingMode
{
    /// <summary>Zeros: … 0 0 | a b c d | 0 0 ….</summary>
    Zeros,

    /// <summary>The inside mirrored at the last place, which is not repeated: … c b | a b c d | c b ….</summary>
    Reflect,

    /// <summary>The last place over and over: … a a | a b c d | d d ….</summary>
    Replicate,

    /// <summary>The other end, as on a ring: … c d | a b c d | a b ….</summary>
    Circular,
}
