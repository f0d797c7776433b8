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
        new GradientsNeverClearedRule(),
        new GradientsClearedBeforeStepRule(),
        new StepBeforeBackwardRule(),
        new OptimizerNeverStepsRule(),
        new LossNotConnectedRule(),
        new ParametersNotInOptimizerRule(),
        new TrainingInEvaluationModeRule(),
        new EvaluationInTrainingModeRule(),
        new LossNotFiniteRule(),
        new DivergenceRule(),
        new RateTooHighRule(),
        new RateTooLowRule(),
        new ChanceLevelRule(),
        new PlateauRule(),
        new OverfittingRule(),
        new UnderfittingRule(),
        new ShuffledLabelsRule(),
        new NoisyLossRule(),
        new ExplodingGradientsRule(),
        new VanishingGradientsRule(),
        new LargeUpdatesRule(),
        new SmallUpdatesRule(),
        new DyingUnitsRule(),
        new AlwaysClippedRule(),
        new DataWaitRule(),
        new StillImprovingRule(),
        new ImpatientStoppingRule(),
        new CannotOverfitRule(),
        new WrongGradientRule(),
    ];
}
