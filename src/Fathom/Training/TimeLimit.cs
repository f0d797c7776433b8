using System.Globalization;

namespace Fathom;

/// <summary>Ends training after the step in which its time is over; callbacks, the best weights and the history end as at any end.</summary>
/// <remarks>The time counts from the start of <see cref="Trainer.Fit"/>, validation included; a training that goes on from a checkpoint has its whole time again. How long a
/// training takes differs from run to run, so what a limit ends is not the same to the bit. As max_time of Lightning's Trainer. <code>
/// var trainer = new Trainer(model, optimizer, objective) { Callbacks = [new EarlyStopping(), new TimeLimit(TimeSpan.FromMinutes(10))] };
/// </code></remarks>
public sealed class TimeLimit : Callback
{
    private readonly TimeProvider _clock;
    private long _start;

    /// <summary>Sets the limit.</summary>
    /// <param name="limit">How long training may take, above 0.</param>
    /// <param name="clock">The clock to go by; the system's when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is 0 or below.</exception>
    public TimeLimit(TimeSpan limit, TimeProvider? clock = null)
    {
        if (limit <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(limit), limit, string.Create(CultureInfo.InvariantCulture, $"limit is {limit}; expected a time above 0, for example TimeSpan.FromMinutes(10)."));
        Limit = limit;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>How long training may take.</summary>
    public TimeSpan Limit { get; }

    /// <inheritdoc/>
    public override void OnStart(TrainingState state) => _start = _clock.GetTimestamp();

    /// <inheritdoc/>
    public override void OnStep(TrainingState state) => StopWhenOver(state);

    /// <inheritdoc/>
    public override void OnEpoch(TrainingState state) => StopWhenOver(state);

    private void StopWhenOver(TrainingState state)
    {
        if (_clock.GetElapsedTime(_start) >= Limit)
            state.Stop(StopReason.TimeLimit);
    }
}
