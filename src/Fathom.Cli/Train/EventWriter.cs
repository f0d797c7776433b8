using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>Writes what happens in training to the event log: a line an epoch, and one for each sample of the monitor.</summary>
internal sealed class EventWriter : Callback, IDisposable
{
    private readonly EventLog _log;
    private readonly TrainingMonitor? _monitor;

    /// <summary>Begins the log of a run.</summary>
    public EventWriter(string path, TrainJob job)
        : this(path, job.Options) => _log.Write("start", new JsonObject
        {
            ["name"] = job.Name,
            ["task"] = job.Task,
            ["rows"] = job.TrainData.Count,
            ["parameters"] = job.Summary.Parameters,
            ["epochs"] = job.Settings.Epochs,
        });

    /// <summary>Goes on with the log of a run that goes on.</summary>
    public EventWriter(string path, TrainJob job, Resumption from)
        : this(path, job.Options) => _log.Write("resume", new JsonObject { ["step"] = from.Step, ["epoch"] = from.Epoch });

    private EventWriter(string path, RunOptions options)
    {
        _log = new EventLog(path);
        if (options.MonitorEvery is not (> 0 and var every))
            return;
        _monitor = new TrainingMonitor { Every = every, Keeps = false };
        _monitor.Sampled += _log.Write;
    }

    /// <summary>What measures the training; null where nothing does.</summary>
    public TrainingMonitor? Monitor => _monitor;

    /// <summary>Writes what the doctor found.</summary>
    public void Finding(Finding finding) => _log.Write("finding", FindingView.ToJson(finding));

    /// <summary>Writes that there is a checkpoint.</summary>
    public void Checkpoint(TrainingState state, string path) =>
        _log.Write("checkpoint", new JsonObject { ["step"] = state.TotalSteps, ["epoch"] = state.Epoch, ["file"] = $"checkpoints/{Path.GetFileName(path)}" });

    public override void OnStart(TrainingState state) => _monitor?.OnStart(state);

    public override void OnBatch(TrainingState state) => _monitor?.OnBatch(state);

    public override void OnGradients(TrainingState state) => _monitor?.OnGradients(state);

    public override void OnStep(TrainingState state) => _monitor?.OnStep(state);

    public override void OnEnd(TrainingState state) => _monitor?.OnEnd(state);

    public override void OnEpoch(TrainingState state)
    {
        EpochRecord epoch = state.LastEpoch!;
        var metrics = new JsonObject();
        foreach ((string name, double value) in epoch.Metrics)
            metrics[name] = Json.Number(value);
        _log.Write("epoch", new JsonObject
        {
            ["epoch"] = epoch.Epoch,
            ["train_loss"] = Json.Number(epoch.TrainLoss),
            ["validation_loss"] = epoch.ValidationLoss is { } loss ? Json.Number(loss) : null,
            ["metrics"] = metrics,
            ["learning_rate"] = epoch.LearningRate,
            ["seconds"] = Math.Round(epoch.Time.TotalSeconds, 6),
        });
    }

    /// <summary>Writes the last line.</summary>
    public void Finish(TrainResult result) => _log.Write("end", new JsonObject
    {
        ["reason"] = StopText.Of(result.History.StopReason),
        ["best_epoch"] = result.BestEpoch,
        ["test"] = result.Test?.ToJson(),
    });

    public void Dispose() => _log.Dispose();
}
