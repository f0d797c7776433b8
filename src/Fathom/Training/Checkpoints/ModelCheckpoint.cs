using System.Diagnostics;

namespace Fathom;

/// <summary>Writes a <see cref="Checkpoint"/> every so many steps, minutes or epochs, from which training goes on to the same bits: files <c>step-000123.safetensors</c> in a folder of their own.</summary>
/// <remarks><code>
/// var saving = new ModelCheckpoint("checkpoints") { EverySteps = 500, Best = "accuracy" };
/// var trainer = new Trainer(model, optimizer, Objective.MultiClass) { Callbacks = [saving], Rng = new Rng(1) };
/// trainer.Fit(train, validation, epochs: 50, resume: ModelCheckpoint.Latest("checkpoints"));
/// </code>
/// A file is written beside its place, flushed to disk, renamed, and its folder flushed; only then older ones are deleted, so that a crash at any moment leaves the one before
/// whole. When training is stopped (cancelled, or by a callback) a checkpoint is written as well. A file that cannot be written stops the training: the message names it, and
/// the checkpoint before stays. The folder belongs to one training at a time: a second process is refused.
/// <code>
/// differs   from Lightning's and Keras's: random streams and the place in the epoch are kept, so nothing is repeated or left out; a missing metric is an error, not a warning
/// </code></remarks>
public sealed class ModelCheckpoint : Callback, ICheckpointed
{
    // A checkpoint by the clock waits for so many times what the last one took, so that saving costs at most 2 %.
    private const int LeastPause = 50;

    private readonly string _folder;
    private FolderLock? _lock;
    private MonitoredMetric? _monitored;
    private bool _isAsked;
    private long _lastTime;
    private TimeSpan _pause;
    private long _written;
    private long _bestStep;
    private double _bestValue;
    private bool _higherIsBetter;

    /// <summary>Saves into a folder.</summary>
    /// <param name="folder">The folder; made when it is missing.</param>
    public ModelCheckpoint(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = folder;
    }

    /// <summary>Steps from one checkpoint to the next; null (default) for none by steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? EverySteps { get; init => field = value is { } steps ? Require.Positive(steps, nameof(EverySteps)) : null; }

    /// <summary>Epochs from one checkpoint to the next; null for none by epochs. Every epoch, where neither steps nor minutes nor epochs are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? EveryEpochs { get; init => field = value is { } epochs ? Require.Positive(epochs, nameof(EveryEpochs)) : null; }

    /// <summary>Time from one checkpoint to the next, or 50 times what the last one took to write, if that is longer; null (default) for none by time. When it is written, results do not depend on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public TimeSpan? EveryTime
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(EveryTime), value, $"{nameof(EveryTime)} is {value}; expected more than nothing, as TimeSpan.FromMinutes(5).");
    }

    /// <summary>How many of the last checkpoints are kept, 2 (default) or more: one that turns out damaged must have another before it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int KeepLast { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(KeepLast), value, $"{nameof(KeepLast)} is {value}; expected 2 or more, so that a damaged checkpoint has another before it."); } = 2;

    /// <summary>What the best epoch is judged by, whose checkpoint is kept beside the last ones: <c>loss</c> (of the validation data, without them the training loss), <c>validation_loss</c>, <c>train_loss</c>, or a metric of the validation data, which knows whether higher is better; null (default) for none.</summary>
    public string? Best { get; init; }

    /// <summary>The newest checkpoint that this training has written; null before the first.</summary>
    public string? Newest { get; private set; }

    /// <summary>The checkpoint of the best epoch; null before the first. A value that is NaN is never best.</summary>
    public string? BestFile => _bestStep == 0 ? null : CheckpointFiles.PathOf(_folder, _bestStep);

    /// <summary>Called after a checkpoint was written, with its path.</summary>
    public Action<TrainingState, string>? Saved { get; init; }

    /// <summary>How a file is written, for tests that make each step fail.</summary>
    internal FileSteps Steps { get; init; } = new();

    /// <summary>The newest checkpoint of a folder that is whole: give it to <see cref="Trainer.Fit"/>. Null where there is none yet.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="warn">Is told of each damaged one that is passed over; standard error when left out.</param>
    /// <exception cref="FileFormatException">There are checkpoints, and all of them are damaged: the first fault.</exception>
    public static Checkpoint? Latest(string folder, Action<string>? warn = null)
    {
        warn ??= text => Console.Error.WriteLine($"warning: {text}");
        FileFormatException? first = null;
        foreach ((_, string path) in CheckpointFiles.In(folder))
        {
            try
            {
                Checkpoint checkpoint = Checkpoint.Load(path);
                if (first is not null)
                    warn($"going on from the checkpoint before, {path}.");
                return checkpoint;
            }
            catch (FileFormatException fault)
            {
                warn($"a checkpoint cannot be used: {fault.Message}");
                first ??= fault;
            }
        }

        return first is null ? null : throw first;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The folder cannot be made or written, or another training is at work in it.</exception>
    /// <exception cref="InvalidOperationException">A new training begins in a folder with checkpoints of another.</exception>
    /// <exception cref="ArgumentException"><see cref="Best"/> is no metric of the training, or there is no validation data to compute it from.</exception>
    public override void OnStart(TrainingState state)
    {
        _monitored = Best is null ? null : new MonitoredMetric(nameof(ModelCheckpoint), Best);
        _monitored?.Demand(state);
        _higherIsBetter = _monitored?.IsHigherBetter(state) ?? false;
        Directory.CreateDirectory(_folder);
        _lock = FolderLock.Take(_folder);
        if (state.TotalSteps == 0 && CheckpointFiles.In(_folder) is [var there, ..])
        {
            Dispose();
            throw new InvalidOperationException($"{_folder} holds checkpoints of another training ({Path.GetFileName(there.Path)}), which a new one would replace. Go on from them (Fit with resume: ModelCheckpoint.Latest(…)), or name another folder.");
        }

        CheckpointFiles.RemoveLeftovers(_folder);
        (Newest, _written, _bestStep, _pause) = (null, -1, 0, TimeSpan.Zero);
        _bestValue = _higherIsBetter ? double.NegativeInfinity : double.PositiveInfinity;
        _lastTime = Stopwatch.GetTimestamp();
    }

    /// <summary>Writes one after the present step as well, for a key or a signal; results do not depend on it.</summary>
    public void SaveNow() => _isAsked = true;

    /// <inheritdoc/>
    public override void OnEnd(TrainingState state) => Dispose();

    /// <inheritdoc/>
    public void Save(Checkpoint state)
    {
        state.Add("best_step", _bestStep);
        state.Add("best_value", _bestValue);
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint state)
    {
        _bestStep = state.Whole("best_step");
        _bestValue = state.Number("best_value");
    }

    /// <summary>What is kept: when checkpoints are written may change between two parts of a training.</summary>
    public override string ToString() => $"{nameof(ModelCheckpoint)}({(Best is null ? "" : $"best {Best}")})";

    internal override void OnSettled(TrainingState state)
    {
        bool epochEnd = !state.Position!.InEpoch;
        bool isBest = epochEnd && IsBest(state.LastEpoch!);
        bool cut = state.StopReason is not null && !FitPosition.Lasts(state.StopReason);
        if (isBest || cut || _isAsked || (epochEnd ? IsDueByEpochs(state.Epoch) : EverySteps is { } steps && state.TotalSteps % steps == 0) || (EveryTime is not null && IsDueByTime(EveryTime.Value)))
            Write(state, isBest);
    }

    private bool IsDueByEpochs(int epoch) => EveryEpochs is { } epochs ? epoch % epochs == 0 : EverySteps is null && EveryTime is null;

    private bool IsDueByTime(TimeSpan time) => Stopwatch.GetElapsedTime(_lastTime) >= (time > _pause ? time : _pause);

    private bool IsBest(EpochRecord epoch)
    {
        if (_monitored is null)
            return false;
        double value = _monitored.Of(epoch);
        if (!(_higherIsBetter ? value > _bestValue : value < _bestValue))
            return false;
        _bestValue = value;
        return true;
    }

    private void Write(TrainingState state, bool isBest)
    {
        _isAsked = false;
        long start = Stopwatch.GetTimestamp(), best = _bestStep;
        string path = CheckpointFiles.PathOf(_folder, state.TotalSteps);
        try
        {
            if (isBest)
                _bestStep = state.TotalSteps;
            state.Position!.Capture().Save(path, Steps);
            (Newest, _written) = (path, state.TotalSteps);
            Prune(state.TotalSteps);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _bestStep = best;
            throw new IOException($"{path}: the checkpoint of step {state.TotalSteps} could not be written, so training stopped: {fault.Message.TrimEnd('.')}. {Before(state.TotalSteps)}", fault);
        }

        _lastTime = Stopwatch.GetTimestamp();
        _pause = Stopwatch.GetElapsedTime(start) * LeastPause;
        Saved?.Invoke(state, path);
    }

    /// <summary>Deletes what is no longer needed, now that a newer one stands: older ones beyond those to keep, and later ones, which were damaged or were gone back behind.</summary>
    private void Prune(long written)
    {
        int kept = 0;
        foreach ((long step, string path) in CheckpointFiles.In(_folder))
        {
            if (step <= written && kept < KeepLast)
                kept++;
            else if (step != _bestStep)
                Steps.Remove(path);
        }
    }

    private string Before(long step)
    {
        try
        {
            return CheckpointFiles.In(_folder).FirstOrDefault(file => file.Step != step || file.Step == _written).Path is { } path
                ? $"The checkpoint before it is whole, {path}: make room, or make the folder writable, and go on from there."
                : "There is no earlier checkpoint. Make room, or name a folder that can be written.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "Make room, or name a folder that can be written.";
        }
    }

    private void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
