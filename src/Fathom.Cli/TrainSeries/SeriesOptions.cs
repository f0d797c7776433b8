namespace Fathom.Cli;

/// <summary>What the user asked for in <c>fathom train series</c>; what is null was left to us.</summary>
internal sealed record SeriesOptions : RunOptions
{
    /// <summary>A file, or the name of a built-in series.</summary>
    public required string Data { get; init; }

    public string? Target { get; init; }

    /// <summary>The column of dates; "none" for none.</summary>
    public string? Date { get; init; }

    public int? Window { get; init; }

    /// <summary>The values of a season; null to find it.</summary>
    public int? Period { get; init; }

    /// <summary>How many of the last values are the test.</summary>
    public int? Test { get; init; }

    /// <summary>How many values <c>fathom predict</c> forecasts.</summary>
    public int? Horizon { get; init; }

    public IReadOnlyList<int>? Hidden { get; init; }

    public int? Members { get; init; }
}
