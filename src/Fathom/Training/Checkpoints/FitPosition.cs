using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>Where <see cref="Trainer.Fit"/> stands, beside what <see cref="TrainingState"/> shows: sums of the epoch under way, and where its random streams began. Goes into a checkpoint and comes out of it.</summary>
internal sealed class FitPosition
{
    private const string Made = "made";

    private readonly Trainer _trainer;
    private readonly TrainingState _state;
    private readonly StepGuard _guard;
    private readonly Rng _order;
    private readonly int _batchSize;
    private readonly long _start = Stopwatch.GetTimestamp();
    private (ulong Seed, ulong Stream, ulong Counter) _begin;
    private long _epochStart;
    private TimeSpan _before, _epochBefore;
    private JsonObject? _made;

    public FitPosition(Trainer trainer, TrainingState state, StepGuard guard, Rng order, int batchSize)
    {
        _trainer = trainer;
        _state = state;
        _guard = guard;
        _order = order;
        if (trainer.Callbacks.Any(callback => callback is ModelCheckpoint))
            _made = TrainingDescription.Of(trainer, state, batchSize);
        _batchSize = batchSize;
    }

    /// <summary>Whether an epoch is under way.</summary>
    public bool InEpoch { get; private set; }

    /// <summary>Where the blends of a batch augmentation come from in the epoch under way.</summary>
    public Rng? Blends { get; private set; }

    /// <summary>The epoch's losses so far, each by what its batch counts.</summary>
    public double Sum { get; set; }

    /// <summary>What the epoch's batches counted so far.</summary>
    public double Weight { get; set; }

    /// <summary>How long training has taken, earlier parts of a training that goes on included.</summary>
    public TimeSpan Time => _before + Stopwatch.GetElapsedTime(_start);

    /// <summary>How long the epoch under way has taken.</summary>
    public TimeSpan EpochTime => _epochBefore + Stopwatch.GetElapsedTime(_epochStart);

    /// <summary>Whether a training that goes on stops for the same reason again: the others were somebody's wish of the moment.</summary>
    public static bool Lasts(StopReason? reason) => reason is StopReason.Finished or StopReason.EarlyStopping or StopReason.LossNotFinite or StopReason.Diverged;

    /// <summary>Begins an epoch, or the rest of one that a checkpoint cut.</summary>
    public void BeginEpoch()
    {
        _epochStart = Stopwatch.GetTimestamp();
        if (InEpoch)
            return;
        InEpoch = true;
        (Sum, Weight, _epochBefore) = (0, 0, TimeSpan.Zero);
        _state.Epoch++;
        _state.Step = 0;
        _state.DataWait = TimeSpan.Zero;
        _begin = _order.State;
        Blends = NewBlends();
    }

    /// <summary>The epoch is done and judged.</summary>
    public void EndEpoch() => InEpoch = false;

    /// <summary>All that a checkpoint holds of the present moment: to be written at once.</summary>
    public Checkpoint Capture()
    {
        var checkpoint = new Checkpoint();
        checkpoint.Add(Made, Description().ToJsonString());
        checkpoint.Add("epoch", _state.Epoch);
        checkpoint.Add("step", _state.Step);
        checkpoint.Add("total_steps", _state.TotalSteps);
        checkpoint.Add("in_epoch", InEpoch ? 1 : 0);
        checkpoint.Add("stop", Lasts(_state.StopReason) ? $"{_state.StopReason}" : "");
        checkpoint.Add("sum", Sum);
        checkpoint.Add("weight", Weight);
        checkpoint.Add("ticks", Time.Ticks);
        checkpoint.Add("epoch_ticks", InEpoch ? EpochTime.Ticks : 0);
        checkpoint.Add("data_wait_ticks", _state.DataWait.Ticks);
        checkpoint.Add("order", InEpoch ? new Rng(_begin.Seed, _begin.Stream, _begin.Counter) : _order);
        if (Blends is not null)
            checkpoint.Add("blends", Blends);
        checkpoint.Add("default", Rng.Default);
        checkpoint.Add("model", _state.Model);
        _guard.Save(checkpoint.Part("guard"));
        checkpoint.Add("optimizer", _state.Optimizer);
        _state.History.Save(checkpoint.Part("history"));
        foreach ((string name, ICheckpointed part) in Remembering())
            checkpoint.Add(name, part);
        return checkpoint;
    }

    /// <summary>Refuses a checkpoint of another training; nothing was changed yet.</summary>
    /// <exception cref="CheckpointException">Something differs: all of it is listed.</exception>
    public void Demand(Checkpoint checkpoint)
    {
        List<string> differences = TrainingDescription.Differences(checkpoint.Json(Made), Description());
        if (differences.Count > 0)
            throw new CheckpointException($"Training cannot go on from {checkpoint.Path ?? "the checkpoint"}, as it was made with something else: {string.Join("; ", differences)}. Make everything as it was, or start a new training. Nothing was changed.", differences);
    }

    /// <summary>Takes up everything but what callbacks remember.</summary>
    public void Restore(Checkpoint checkpoint)
    {
        checkpoint.Restore("model", _state.Model);
        checkpoint.Restore("optimizer", _state.Optimizer);
        _guard.Restore(checkpoint.Part("guard"));
        _state.History.Restore(checkpoint.Part("history"));
        _state.Epoch = (int)checkpoint.Whole("epoch");
        _state.Step = (int)checkpoint.Whole("step");
        _state.TotalSteps = checkpoint.Whole("total_steps");
        _state.DataWait = new TimeSpan(checkpoint.Whole("data_wait_ticks"));
        InEpoch = checkpoint.Whole("in_epoch") != 0;
        (Sum, Weight) = (checkpoint.Number("sum"), checkpoint.Number("weight"));
        (_before, _epochBefore) = (new TimeSpan(checkpoint.Whole("ticks")), new TimeSpan(checkpoint.Whole("epoch_ticks")));
        checkpoint.Restore("order", _order);
        _begin = _order.State;
        if (NewBlends() is { } blends && checkpoint.Has("blends"))
        {
            checkpoint.Restore("blends", blends);
            Blends = blends;
        }

        checkpoint.Restore("default", Rng.Default);
        if (Enum.TryParse(checkpoint.Text("stop"), out StopReason reason))
            _state.Stop(reason);
    }

    /// <summary>Takes up what callbacks and others remember, after all were started; the rate once more, as starting may have set it.</summary>
    public void RestoreMemories(Checkpoint checkpoint)
    {
        foreach ((string name, ICheckpointed part) in Remembering())
            checkpoint.Restore(name, part);
        _state.Optimizer.LearningRate = checkpoint.Number("optimizer.rate");
    }

    /// <summary>What the training is made of: as it began, since callbacks may change rates and freeze layers; the data are looked at when the first checkpoint is written.</summary>
    private JsonObject Description()
    {
        _made ??= TrainingDescription.Of(_trainer, _state, _batchSize);
        TrainingDescription.AddData(_made, _state);
        return _made;
    }

    private Rng? NewBlends() => _trainer.BatchAugmentation is null ? null : _order.Fork($"blends of {_order.Counter}");

    private IEnumerable<(string Name, ICheckpointed Part)> Remembering()
    {
        int number = 0;
        foreach (Callback callback in _trainer.Callbacks)
        {
            if (callback is ICheckpointed part)
                yield return ($"callback.{++number}", part);
        }

        if (_state.Objective is ICheckpointed objective)
            yield return ("objective", objective);
        if (_trainer.Sampler is ICheckpointed sampler)
            yield return ("sampler", sampler);
        if (_trainer.BatchAugmentation is ICheckpointed blending)
            yield return ("blending", blending);
    }
}
