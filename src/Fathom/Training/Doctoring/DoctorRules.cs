namespace Fathom;

/// <summary>Every fault the doctor knows: one line each.</summary>
internal static class DoctorRules
{
    /// <summary>Of data.</summary>
    public static IReadOnlyList<DataRule> OfData { get; } =
    [
        new UnreadableData(),
        new MissingValues(),
        new LabelRange(),
        new ConstantTarget(),
        new MissingClasses(),
        new UnscaledInputs(),
        new TargetScale(),
        new SplitOverlap(),
        new LeakingColumns(),
        new IdentifierColumns(),
        new ShiftedSplit(),
        new Outliers(),
        new ConstantColumns(),
        new DuplicateColumns(),
        new DuplicateRows(),
        new LabelNoise(),
        new ClassImbalance(),
        new ClassesAsValues(),
        new FewRows(),
    ];

    /// <summary>Of networks.</summary>
    public static IReadOnlyList<ModelRule> OfModels { get; } =
    [
        new ModelFails(),
        new ForeignOptimizer(),
        new UnregisteredParameters(),
        new WrongHead(),
        new SoftmaxTwice(),
        new SigmoidTwice(),
        new SquaredErrorOnProbabilities(),
        new NotInOptimizer(),
        new BoundedHead(),
        new BatchNormRows(),
        new MissingNonlinearity(),
        new SharedLayer(),
        new HiddenSoftmax(),
        new EqualWeights(),
        new InitialScale(),
        new DeadUnits(),
        new SaturatedActivations(),
        new Exploding(),
        new Vanishing(),
        new DropoutBeforeBatchNorm(),
        new DropoutOnOutput(),
        new StrongDropout(),
        new NoGradient(),
        new FrozenParameters(),
        new RateRange(),
        new StrongDecay(),
        new DecayOnBiases(),
        new BiasBeforeNorm(),
    ];

    /// <summary>Of training.</summary>
    public static IReadOnlyList<TrainingRule> OfTraining { get; } =
    [
        new GradientsNeverClearedRule(),
        new GradientsClearedBeforeStepRule(),
        new StepBeforeBackwardRule(),
        new OptimizerNeverStepsRule(),
        new LossNotConnectedRule(),
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
    /// <summary>All of them.</summary>
    public static IEnumerable<DoctorRule> All => [.. OfData, .. OfModels, .. OfTraining];
}
