namespace Fathom.Handbook;

/// <summary>The experiments there are.</summary>
public static class Experiments
{
    /// <summary>All, in the order of a course: from one neuron to training.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new ActivationsExperiment(),
        new ForwardExperiment(),
        new BackpropExperiment(),
        new LearningRatesExperiment(),
        new OptimizersExperiment(),
        new SchedulesExperiment(),
        new BatchesExperiment(),
        new InitializationExperiment(),
        new VanishingExperiment(),
        new NormalizationExperiment(),
        new DropoutExperiment(),
        new ApproximationExperiment(),
    ];

    /// <summary>The experiment of a name; null when there is none.</summary>
    /// <param name="name">Such as <c>dropout</c>.</param>
    public static Experiment? Find(string name) => All.FirstOrDefault(experiment => experiment.Name == name);
}
