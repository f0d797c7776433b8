namespace Fathom.Cli;

/// <summary>What a terminal shows of a training while it runs: progress and time left of epoch and run, figures, a small curve, the last warning, the keys.</summary>
internal sealed class LivePicture(string metric, string metricShown)
{
    private const int Bar = 20;
    private const int CurveHeight = 10;
    private const int LeastHeight = 18;
    private const int MostPoints = 240;

    private readonly List<double> _losses = [];
    private int _every = 1, _seen;

    /// <summary>Whether checkpoints can be asked for.</summary>
    public bool CanSave { get; init; }

    /// <summary>What was done before this part of the training began: no speed and no time left may count it.</summary>
    public EarlierPart Earlier { get; init; }

    /// <summary>Whether the keys are explained.</summary>
    public bool ShowsKeys { get; set; }

    /// <summary>What was done at the user's wish; shown until the next.</summary>
    public string Said { get; set; } = "";

    /// <summary>Takes note of a batch's loss, for the curve of the first epoch.</summary>
    public void Observe(double loss)
    {
        if (_seen++ % _every != 0)
            return;
        _losses.Add(loss);
        if (_losses.Count < MostPoints)
            return;

        // Every other point goes: a long epoch costs no more memory than a short one.
        for (int i = 0; i < _losses.Count / 2; i++)
            _losses[i] = _losses[2 * i];
        _losses.RemoveRange(_losses.Count / 2, _losses.Count - (_losses.Count / 2));
        _every *= 2;
    }

    /// <summary>The lines, at most as many as the terminal has.</summary>
    /// <param name="state">Where training stands.</param>
    /// <param name="run">How long it has run.</param>
    /// <param name="epoch">How long the epoch has.</param>
    /// <param name="columns">Of the terminal.</param>
    /// <param name="rows">Of the terminal.</param>
    /// <param name="hasKeys">Whether keys are read.</param>
    public IReadOnlyList<string> Lines(TrainingState state, TimeSpan run, TimeSpan epoch, int columns, int rows, bool hasKeys)
    {
        var lines = new List<string> { EpochLine(state, epoch), RunLine(state, run), FigureLine(state), SpeedLine(state, epoch) };
        if (rows >= LeastHeight && Curve(state) is { } curve)
        {
            lines.Add("");
            lines.AddRange(TerminalPlot.Render(curve, columns - 1, CurveHeight, color: true).Split('\n'));
        }

        if (state.History.Warnings.Count > 0)
            lines.Add($"warning: {state.History.Warnings[^1]}");
        if (Said.Length > 0)
            lines.Add(Said);
        if (hasKeys)
            lines.Add(ShowsKeys ? $"s  stop after this step, save and judge (as Ctrl+C){(CanSave ? "   c  checkpoint now" : "")}   ?  hide this" : "s stop and save   ? keys");
        return [.. lines.Take(Math.Max(1, rows - 1)).Select(line => line.Contains('\u001b') ? line : LiveBlock.Cut(line, columns - 1))];
    }

    private string EpochLine(TrainingState state, TimeSpan spent)
    {
        double done = (double)state.Step / state.StepsPerEpoch;
        string epochs = state.Epochs.ToString();
        string left = done >= 1 ? state.ValidationData is null ? "" : "   judging the validation part" : Earlier.EpochLeft(state, spent) is { } time ? $"   {Display.Duration(time)} left" : "";
        return $"epoch {state.Epoch.ToString().PadLeft(epochs.Length)}/{epochs}  {BarOf(done)}  step {Display.Count(state.Step)}/{Display.Count(state.StepsPerEpoch)}{left}";
    }

    private string RunLine(TrainingState state, TimeSpan spent)
    {
        double done = EarlierPart.Done(state);
        string left = Earlier.RunLeft(state, spent) is { } time && state.StopReason is null ? $", {Display.Duration(time)} left at most" : "";
        return $"{"run".PadRight("epoch /".Length + (2 * state.Epochs.ToString().Length))}  {BarOf(done)}  {Display.Percent(done, 0)}   {Display.Duration(spent)} gone{left}";
    }

    private string FigureLine(TrainingState state)
    {
        EpochRecord? last = state.LastEpoch, best = state.History.Best;
        string validation = last?.ValidationLoss is { } value ? $"   validation {Display.Fixed(value)}" : "";
        string figure = last is not null && last.Metrics.TryGetValue(metric, out double number) ? $"   {metricShown} {Display.Fixed(number)}" : "";
        string marked = best is null ? "" : $"   best {Display.Fixed(best.MonitoredLoss)} in epoch {best.Epoch}";
        return $"loss {Display.Fixed(state.BatchLoss)}{(last is null ? "" : $" (epoch {Display.Fixed(last.TrainLoss)})")}{validation}{figure}{marked}";
    }

    private string SpeedLine(TrainingState state, TimeSpan spent)
    {
        double seconds = spent.TotalSeconds;
        int steps = Earlier.Steps(state);
        string speed = seconds > 0 && steps > 0 ? $"   {Display.Number((double)steps * state.BatchRows / seconds, 3)} rows/s   waiting for data {Display.Percent(Math.Min(1, Earlier.DataWait(state) / spent), 0)}" : "";
        return $"rate {Display.Number(state.Optimizer.LearningRate, 3)}{speed}";
    }

    private LineChart? Curve(TrainingState state)
    {
        IReadOnlyList<EpochRecord> epochs = state.History.Epochs;
        if (epochs.Count < 2)
            return _losses.Count < 2 ? null : new LineChart { Series = { new ChartSeries("loss of batches", _losses.ToArray()) } };
        var chart = new LineChart { Series = { new ChartSeries("training", [.. epochs.Select(epoch => epoch.TrainLoss)]) } };
        if (state.ValidationData is not null)
            chart.Series.Add(new ChartSeries("validation", [.. epochs.Select(epoch => epoch.ValidationLoss ?? double.NaN)]));
        if (state.History.Best is { } best)
            chart.Marks.Add(new ChartMark(best.Epoch, $"best: {best.Epoch}"));
        return chart;
    }

    private static string BarOf(double done)
    {
        int full = (int)(Bar * Math.Clamp(done, 0, 1));
        return $"{new string('█', full)}{new string('░', Bar - full)}";
    }
}
