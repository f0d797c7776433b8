namespace Fathom;

/// <summary>One look at what the layers of a network give for a batch, without training.</summary>
/// <remarks><code>
/// foreach (LayerHealth layer in ActivationStatistics.Of(model, x))
///     Console.WriteLine($"{layer.Name}: {layer.ActivationMean:F3} ± {layer.ActivationDeviation:F3}");
/// </code></remarks>
public static class ActivationStatistics
{
    /// <summary>Bins of a histogram unless another number is asked for.</summary>
    public const int UsualBins = 30;

    /// <summary>Runs forward once and measures each layer: mean, deviation, dead and saturated share, histograms of what it gave and of its weights.</summary>
    /// <param name="model">The network; weights, running statistics, modes and random streams are as before afterwards. Gradients are cleared.</param>
    /// <param name="x">The batch.</param>
    /// <param name="training">Whether layers behave as in training (batch norm uses the batch, dropout drops); false by default.</param>
    /// <param name="bins">Bins of the histograms; 0 for none.</param>
    /// <returns>Layers with parameters, activations and layers of one's own, in the order of computation; what belongs to gradients and steps is null.</returns>
    /// <exception cref="ShapeException">The network refuses the batch.</exception>
    public static IReadOnlyList<LayerHealth> Of(Layer model, Tensor x, bool training = false, int bins = UsualBins)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(bins);
        LayerMeter[] meters = LayerMeter.Of(model, _ => true);
        var probe = new ActivationProbe(meters) { Bins = bins };
        using var restore = new RestorePoint(model);
        if (training)
            model.Train();
        else
            model.Evaluate();
        probe.Attach();
        try
        {
            using Step step = Step.Begin();
            using Tape.Scope scope = Tape.NoGradients();
            using ModuleScope running = model.Running();
            running.Gives(model.Forward(x));
        }
        finally
        {
            probe.Detach();
        }

        Array.ForEach(meters, meter => meter.Gradients(bins));
        return [.. meters.Select(meter => meter.ToHealth() with { GradientNorm = null, Gradients = null })];
    }
}
