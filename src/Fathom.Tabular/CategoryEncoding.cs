namespace Fathom;

/// <summary>How categories become numbers.</summary>
public enum CategoryEncoding
{
    /// <summary>A feature for each category, 1 in the one the row has: for <see cref="Mlp"/> and any other network.</summary>
    OneHot,

    /// <summary>One feature that holds a code: 0 unknown, 1 missing, the categories in order from 2 on. For <see cref="TableNetwork"/>, which learns a vector for each.</summary>
    Codes,
}
