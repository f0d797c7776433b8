namespace Fathom;

/// <content>What trains or has trained, and the list of faults.</content>
public static partial class Doctor
{
    /// <summary>Every fault the doctor knows: of data, of networks, of training.</summary>
    public static IReadOnlyList<DoctorFault> Faults { get; } =
    [
        .. DoctorRules.OfData.Select(rule => Listed(rule, "data")),
        .. DoctorRules.OfModels.Select(rule => Listed(rule, "network")),
        .. DoctorRules.OfTraining.Select(rule => Listed(rule, "training")),
    ];

    /// <summary>Begins to watch a training loop written by hand; see <see cref="DoctorWatch"/> for the calls it needs.</summary>
    /// <remarks>Noticed are, beside all that losses, gradients and updates show: gradients never cleared, or cleared between backward and step; a step before backward, or none
    /// at all; a loss that does not depend on the parameters; parameters that the optimizer does not have; training in evaluation mode and the reverse.</remarks>
    /// <param name="model">The network.</param>
    /// <param name="optimizer">What changes its parameters; it hears one call a step while it is watched.</param>
    /// <param name="objective">With <paramref name="train"/>, tells the loss of a network that has learned nothing, by which more is noticed.</param>
    /// <param name="train">The rows to learn from.</param>
    /// <exception cref="InvalidOperationException">The optimizer is being watched already.</exception>
    public static DoctorWatch Watch(Layer model, Optimizer optimizer, Objective? objective = null, Dataset? train = null) => new(model, optimizer, objective, train);

    /// <summary>Examines what a run has recorded: its epochs and the samples of its health, finished or broken off.</summary>
    /// <param name="run">The run.</param>
    /// <param name="objective">With <paramref name="train"/>, tells the loss of a network that has learned nothing, by which more is noticed.</param>
    /// <param name="train">The rows it learned from.</param>
    /// <param name="learningRate">The rate it was trained with; not compared when left out.</param>
    /// <param name="batchSize">Rows a step; not looked at when left out.</param>
    /// <param name="clipNorm">The limit of the gradients' norm; null for none.</param>
    /// <exception cref="ArgumentNullException">There is no run.</exception>
    public static Examination Examine(RunRecord run, Objective? objective = null, Dataset? train = null, double learningRate = double.NaN, int batchSize = 0, double? clipNorm = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Examine(run, new TrainingCase
        {
            ChanceLoss = objective is not null && train is not null ? ChanceLoss.Of(objective, train) : null,
            LearningRate = learningRate,
            BatchSize = batchSize,
            StepsPerEpoch = train is null || batchSize == 0 ? 0 : train.BatchCount(batchSize),
            ClipNorm = clipNorm,
        });
    }

    /// <summary>Judges what a run has recorded, beside what is known of the training otherwise.</summary>
    internal static Examination Examine(RunRecord run, TrainingCase training)
    {
        training.StopsEarly = run.Epochs.Count > 0 && run.Epochs[^1].ValidationLoss is not null;
        training.Ended = EndOf(run);
        training.Epochs.AddRange(run.Epochs);
        training.Samples.AddRange(run.Health);
        return new Examination(DoctorRules.OfTraining.SelectMany(rule => rule.Examine(training)));
    }

    private static StopReason? EndOf(RunRecord run) => run.Status switch
    {
        RunStatus.Finished => run.EndReason == "early stopping" ? StopReason.EarlyStopping : StopReason.Finished,
        RunStatus.Stopped => StopReason.Interrupted,
        RunStatus.Cancelled => StopReason.Cancelled,
        RunStatus.Failed => run.EndReason == "loss not finite" || run.EndReason?.Contains("NaN", StringComparison.Ordinal) == true ? StopReason.LossNotFinite : StopReason.Interrupted,
        RunStatus.Killed => StopReason.Interrupted,
        _ => null,
    };

    private static DoctorFault Listed(DoctorRule rule, string kind) => new(rule.Id, kind, rule.Title, rule.Weight, rule.Page, rule.Why, rule.Effect);
}
