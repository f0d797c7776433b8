namespace Fathom;

/// <summary>What the user decided about a table; everything else is inferred.</summary>
public sealed record TablePlanOptions
{
    /// <summary>The task; null, the default, infers it from the target.</summary>
    public TableTask? Task { get; init; }

    /// <summary>Columns to use although they look useless or give the target away. Default none.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Columns to leave out. Default none.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];
}
