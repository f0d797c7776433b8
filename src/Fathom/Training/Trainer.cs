using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Fathom;

/// <summary>The training loop with what a practitioner wants around it: validation, metrics, callbacks, history. The loop itself is <see cref="TrainStep"/>: clear, forward, loss, backward, step.</summary>
public sealed class Trainer
{
    private const int UsualEvaluationBatch = 1024;
    private static readonly Dictionary<string, double> s_noMetrics = [];
    private int _outputs;
    private TrainingState? _running;
    private StepGuard? _guard;
    private CallbackCalls? _calls;
    private NotFiniteSearch? _search;
    private NotFiniteOrigin? _anomaly;

    /// <summary>Puts a network, an optimizer and an objective together.</summary>
    public Trainer(Layer model, Optimizer optimizer, Objective objective)
    {
        Model = model;
        Optimizer = optimizer;
        Objective = objective;
    }

    /// <summary>The network.</summary>
    public Layer Model { get; }

    /// <summary>What changes its parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What it is trained for: loss, prediction and metrics.</summary>
    public Objective Objective { get; }

    /// <summary>What watches training, in order.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Where shuffling comes from; a fork of <see cref="Fathom.Rng.Default"/> when not given.</summary>
    public Rng? Rng { get; init; }

    /// <summary>Which rows an epoch sees; every row once, in a new order, when not given. A sampler is made from the training part.</summary>
    public Sampler? Sampler { get; init; }

    /// <summary>Blends the rows of each training batch, labels included: <see cref="Mixup"/> or <see cref="CutMix"/>; null, the default, for none. The loss of an epoch is then that of the blends.</summary>
    public BatchAugmentation? BatchAugmentation { get; init; }

    /// <summary>Whether a partial last batch is left out, for networks that cannot learn from few rows, as batch normalization; false by default.</summary>
    public bool DropLast { get; init; }

    /// <summary>Rows that go through the network at a time, so that a large batch needs the memory of a small one; null (default) for the whole batch.</summary>
    /// <remarks>
    /// The gradients of the parts add up, each weighted by what it counts (<see cref="Objective.BatchWeight"/>: its rows, unless classes have
    /// weights), so that the step is the large batch's, also when the last part is smaller. Not the same are batch normalization, which sees the parts
    /// alone, and dropout, which draws other masks. In a loop of one's own:<code>
    /// optimizer.ZeroGradients();
    /// for (int start = 0; start &lt; x.Shape[0]; start += micro)
    /// {
    ///     using Step step = Step.Begin();                       // the memory of one part
    ///     Range rows = start..Math.Min(start + micro, x.Shape[0]);
    ///     Tensor part = y[rows];
    ///     (objective.Loss(model.Forward(x[rows]), part) * (objective.BatchWeight(part) / objective.BatchWeight(y))).Backward();
    /// }
    ///
    /// optimizer.Step();
    /// </code></remarks>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MicroBatchSize { get; init => field = value is { } rows ? Require.Positive(rows, nameof(MicroBatchSize)) : null; }

    /// <summary>Rows that are predicted at a time where the network is judged; 1,024 by default. Memory, not results, depends on it: take fewer of rows that are large, such as pictures and long texts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int EvaluationBatchSize { get; init => field = Require.Positive(value, nameof(EvaluationBatchSize)); } = UsualEvaluationBatch;

    /// <summary>Batches of the validation data that are judged before the first epoch, so that what would fail at its end fails at once; 2 by default, 0 for none. Not a bit of the training depends on it.</summary>
    /// <remarks>As num_sanity_val_steps of Lightning's Trainer. The batches are the first ones, as large as those of training; what comes out is thrown away.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Below 0.</exception>
    public int SanityBatches { get; init => field = Require.NotNegative(value, nameof(SanityBatches)); } = 2;

    /// <summary>Looks at every result and every gradient of every step, and stops at the first NaN, also where it would not reach the loss; false by default.</summary>
    /// <remarks>
    /// Costs about as much as the step itself. Without it a step whose loss or gradient is not finite is repeated once, which names layer and operation as well, and
    /// healthy steps pay nothing. As torch.autograd.detect_anomaly, which looks at gradients alone.
    /// </remarks>
    public bool DetectAnomalies { get; init; }

    /// <summary>Trains for a number of epochs. An epoch visits every row once, in a new order, in ⌈rows/batch⌉ steps, unless a <see cref="Sampler"/> chooses; its loss is the mean over rows.</summary>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="validation">Rows to judge each epoch by; never learned from.</param>
    /// <param name="epochs">The number of epochs, at least 1.</param>
    /// <param name="batchSize">Rows a step, at least 1; the whole set where it has fewer.</param>
    /// <param name="cancel">Stops after the current step, with callbacks' endings and history as at any end.</param>
    /// <param name="resume">A checkpoint that a <see cref="ModelCheckpoint"/> of the same training has written: goes on from there to the same bits, at any number of threads; null (default) to begin. Give everything as then: a network, optimizer and callbacks made in the same way, the same data, epochs and batch size.</param>
    /// <exception cref="CheckpointException"><paramref name="resume"/> was made with other data, another network, optimizer, objective, seed, batch size or number of epochs: all that differs is listed, and nothing was changed.</exception>
    /// <exception cref="ShapeException">The network refuses the rows, or a batch of as many as will occur: found before the first epoch, also where only the last batch would be refused.</exception>
    /// <exception cref="TrainingException">
    /// A loss, a gradient or a weight was NaN or infinite, or the loss rose a million times within five steps; the model has the weights of the last good epoch again. The
    /// text names epoch and step, and the layer and operation, the weight or the inputs where the first such number stood (<see cref="TrainingException.Origin"/>).
    /// </exception>
    public History Fit(Dataset train, Dataset? validation = null, int epochs = 10, int batchSize = 32, CancellationToken cancel = default, Checkpoint? resume = null)
    {
        Require.Positive(epochs, nameof(epochs));
        Require.Positive(batchSize, nameof(batchSize));
        CheckFit(train, batchSize, DropLast);
        var state = new TrainingState(Model, Optimizer, Objective, epochs, train.Steps(batchSize, shuffle: true, DropLast, sampler: Sampler).Count)
        {
            TrainData = train,
            ValidationData = validation,
        };
        CheckValidation(validation, batchSize);
        Warn(state);
        var guard = new StepGuard(this);
        var calls = new CallbackCalls(Callbacks);
        Rng order = Rng ?? Fathom.Rng.Default.Fork();
        var position = new FitPosition(this, state, guard, order, batchSize);
        state.Position = position;
        if (resume is not null)
        {
            position.Demand(resume);
            position.Restore(resume);
        }

        bool ended = false;
        try
        {
            calls.Start(state);
            if (resume is not null)
                position.RestoreMemories(resume);
            MustStop(state, cancel);
            while (position.InEpoch || (state.Epoch < epochs && state.StopReason is null))
                Epoch(state, train, validation, batchSize, order, guard, calls, cancel);

            ended = true;
        }
        finally
        {
            state.History.StopReason = state.StopReason ?? (ended ? StopReason.Finished : StopReason.Interrupted);
            state.History.Time = position.Time;

            // The exception that ended training, if any, is on its way already and says more.
            if (calls.End(state) is { } error && ended)
                ExceptionDispatchInfo.Throw(error);
        }

        return state.History;
    }

    /// <summary>Predicts all rows in evaluation mode and judges the predictions.</summary>
    public Evaluation Evaluate(Dataset data) => Evaluation.Of(Model, Objective, data, EvaluationBatchSize);

    /// <summary>One step on one batch, inside an open <see cref="Step"/>. Returns the loss; where it is not finite, no parameter was changed (running statistics and gradients may have been).</summary>
    /// <remarks>A batch of which no row counts (all labels left out) has the loss 0 and changes nothing.</remarks>
    public double TrainStep(Tensor x, Tensor y)
    {
        if (Objective.BatchWeight(y) == 0)
            return 0;
        Optimizer.ZeroGradients();
        double loss = MicroBatchSize is { } rows && rows < x.Shape[0] ? Accumulate(x, y, rows) : AddGradient(x, y, 1);
        if (double.IsFinite(loss))
        {
            if (_running is { } state)
            {
                state.BatchLoss = loss;
                _guard!.DemandGradients();
                _calls!.Call(CallbackMoment.OnGradients, state);
            }

            Optimizer.Step();
        }

        return loss;
    }

    /// <summary>Adds the gradients of a batch part by part; gives the loss of the whole.</summary>
    private double Accumulate(Tensor x, Tensor y, int rows)
    {
        double whole = Objective.BatchWeight(y), loss = 0;
        for (int start = 0; start < x.Shape[0]; start += rows)
        {
            using Step step = Step.Begin();
            int end = Math.Min(start + rows, x.Shape[0]);
            Tensor part = y[start..end];
            double share = Objective.BatchWeight(part) / whole;

            // The mean over rows of which none counts is no number.
            if (share != 0)
                loss += share * AddGradient(x[start..end], part, share);
        }

        return loss;
    }

    /// <summary>Adds the gradient of a share of the loss, unless it is not finite; gives the loss.</summary>
    private double AddGradient(Tensor x, Tensor y, double share)
    {
        // Another probe is a profile or a sampled step of a monitor: it goes first.
        if (DetectAnomalies && Probe.Current is null)
            return AddWatchedGradient(x, y, share);
        Tensor loss = Objective.Loss(Model.Forward(x), y);
        double value = loss.ToScalar();
        if (double.IsFinite(value))
            (share == 1 ? loss : loss * share).Backward(retainGraph: false);
        return value;
    }

    /// <summary>The same, looking at every number.</summary>
    private double AddWatchedGradient(Tensor x, Tensor y, double share)
    {
        _search ??= new NotFiniteSearch(Model, Objective);
        using NotFiniteSearch.Scope watching = _search.Watch(x, y);
        Tensor output;
        using (Model.Running())
            output = Model.Forward(x);
        _search.BeginLoss();
        Tensor loss = Objective.Loss(output, y);
        DemandNumbers(_search.FirstNaN);
        double value = loss.ToScalar();
        if (double.IsFinite(value))
            (share == 1 ? loss : loss * share).Backward(retainGraph: false);
        DemandNumbers(_search.InBackward);
        return value;
    }

    private void DemandNumbers(NotFiniteOrigin? anomaly)
    {
        _anomaly = anomaly;
        if (anomaly is not null)
            throw new NotFiniteException(anomaly.Text);
    }

    /// <summary>Refuses a network and data that do not fit each other or the objective before any step, by predicting two rows (one tells normalization by the batch nothing), by looking at all targets, and by planning batches of as many rows as will occur.</summary>
    internal void CheckFit(Dataset data, int batchSize, bool dropLast)
    {
        if (!Optimizer.HasWork)
            throw new ArgumentException($"Trainer: there is nothing to train, as all parameters of the optimizer are frozen. Unfreeze() what must train.");
        using (Model.Evaluating())
        using (Tape.NoGradients())
        using (Step.Begin())
        {
            (Tensor x, Tensor y) = data.First(2);
            Tensor output = Model.Forward(x);
            if (output.IsNone)
                throw new InvalidOperationException($"Trainer: {Model.GetType().Name}.Forward returned no tensor (default). Return what the last layer gives.");
            _outputs = output.Shape[^1];
            Objective.Loss(output, y);
            if (BatchAugmentation?.Apply(x, y, _outputs, new Rng(0)) is { } blended)
                Objective.Loss(output, blended.Y);
            double weight = 0;
            data.ForEachPartOfY((start, part) =>
            {
                Objective.CheckTargets(part, output.Shape[^1], start);
                weight += Objective.BatchWeight(part);
            });
            if (weight == 0)
                throw new ArgumentException("Trainer: no row of the data counts: every label is marked to be left out, or has a class of weight 0. Look at the labels and the class weights.", nameof(data));
        }

        BatchCheck.Demand(Model, data, Sampler?.CheckedCount(data.Count) ?? data.Count, batchSize, MicroBatchSize, dropLast);
    }

    /// <summary>Judges a few rows, so that a validation that cannot work ends training before it begins.</summary>
    private void CheckValidation(Dataset? validation, int batchSize)
    {
        if (validation is null || SanityBatches == 0)
            return;
        int rows = (int)Math.Min(validation.Count, (long)SanityBatches * Math.Min(batchSize, EvaluationBatchSize));
        var streams = new RandomStreams(Model);
        streams.Note();
        Dataset first = validation.Take(rows);
        Evaluation judged = Evaluation.Of(Model, Objective, first, Math.Min(batchSize, EvaluationBatchSize));
        if (!double.IsFinite(judged.Loss) && NotFiniteSearch.InEvaluation(Model, Objective, first, batchSize) is { Kind: NotFiniteKind.Inputs or NotFiniteKind.Targets } origin)
            throw new ArgumentException($"Trainer: the validation data cannot be judged, which was tried on {rows} rows before the first epoch. {origin.Text} {origin.Advice}", nameof(validation));
        streams.Rewind();
    }

    /// <summary>What is noticed before the first step, and is no reason not to do it.</summary>
    private void Warn(TrainingState state)
    {
        string[] paths = [.. Model.Descendants().Where(item => !item.Module.IsTraining).Select(item => item.Path.Length == 0 ? "the network itself" : item.Path)];
        if (paths.Length > 0)
            state.Warn($"{paths.Length} {(paths.Length == 1 ? "module was" : "modules were")} in evaluation mode at the start of training ({string.Join(", ", paths.Take(3))}{(paths.Length > 3 ? ", …" : "")}), and {(paths.Length == 1 ? "is" : "are")} in training mode now. Call Train() before Fit; a part that must not change is frozen by Freeze().");
        if (Sampler is WeightedSampler && Objective is MultiClassObjective { ClassWeights.Count: > 0 } or BinaryObjective { PositiveWeight: not 1.0 })
            state.Warn("class weights and a WeightedSampler are both there, so what makes up for rare classes counts twice. Leave one of them out.");
    }

    private void Epoch(TrainingState state, Dataset train, Dataset? validation, int batchSize, Rng order, StepGuard guard, CallbackCalls calls, CancellationToken cancel)
    {
        FitPosition position = state.Position!;
        position.BeginEpoch();
        Model.Train();
        long asked = Stopwatch.GetTimestamp();

        // The rest of an epoch that a checkpoint cut begins behind the steps done; nothing is left of one that was to stop there.
        int done = state.StopReason is null ? state.Step : state.StepsPerEpoch;
        foreach ((Tensor rows, Tensor targets) in train.Steps(batchSize, shuffle: true, DropLast, order, Sampler).From(done))
        {
            state.DataWait += Stopwatch.GetElapsedTime(asked);
            state.Step++;
            state.TotalSteps++;
            (Tensor x, Tensor y) = BatchAugmentation?.Apply(rows, targets, _outputs, position.Blends) ?? (rows, targets);
            (state.X, state.Y, state.BatchRows) = (x, y, x.Shape[0]);
            calls.Call(CallbackMoment.OnBatch, state);
            guard.BeginStep();
            (_running, _guard, _calls) = (state, guard, calls);
            try
            {
                state.BatchLoss = TrainStep(x, y);
            }
            catch (NotFiniteException error)
            {
                guard.StopInStep(state, error.Message, _anomaly);
            }
            finally
            {
                (_running, _guard, _calls, _anomaly) = (null, null, null, null);
            }

            guard.Judge(state);
            double counts = Objective.BatchWeight(y);
            position.Sum += state.BatchLoss * counts;
            position.Weight += counts;

            calls.Call(CallbackMoment.OnStep, state);
            (state.X, state.Y) = (default, default);
            bool stop = MustStop(state, cancel);
            calls.Call(CallbackMoment.OnSettled, state);
            if (stop)
                break;
            asked = Stopwatch.GetTimestamp();
        }

        bool isCut = state.StopReason is not null && !FitPosition.Lasts(state.StopReason);

        // A step can ruin the weights after a finite loss; such an epoch is no good one.
        guard.DemandWeights(state);
        Evaluation? judged = validation is null ? null : Evaluate(validation);
        guard.DemandValidation(state, judged, validation);
        state.History.Add(new EpochRecord(state.Epoch, position.Sum / position.Weight, judged?.Loss, judged?.Metrics ?? s_noMetrics, Optimizer.LearningRate, position.EpochTime));
        guard.Accept();
        calls.Call(CallbackMoment.OnEpoch, state);
        position.EndEpoch();

        // An epoch that somebody cut short is no part of the course that a resumed training takes.
        if (isCut)
            return;
        MustStop(state, cancel);
        calls.Call(CallbackMoment.OnSettled, state);
    }

    private static bool MustStop(TrainingState state, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
            state.Stop(StopReason.Cancelled);
        return state.StopReason is not null;
    }
}
