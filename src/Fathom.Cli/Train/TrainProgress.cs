using System.Diagnostics;

namespace Fathom.Cli;

/// <summary>Shows where training stands: one line that is redrawn on a terminal, a plain line every few epochs elsewhere.</summary>
internal sealed class TrainProgress(Shell shell, TrainJob job) : Callback
{
    private const int Bar = 20;
    private const int PlainLines = 10;

    // At most ten pictures a second.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly (string Name, string Shown) _metric = (job.Headline, JudgementView.NameOf(job.Headline));
    private long _start, _drawn;
    private int _printed;

    public override void OnStart(TrainingState state) => _start = Stopwatch.GetTimestamp();

    public override void OnStep(TrainingState state)
    {
        if (shell.IsLive && Stopwatch.GetElapsedTime(_drawn) >= Pause)
            Draw(state);
    }

    public override void OnEpoch(TrainingState state)
    {
        if (shell.IsLive || (state.Epoch != 1 && state.Epoch % Math.Max(1, state.Epochs / PlainLines) != 0))
            return;
        _printed = state.Epoch;
        shell.Out.WriteLine(Describe(state, ""));
    }

    public override void OnEnd(TrainingState state)
    {
        if (state.LastEpoch is null)
            return;
        if (!shell.IsLive)
        {
            if (_printed != state.LastEpoch.Epoch)
                shell.Out.WriteLine(Describe(state, ""));
            return;
        }

        Draw(state);
        shell.Out.WriteLine();
    }

    private void Draw(TrainingState state)
    {
        _drawn = Stopwatch.GetTimestamp();
        int full = (int)(Bar * Done(state));
        string line = Describe(state, $"{new string('█', full)}{new string('░', Bar - full)}  ");
        shell.Out.Write($"\r{(line.Length > shell.Width ? line[..shell.Width] : line)}\u001b[K");
    }

    private string Describe(TrainingState state, string bar)
    {
        EpochRecord? last = state.LastEpoch;
        string loss = last is null ? $"loss {Display.Fixed(state.BatchLoss)}" : $"loss {Display.Fixed(last.TrainLoss)}";
        string validation = last?.ValidationLoss is { } value ? $"  validation {Display.Fixed(value)}" : "";
        string metric = last is not null && last.Metrics.TryGetValue(_metric.Name, out double figure) ? $"  {_metric.Shown} {Display.Fixed(figure)}" : "";
        string epochs = state.Epochs.ToString();
        return $"epoch {state.Epoch.ToString().PadLeft(epochs.Length)}/{epochs}  {bar}{loss}{validation}{metric}{TimeLeft(state)}";
    }

    /// <summary>At most: early stopping may end sooner.</summary>
    private string TimeLeft(TrainingState state)
    {
        double done = Done(state);
        if (done <= 0 || done >= 1 || state.StopReason is not null)
            return "";
        TimeSpan spent = Stopwatch.GetElapsedTime(_start);
        return $"  {Display.Duration(spent * ((1 - done) / done))} left";
    }

    private static double Done(TrainingState state) => (state.Epoch - 1 + ((double)state.Step / state.StepsPerEpoch)) / state.Epochs;
}
