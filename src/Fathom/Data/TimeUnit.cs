namespace Fathom;

/// <summary>In what the steps of a time series are counted.</summary>
public enum TimeUnit
{
    /// <summary>Plain numbers: no dates are known.</summary>
    None,

    /// <summary>Days and parts of days.</summary>
    Day,

    /// <summary>Months.</summary>
    Month,

    /// <summary>Years.</summary>
    Year,
}
