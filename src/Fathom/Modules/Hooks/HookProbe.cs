namespace Fathom;

/// <summary>A hook as a probe: calls the user's code for the layers that it was set for.</summary>
internal sealed class HookProbe(IReadOnlyList<HookedLayer> layers, LayerHook hook, bool ofGradients) : OutputProbe, IDisposable
{
    private readonly Dictionary<Module, HookedLayer> _layers = layers.DistinctBy(layer => layer.Module).ToDictionary(layer => layer.Module);

    public void Dispose() => Detach();

    protected override bool WantsGradient(Module module) => ofGradients && _layers.ContainsKey(module);

    protected override void OnOutput(Module module, Cell y)
    {
        if (!ofGradients)
            Call(module, y);
    }

    protected override void OnOutputGradient(Module module, Cell gradient)
    {
        using (Silent())
            Call(module, gradient);
    }

    /// <summary>In a step of its own, so that what was lent and what was made from it end with the call.</summary>
    private void Call(Module module, Cell values)
    {
        if (!_layers.TryGetValue(module, out HookedLayer layer) || !IsAttached)
            return;
        using Step step = Step.Begin();
        using Tape.Scope scope = Tape.NoGradients();
        Cell lent = Workspace.Current.RentCell(values.Shape, values.Type, tracked: true);
        (lent.Block, lent.ByteOffset) = (values.Block, values.ByteOffset);
        hook(layer, new Tensor(lent));
    }
}
