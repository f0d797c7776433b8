namespace Fathom.Tests.Training.Doctoring;

/// <summary>A training with one fault planted in it.</summary>
internal sealed record Plant(Dataset Train, Objective Objective)
{
    public Layer? Model { get; init; }

    public Optimizer? Optimizer { get; init; }

    public Dataset? Validation { get; init; }

    public Dataset? Test { get; init; }

    public int BatchSize { get; init; } = 32;

    public Examination Examine() => Model is null
        ? Doctor.Examine(Train, Objective, Validation, Test)
        : Doctor.Examine(Model, Train, Objective, Optimizer, Validation, Test, BatchSize);
}
