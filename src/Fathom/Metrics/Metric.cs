namespace Fathom;

/// <summary>A figure that says how good predictions are, worked out over all rows at once (a mean over batches would weigh a partial one too much).</summary>
/// <remarks>
/// Work is in double, in the order of the rows. Where a figure does not exist (no rows, one class only where two are needed) it is NaN, as each
/// metric documents. A metric of your own derives from this.
/// </remarks>
public abstract record Metric
{
    /// <summary>The short name, used as key in JSON and in tables: <c>accuracy</c>, <c>roc_auc</c>, <c>r2</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether larger is better; false for errors and losses.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>The figure of these predictions.</summary>
    /// <exception cref="ArgumentException">The metric has no meaning for the kind of task.</exception>
    public abstract double Compute(Predictions predictions);

    /// <summary>Refuses predictions of a kind the metric has no meaning for.</summary>
    private protected void Require(bool allowed, Predictions predictions, string needs)
    {
        if (!allowed)
            throw new ArgumentException($"The metric {Name} needs {needs}; these predictions are of a {predictions.Task} task. Metrics.For({predictions.Task}) lists what fits.", nameof(predictions));
    }
}
