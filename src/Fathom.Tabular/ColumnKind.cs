namespace Fathom;

/// <summary>What the cells of a column are, judged from all of them.</summary>
public enum ColumnKind
{
    /// <summary>Every cell is missing.</summary>
    Empty,

    /// <summary>Two words that mean yes and no: true/false, yes/no, t/f, y/n, in any case.</summary>
    Boolean,

    /// <summary>Numbers, all of them whole.</summary>
    Integer,

    /// <summary>Numbers, some with a fraction.</summary>
    Number,

    /// <summary>ISO 8601 dates or times: yyyy-MM, yyyy-MM-dd, yyyy-MM-ddTHH:mm[:ss], also with a space for the T.</summary>
    Date,

    /// <summary>Anything else.</summary>
    Text,
}
