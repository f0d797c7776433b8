namespace Fathom;

/// <summary>Keeps the learning rate step by step, as a schedule or a callback set it: to draw it, or to see that a schedule does what was meant.</summary>
/// <remarks><code>
/// var rates = new LearningRateMonitor();
/// new Trainer(model, optimizer, objective) { Callbacks = [rates] }.Fit(data);
/// Console.WriteLine($"{rates.Rates[0].Rate} … {rates.Rates[^1].Rate}");
/// </code>Groups of parameters with a factor of their own use the rate times their factor.</remarks>
public sealed class LearningRateMonitor : Callback
{
    private readonly List<RatePoint> _rates = [];

    /// <summary>Steps between points, at least 1 (default).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Every { get; init => field = Require.Positive(value, nameof(Every)); } = 1;

    /// <summary>The rates of the last training: of step 1, then of every so many steps.</summary>
    public IReadOnlyList<RatePoint> Rates => _rates;

    /// <inheritdoc/>
    public override void OnStart(TrainingState state) => _rates.Clear();

    /// <inheritdoc/>
    public override void OnStep(TrainingState state)
    {
        if ((state.TotalSteps - 1) % Every == 0)
            _rates.Add(new RatePoint(state.TotalSteps, state.Optimizer.LearningRate));
    }
}
