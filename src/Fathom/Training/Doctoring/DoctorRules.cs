namespace Fathom;

/// <summary>Every fault the doctor knows: one line each.</summary>
internal static class DoctorRules
{
    /// <summary>Of data.</summary>
    public static IReadOnlyList<DataRule> OfData { get; } =
    [
    ];

    /// <summary>Of networks.</summary>
    public static IReadOnlyList<ModelRule> OfModels { get; } =
    [
    ];

    /// <summary>Of training.</summary>
    public static IReadOnlyList<TrainingRule> OfTraining { get; } =
    [
    ];
}
