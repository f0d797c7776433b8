namespace Fathom;

/// <summary>Every fault the doctor knows: one line each.</summary>
internal static class Faults
{
    /// <summary>Of data.</summary>
    public static IReadOnlyList<DataFault> OfData { get; } =
    [
    ];

    /// <summary>Of networks.</summary>
    public static IReadOnlyList<ModelFault> OfModels { get; } =
    [
    ];

    /// <summary>Of training.</summary>
    public static IReadOnlyList<TrainingFault> OfTraining { get; } =
    [
    ];
}
