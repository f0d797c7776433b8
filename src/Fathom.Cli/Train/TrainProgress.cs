namespace Fathom.Cli;

/// <summary>Shows where training stands: a picture that is redrawn on a terminal, with keys; a plain line every few epochs elsewhere.</summary>
internal sealed class TrainProgress(Shell shell, TrainJob job) : Callback
{
    private const int PlainLines = 10;

    // At most ten pictures a second.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly (string Name, string Shown) _metric = (job.Headline, JudgementView.NameOf(job.Headline));
    private readonly LiveBlock _block = new(shell.Out);
    private LivePicture? _picture;
    private Func<char?>? _keys;
    private EarlierPart _earlier;
    private long _start, _epochStart, _drawn;
    private int _printed;

    /// <summary>Writes a checkpoint after the present step; null where none is kept.</summary>
    public Action? SaveNow { get; set; }

    public override void OnStart(TrainingState state)
    {
        _start = _epochStart = shell.Clock.GetTimestamp();
        _earlier = EarlierPart.Of(state);
        if (!shell.IsLive)
            return;
        _picture = new LivePicture(_metric.Name, _metric.Shown) { CanSave = SaveNow is not null, Earlier = _earlier };
        _keys = shell.ReadKeys?.Invoke();
    }

    public override void OnStep(TrainingState state)
    {
        if (_picture is null)
            return;
        _picture.Observe(state.BatchLoss);
        while (_keys?.Invoke() is { } key)
            Press(key, state);
        if (_drawn == 0 || shell.Clock.GetElapsedTime(_drawn) >= Pause)
            Draw(state);
    }

    public override void OnEpoch(TrainingState state)
    {
        _epochStart = shell.Clock.GetTimestamp();
        if (_picture is not null || (state.Epoch != 1 && state.Epoch % Math.Max(1, state.Epochs / PlainLines) != 0))
            return;
        _printed = state.Epoch;
        shell.Out.WriteLine(Describe(state));
    }

    public override void OnEnd(TrainingState state)
    {
        if (_picture is not null)
            _block.Clear(shell.Measure());
        _picture = null;
        if (state.LastEpoch is not null && _printed != state.LastEpoch.Epoch)
            shell.Out.WriteLine(Describe(state));
    }

    /// <summary>Takes the picture away for a moment, so that something can be said; it is drawn again below.</summary>
    public void MakeRoom()
    {
        if (_picture is not null)
            _block.Clear(shell.Measure());
    }

    private void Press(char key, TrainingState state)
    {
        switch (char.ToLowerInvariant(key))
        {
            case 's' or 'q':
                state.Stop(StopReason.Cancelled);
                _picture!.Said = "stopping: the run is saved and judged";
                break;
            case 'c' when SaveNow is not null:
                SaveNow();
                _picture!.Said = $"a checkpoint is written after step {Display.Count(state.TotalSteps)}";
                break;
            case '?' or 'h':
                _picture!.ShowsKeys = !_picture.ShowsKeys;
                break;
        }
    }

    private void Draw(TrainingState state)
    {
        _drawn = shell.Clock.GetTimestamp();
        (int columns, int rows) = shell.Measure();
        _block.Draw(_picture!.Lines(state, shell.Clock.GetElapsedTime(_start), shell.Clock.GetElapsedTime(_epochStart), columns, rows, _keys is not null), (columns, rows));
    }

    private string Describe(TrainingState state)
    {
        EpochRecord? last = state.LastEpoch;
        string loss = last is null ? $"loss {Display.Fixed(state.BatchLoss)}" : $"loss {Display.Fixed(last.TrainLoss)}";
        string validation = last?.ValidationLoss is { } value ? $"  validation {Display.Fixed(value)}" : "";
        string metric = last is not null && last.Metrics.TryGetValue(_metric.Name, out double figure) ? $"  {_metric.Shown} {Display.Fixed(figure)}" : "";
        string left = state.StopReason is null && _earlier.RunLeft(state, shell.Clock.GetElapsedTime(_start)) is { } time ? $"  {Display.Duration(time)} left" : "";
        string epochs = state.Epochs.ToString();
        return $"epoch {state.Epoch.ToString().PadLeft(epochs.Length)}/{epochs}  {loss}{validation}{metric}{left}";
    }
}
