namespace Fathom;

/// <summary>
/// Where a model and its optimizer stood, put back bit for bit at the end of a <c>using</c>, however it ends: parameters, buffers, modes, random
/// streams (the default one included), the optimizer's state, step counts and rate. Gradients are cleared.
/// </summary>
internal sealed class RestorePoint : IDisposable
{
    private readonly Layer _model;
    private readonly WeightCopy _weights;
    private readonly ModeScope _modes;
    private readonly (Rng Rng, ulong Counter)[] _streams;
    private readonly Action? _optimizer;

    public RestorePoint(Layer model, Optimizer? optimizer = null)
    {
        _model = model;
        _weights = new WeightCopy(model);
        _weights.Take();
        _modes = new ModeScope(model, evaluate: false);
        _streams = [.. model.Descendants().Select(item => item.Module).OfType<IRandom>().Select(module => module.Rng).Append(Rng.Default).Distinct().Select(rng => (rng, rng.Counter))];
        _optimizer = optimizer?.Remember();
    }

    /// <summary>Puts everything back; may be called again and again, to start anew from the same place.</summary>
    public void Restore()
    {
        _weights.Restore();
        _modes.Dispose();
        Rewind();
        _optimizer?.Invoke();
        _model.ZeroGradients();
    }

    /// <summary>Winds random streams back alone, so that the same masks are drawn again.</summary>
    public void Rewind()
    {
        foreach ((Rng rng, ulong counter) in _streams)
            rng.Counter = counter;
    }

    public void Dispose() => Restore();
}
