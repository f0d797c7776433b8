namespace Fathom;

/// <summary>What a run keeps of its data for the report.</summary>
public sealed record DataSummary
{
    /// <summary>Counts and sizes.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>Sentences.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Tables, such as the columns.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>Images, such as one of each class.</summary>
    public IReadOnlyList<ReportPictures> Pictures { get; init; } = [];

    /// <summary>Charts, such as the series.</summary>
    public IReadOnlyList<ReportCurves> Charts { get; init; } = [];

    /// <summary>Text as it is, such as the vocabulary; null for none.</summary>
    public string? Text { get; init; }
}
