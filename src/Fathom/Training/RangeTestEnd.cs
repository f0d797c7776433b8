namespace Fathom;

/// <summary>Why a learning-rate range test ended.</summary>
public enum RangeTestEnd
{
    /// <summary>Every rate was tried.</summary>
    AllRates,

    /// <summary>The raw loss exceeded four times its minimum.</summary>
    LossGrew,

    /// <summary>The loss, or under clipping the gradient norm, was NaN or infinite.</summary>
    LossNotFinite,
}
