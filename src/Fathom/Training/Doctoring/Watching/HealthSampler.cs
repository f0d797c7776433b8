namespace Fathom;

/// <summary>Gradient norms and updates layer by layer, read before and after a step, from parameters alone.</summary>
internal sealed class HealthSampler(Layer model, Optimizer optimizer)
{
    private readonly LayerMeter[] _meters = [.. LayerMeter.Of(model, _ => true).Where(meter => meter.HasParameters)];
    private readonly IReadOnlyList<NamedTensor> _parameters = model.Parameters;
    private double _norm;

    /// <summary>Takes down gradients and weights, before anything is changed.</summary>
    public void Before()
    {
        foreach (LayerMeter meter in _meters)
        {
            meter.Begin(remember: true);
            meter.Gradients(bins: 0);
        }

        double squares = 0;
        foreach (NamedTensor parameter in _parameters)
        {
            if (parameter.Tensor.Gradient is { IsNone: false } gradient)
                squares += LayerMeter.SquaresOf(gradient);
        }

        _norm = Math.Sqrt(squares);
    }

    /// <summary>What the step did.</summary>
    public Health After(long step, int epoch, double loss)
    {
        foreach (LayerMeter meter in _meters)
            meter.Update();
        return new Health
        {
            Step = step,
            Epoch = epoch,
            Loss = loss,
            LearningRate = optimizer.LearningRate,
            GradientNorm = _norm,
            ClippedShare = optimizer.ClipNorm is { } limit ? _norm > limit ? 1 : 0 : null,
            Layers = [.. _meters.Select(meter => meter.ToHealth())],
        };
    }
}
