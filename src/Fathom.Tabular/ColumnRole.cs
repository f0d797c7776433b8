namespace Fathom;

/// <summary>How a column enters the network.</summary>
public enum ColumnRole
{
    /// <summary>One standardized number, and a flag for missing cells where there are any.</summary>
    Number,

    /// <summary>As a number: days since 1970-01-01.</summary>
    Date,

    /// <summary>0 or 1.</summary>
    Boolean,

    /// <summary>One slot for each category.</summary>
    Category,
}
