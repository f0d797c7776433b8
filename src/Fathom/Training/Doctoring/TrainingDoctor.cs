namespace Fathom;

/// <summary>The doctor at work during <see cref="Trainer.Fit"/>: looks at data and network before the first epoch and watches losses, gradients and updates; says each finding once, when it appears. It only reads: every weight is the same bit for bit without it.</summary>
/// <remarks>Gradients and weights are measured at every second of the first twenty steps and then every hundredth; rules are asked after each epoch and where the loss runs away.</remarks>
/// <example><code>
/// var doctor = new TrainingDoctor(finding =&gt; Console.WriteLine(finding));
/// new Trainer(model, optimizer, Objective.MultiClass) { Callbacks = [doctor] }.Fit(train, validation);
/// Console.WriteLine(doctor.Examine().IsHealthy);
/// </code></example>
/// <param name="found">Told of each finding when it appears; null for nobody.</param>
public sealed class TrainingDoctor(Action<Finding>? found = null) : Callback
{
    private const double RunsAway = 100;

    private readonly HashSet<(string, string)> _said = [];
    private IReadOnlyList<Finding> _before = [];
    private TrainingCase _case = new();
    private HealthSampler? _sampler;
    private bool _samples, _ranAway;

    /// <summary>A monitor of the same training, whose samples tell what layers give, dead units and waiting as well; null for what the doctor measures itself. It is to stand before the doctor among the callbacks, or in one of them.</summary>
    public TrainingMonitor? Monitor { get; init; }

    /// <summary>Whether data and network are examined before the first epoch; true by default.</summary>
    public bool ExaminesFirst { get; init; } = true;

    /// <summary>Whether the training is a short one, whose end says nothing about how long to train.</summary>
    public bool IsBrief { get; init; }

    /// <summary>Ten rows by heart, where that was tried before.</summary>
    internal OverfitCheck? Overfit { get; init; }

    /// <summary>The gradients beside central differences, where they were checked before.</summary>
    internal GradientReport? Gradients { get; init; }

    /// <summary>The range test, where it was made before.</summary>
    internal LearningRateSearch? RangeTest { get; init; }

    /// <summary>All there is to say so far, the weightiest first: what data and network showed before training, and what training shows now.</summary>
    public Examination Examine() => new([.. _before, .. OfTraining()]);

    /// <inheritdoc/>
    public override void OnStart(TrainingState state)
    {
        _said.Clear();
        (_before, _ranAway) = ([], false);
        _case = new TrainingCase
        {
            ChanceLoss = ChanceLoss.Of(state.Objective, state.TrainData),
            PlannedEpochs = state.Epochs,
            StepsPerEpoch = state.StepsPerEpoch,
            ClipNorm = state.Optimizer.ClipNorm,
            LearningRate = state.Optimizer.Schedule is null ? state.Optimizer.LearningRate : double.NaN,
            StopsEarly = state.History.BestIsMarked,
            IsBrief = IsBrief,
            Overfit = Overfit,
            Gradients = Gradients,
            RangeTest = RangeTest,
        };
        if (Monitor is not null)
            Monitor.Sampled += _case.Take;
        if (ExaminesFirst)
            _before = [.. Doctor.Examine(state.Model, state.TrainData, state.Objective, state.Optimizer, state.ValidationData, batchSize: (state.TrainData.Count + state.StepsPerEpoch - 1) / state.StepsPerEpoch)];
        _sampler = new HealthSampler(state.Model, state.Optimizer);
        Say();
    }

    /// <inheritdoc/>
    public override void OnGradients(TrainingState state)
    {
        _samples = HealthTimes.Includes(state.TotalSteps);
        if (_samples)
            _sampler!.Before();
    }

    /// <inheritdoc/>
    public override void OnStep(TrainingState state)
    {
        _case.BatchSize = Math.Max(_case.BatchSize, state.BatchRows);
        _case.Losses.Add(state.BatchLoss);
        if (_samples)
            _case.Take(_sampler!.After(state.TotalSteps, state.Epoch, state.BatchLoss));
        _samples = false;
        if (_ranAway || !(state.BatchLoss > RunsAway * Math.Max(_case.Losses.First, double.Epsilon)))
            return;
        _ranAway = true;
        Say();
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingState state)
    {
        _case.Epochs.Add(state.LastEpoch!);
        Say();
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingState state)
    {
        if (Monitor is not null)
            Monitor.Sampled -= _case.Take;
        _case.Ended = state.StopReason ?? (state.LastEpoch?.Epoch == state.Epochs ? StopReason.Finished : StopReason.Interrupted);
        if (_case.Ended == StopReason.LossNotFinite && !double.IsFinite(state.BatchLoss))
            _case.Losses.Add(state.BatchLoss);
        Say();
    }

    private IEnumerable<Finding> OfTraining() => DoctorRules.OfTraining.SelectMany(rule => rule.Examine(_case));

    private void Say()
    {
        foreach (Finding finding in Examine())
        {
            if (_said.Add((finding.Id, finding.Place)))
                found?.Invoke(finding);
        }
    }
}
