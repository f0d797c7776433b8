namespace Fathom;

/// <summary>How much there is to learn from, as far as the rules tell sizes apart.</summary>
public enum DataSize
{
    /// <summary>Fewer than 5,000 training rows.</summary>
    Small,

    /// <summary>5,000 to 49,999 training rows.</summary>
    Medium,

    /// <summary>50,000 training rows or more.</summary>
    Large,
}
