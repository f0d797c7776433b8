namespace Fathom;

/// <summary>The shape of the way from one rate to another.</summary>
public enum Ramp
{
    /// <summary>Half a cosine wave: slow, fast, slow.</summary>
    Cosine,

    /// <summary>A straight line.</summary>
    Linear,
}
