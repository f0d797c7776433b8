using System.Diagnostics;

namespace Fathom;

/// <summary>The training loop with what a practitioner wants around it: validation, metrics, callbacks, history. The loop itself is <see cref="TrainStep"/>: clear, forward, loss, backward, step.</summary>
public sealed class Trainer
{
    private const int EvaluationBatch = 1024;

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

    /// <summary>Where shuffling comes from; a fork of <see cref="Rng.Default"/> when not given.</summary>
    public Rng Rng { get; init; } = Rng.Default.Fork();

    /// <summary>Trains for a number of epochs. An epoch visits every row once, in a new order, in ⌈rows/batch⌉ steps; its loss is the mean over rows.</summary>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="validation">Rows to judge each epoch by; never learned from.</param>
    /// <param name="epochs">The number of epochs, at least 1.</param>
    /// <param name="batchSize">Rows a step, at least 1; the whole set where it has fewer.</param>
    /// <param name="cancel">Stops after the current step, with callbacks' endings and history as at any end.</param>
    /// <exception cref="TrainingException">A loss was NaN or infinite; the model has the weights of the last good epoch again.</exception>
    public History Fit(Dataset train, Dataset? validation = null, int epochs = 10, int batchSize = 32, CancellationToken cancel = default)
    {
        Require.Positive(epochs, nameof(epochs));
        Require.Positive(batchSize, nameof(batchSize));
        CheckFit(train);
        var state = new TrainingState(Model, Optimizer, Objective, epochs, train.BatchCount(batchSize));
        var lastGood = new WeightCopy(Model);
        lastGood.Take();
        long start = Stopwatch.GetTimestamp();
        bool ended = false;
        try
        {
            foreach (Callback callback in Callbacks)
                callback.OnStart(state);
            while (state.Epoch < epochs && state.StopReason is null)
            {
                state.Epoch++;
                Epoch(state, train, validation, batchSize, lastGood, cancel);
            }

            ended = true;
        }
        finally
        {
            state.History.StopReason = state.StopReason ?? (ended ? StopReason.Finished : StopReason.Interrupted);
            state.History.Time = Stopwatch.GetElapsedTime(start);
            foreach (Callback callback in Callbacks)
                callback.OnEnd(state);
        }

        return state.History;
    }

    /// <summary>Predicts all rows in evaluation mode and judges the predictions.</summary>
    public Evaluation Evaluate(Dataset data) => Evaluation.Of(Model, Objective, data, EvaluationBatch);

    /// <summary>One step on one batch, inside an open <see cref="Step"/>. Returns the loss.</summary>
    public double TrainStep(Tensor x, Tensor y)
    {
        Optimizer.ZeroGradients();
        Tensor loss = Objective.Loss(Model.Forward(x), y);
        double value = loss.ToScalar();
        if (!double.IsFinite(value))
            return value;
        loss.Backward();
        Optimizer.Step();
        return value;
    }

    /// <summary>Refuses a network and data that do not fit each other or the objective before any step: plans one batch without computing.</summary>
    private void CheckFit(Dataset data)
    {
        // Training mode would draw random numbers and change what is trained.
        Model.Evaluate();
        using (Tape.ShapesOnly())
            Objective.Loss(Model.Forward(data.X[..1]), data.Y[..1]);
    }

    private void Epoch(TrainingState state, Dataset train, Dataset? validation, int batchSize, WeightCopy lastGood, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        double sum = 0;
        int rows = 0;
        state.Step = 0;
        Model.Train();
        foreach ((Tensor x, Tensor y) in train.Steps(batchSize, shuffle: true, rng: Rng))
        {
            state.Step++;
            state.BatchRows = x.Shape[0];
            state.BatchLoss = TrainStep(x, y);
            if (!double.IsFinite(state.BatchLoss))
                StopNotFinite(state, lastGood);
            sum += state.BatchLoss * state.BatchRows;
            rows += state.BatchRows;
            foreach (Callback callback in Callbacks)
                callback.OnStep(state);
            if (cancel.IsCancellationRequested)
                state.Stop(StopReason.Cancelled);
            if (state.StopReason is not null)
                break;
        }

        Evaluation? judged = validation is null ? null : Evaluate(validation);
        state.History.Add(new EpochRecord(state.Epoch, sum / rows, judged?.Loss, judged?.Metrics ?? EmptyMetrics, Optimizer.LearningRate, Stopwatch.GetElapsedTime(start)));
        if (judged is { Loss: var loss } && !double.IsFinite(loss))
            StopNotFinite(state, lastGood);
        lastGood.Take();
        foreach (Callback callback in Callbacks)
            callback.OnEpoch(state);
    }

    private static readonly Dictionary<string, double> EmptyMetrics = [];

    private static void StopNotFinite(TrainingState state, WeightCopy lastGood)
    {
        lastGood.Restore();
        state.Stop(StopReason.LossNotFinite);
        throw new TrainingException(
            $"The loss became {(double.IsFinite(state.BatchLoss) ? "not finite on the validation data" : state.BatchLoss.ToString(System.Globalization.CultureInfo.InvariantCulture))} in epoch {state.Epoch}, step {state.Step} of {state.StepsPerEpoch}; the model has {(state.Epoch == 1 ? "the weights it began with" : $"the weights of epoch {state.Epoch - 1}")} again. Try a learning rate ten times smaller, gradient clipping, or look for extreme values in the data.",
            state.History,
            state.Epoch,
            state.Step);
    }
}
