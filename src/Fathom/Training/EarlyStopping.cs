using System.Globalization;

namespace Fathom;

/// <summary>Stops when the monitored loss (validation, else training), or a metric, has not improved for a number of epochs, and gives the model its best weights back however training ends.</summary>
/// <remarks>An epoch improves when <c>loss &lt; best − minimumDelta</c>, strictly; of a metric for which higher is better when <c>value &gt; best + minimumDelta</c>. NaN never improves. Prechelt 1998, "Early stopping — but when?"
/// Differs from Keras: the best weights are restored by default, and also when patience did not run out.</remarks>
/// <param name="patience">Epochs without improvement before stopping, at least 1; 10 by default.</param>
/// <param name="minimumDelta">The smallest drop that counts, 0 or more; 0.001 by default.</param>
/// <param name="restoreBest">Whether the best weights are given back at the end.</param>
public sealed class EarlyStopping(int patience = 10, double minimumDelta = 0.001, bool restoreBest = true) : Callback, ICheckpointed
{
    private const string BestWeights = "best";
    private readonly int _patience = Require.Positive(patience, nameof(patience));
    private readonly double _minimumDelta = minimumDelta >= 0 ? minimumDelta : throw new ArgumentOutOfRangeException(nameof(minimumDelta), $"minimumDelta is {minimumDelta}; expected 0 or more.");
    private WeightCopy? _best;
    private MonitoredMetric? _monitored;
    private int _waited;
    private bool _isHigherBetter;

    /// <summary>What to go by: a metric of the validation data by its <see cref="Fathom.Metric.Name"/> (accuracy, r2, …), <c>validation_loss</c>, <c>train_loss</c>, or <c>loss</c>, which null, the default, means too: the validation loss, without validation data the training loss.</summary>
    /// <example><code>new EarlyStopping(patience: 5) { Metric = "accuracy" }</code></example>
    public string? Metric { get; init; }

    /// <summary>Whether larger is better; the metric's own direction when null, the default.</summary>
    public bool? HigherIsBetter { get; init; }

    /// <summary>The smallest loss so far that counted as an improvement; with <see cref="Metric"/> its best figure.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>The epoch of <see cref="BestLoss"/>, from 1; 0 before the first. Also <see cref="History.Best"/>.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>Whether patience ran out.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes note of one epoch's loss, or metric; true when it improves on the best.</summary>
    public bool Observe(int epoch, double loss)
    {
        if (_isHigherBetter ? loss > BestLoss + _minimumDelta : loss < BestLoss - _minimumDelta)
        {
            BestLoss = loss;
            BestEpoch = epoch;
            _waited = 0;
            return true;
        }

        Stopped |= ++_waited >= _patience;
        return false;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no metric of that name; the text lists those there are.</exception>
    public override void OnStart(TrainingState state)
    {
        _monitored = new MonitoredMetric(nameof(EarlyStopping), Metric);
        _monitored.Demand(state);
        _isHigherBetter = HigherIsBetter ?? _monitored.IsHigherBetter(state);
        state.History.BestIsMarked = true;
        BestLoss = _isHigherBetter ? double.NegativeInfinity : double.PositiveInfinity;
        BestEpoch = 0;
        Stopped = false;
        _waited = 0;
        _best = restoreBest ? new WeightCopy(state.Model) : null;
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingState state)
    {
        if (Observe(state.Epoch, _monitored!.Of(state.LastEpoch!)))
        {
            state.History.MarkBest();
            _best?.Take();
        }

        if (Stopped)
            state.Stop(StopReason.EarlyStopping);
    }

    /// <inheritdoc/>
    public void Save(Checkpoint state)
    {
        state.Add("best_loss", BestLoss);
        state.Add("best_epoch", BestEpoch);
        state.Add("waited", _waited);
        state.Add("stopped", Stopped ? 1 : 0);
        _best?.Save(state.Part(BestWeights));
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint state)
    {
        BestLoss = state.Number("best_loss");
        BestEpoch = (int)state.Whole("best_epoch");
        _waited = (int)state.Whole("waited");
        Stopped = state.Whole("stopped") != 0;
        _best?.Restore(state.Part(BestWeights));
    }

    /// <summary>The class and what it was made with.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"EarlyStopping({Metric ?? MonitoredMetric.Loss}{(HigherIsBetter is { } higher ? $", {(higher ? "higher" : "lower")} is better" : "")}, patience {_patience}, minimum delta {_minimumDelta}{(restoreBest ? "" : ", keeps the last weights")})");

    /// <inheritdoc/>
    public override void OnEnd(TrainingState state)
    {
        if (_best is { IsTaken: true })
            _best.Restore();
    }
}
