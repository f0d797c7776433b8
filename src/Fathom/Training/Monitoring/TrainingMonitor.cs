using System.Diagnostics;

namespace Fathom;

/// <summary>
/// Measures how training does, every 100 steps and at each epoch's end: gradient norms before clipping, the share clipped, what layers give, dead and
/// saturated units, update-to-weight ratios, rate, throughput, waiting. Training is the same, bit for bit, with it and without it.
/// </summary>
/// <remarks><code>
/// var monitor = new TrainingMonitor();
/// new Trainer(model, optimizer, objective) { Callbacks = [monitor] }.Fit(data);
/// foreach (LayerHealth layer in monitor.Samples[^1].Layers)
///     Console.WriteLine($"{layer.Name}: gradient {layer.GradientNorm:E1}, update ratio {layer.UpdateRatio:E1}");
/// </code>
/// In a step that is not sampled it does nothing that takes time or memory. In a sampled one it looks at what layers give while forward runs, reads gradients
/// before the optimizer does, and keeps the weights from before the step to measure its length.
/// <code>
/// healthy   gradient norm of a layer about 1e-3…1e-1; update ratio 1e-4…1e-2 (Karpathy 2015: about 1e-3); dead share below 0.5; deviation of what layers give neither 0 nor growing from layer to layer
/// layers    with parameters of their own, activations, and layers of one's own; of a batch in parts (Trainer.MicroBatchSize) the last part is seen
/// </code></remarks>
public sealed class TrainingMonitor : Callback
{
    private LayerMeter[] _meters = [];

    /// <summary>Parameters that no meter looks at; they count in the global norm.</summary>
    private Tensor[] _others = [];
    private ActivationProbe? _probe;
    private readonly List<Health> _samples = [];
    private Func<string, bool> _wanted = _ => true;
    private bool _sampling, _withHistograms, _hasGradients;
    private long _mark, _rows, _steps, _clipped;
    private double _norm;
    private TimeSpan _waited, _waitedBefore;

    /// <summary>Steps between samples, at least 1; 100 by default. Each epoch's last step is sampled in any case.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Every { get; init => field = Require.Positive(value, nameof(Every)); } = 100;

    /// <summary>Which samples have histograms; those at the ends of epochs by default.</summary>
    public HistogramTiming Histograms { get; init; } = HistogramTiming.Epochs;

    /// <summary>Bins of a histogram, 30 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Bins { get; init => field = Require.Positive(value, nameof(Bins)); } = ActivationStatistics.UsualBins;

    /// <summary>The layers to look at, by path; <c>*</c> stands for any letters. All by default. The global gradient norm is that of all layers.</summary>
    public IReadOnlyList<string> Layers { get; init => (field, _wanted) = (value, path => value.Any(pattern => LayerNames.IsMatch(pattern, path))); } = ["*"];

    /// <summary>Whether samples are kept in <see cref="Samples"/>; true by default.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>The samples of the last training, in order.</summary>
    public IReadOnlyList<Health> Samples => _samples;

    /// <summary>Called with each sample when it is made, after the optimizer's step.</summary>
    public event Action<Health>? Sampled;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No layer is named as one of <see cref="Layers"/>; the names are listed.</exception>
    public override void OnStart(TrainingState state)
    {
        foreach (string pattern in Layers.Where(pattern => pattern != "*"))
            LayerNames.Find(state.Model, pattern);
        _meters = LayerMeter.Of(state.Model, _wanted);
        _others = [.. state.Model.Parameters.Select(parameter => parameter.Tensor).Where(tensor => !_meters.Any(meter => meter.Measures(tensor)))];
        _probe = new ActivationProbe(_meters);
        _samples.Clear();
        _rows = _steps = _clipped = _mark = 0;
        _sampling = false;
    }

    /// <inheritdoc/>
    public override void OnBatch(TrainingState state)
    {
        // Not in the middle of an epoch, unless a resumed training begins there: judging the network counts as nobody's time.
        if (state.Step == 1 || _mark == 0)
            (_waited, _waitedBefore, _mark) = (TimeSpan.Zero, TimeSpan.Zero, Stopwatch.GetTimestamp() - (long)(state.DataWait.TotalSeconds * Stopwatch.Frequency));
        _waited += state.DataWait - _waitedBefore;
        _waitedBefore = state.DataWait;
        _rows += state.BatchRows;
        bool ends = state.Step == state.StepsPerEpoch;
        if (!ends && state.TotalSteps % Every != 0)
            return;
        _sampling = true;
        _hasGradients = false;
        _withHistograms = Histograms == HistogramTiming.Always || (ends && Histograms == HistogramTiming.Epochs);
        foreach (LayerMeter meter in _meters)
            meter.Begin(remember: true);
        _probe!.Bins = _withHistograms ? Bins : 0;
        _probe.Attach();
    }

    /// <inheritdoc/>
    public override void OnGradients(TrainingState state)
    {
        if (!_sampling)
            return;
        _probe!.Detach();
        _hasGradients = true;
        double squares = 0;
        foreach (LayerMeter meter in _meters)
            squares += meter.Gradients(_withHistograms ? Bins : 0);
        foreach (Tensor parameter in _others)
        {
            if (parameter.Gradient is { IsNone: false } gradient)
                squares += LayerMeter.SquaresOf(gradient);
        }

        _norm = Math.Sqrt(squares);
    }

    /// <inheritdoc/>
    public override void OnStep(TrainingState state)
    {
        _steps++;
        if (state.Optimizer.ClipNorm is { } limit && state.Optimizer.GradientNorm > limit)
            _clipped++;
        if (!_sampling)
            return;
        _probe!.Detach();
        _sampling = false;

        // A batch of which no row counted has no gradients and changed nothing.
        if (!_hasGradients)
            return;
        long now = Stopwatch.GetTimestamp();
        foreach (LayerMeter meter in _meters)
            meter.Update();
        double seconds = Math.Max(1e-9, (now - _mark) / (double)Stopwatch.Frequency);
        var health = new Health
        {
            Step = state.TotalSteps,
            Epoch = state.Epoch,
            Loss = state.BatchLoss,
            LearningRate = state.Optimizer.LearningRate,
            GradientNorm = _norm,
            ClippedShare = state.Optimizer.ClipNorm is null ? null : (double)_clipped / _steps,
            RowsPerSecond = _rows / seconds,
            DataWait = Math.Min(1, _waited.TotalSeconds / seconds),
            Layers = [.. _meters.Select(meter => meter.ToHealth())],
        };
        if (Keeps)
            _samples.Add(health);
        Sampled?.Invoke(health);
        (_rows, _steps, _clipped, _waited, _mark) = (0, 0, 0, TimeSpan.Zero, Stopwatch.GetTimestamp());
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingState state)
    {
        _probe?.Detach();
        _sampling = false;
    }
}
