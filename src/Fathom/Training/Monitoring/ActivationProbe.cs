namespace Fathom;

/// <summary>Hands what layers give to their meters.</summary>
internal sealed class ActivationProbe(IReadOnlyList<LayerMeter> meters) : OutputProbe
{
    private readonly Dictionary<Module, LayerMeter> _meters = meters.ToDictionary(meter => meter.Module);
    private bool _channels, _rectified;

    /// <summary>Bins of histograms; 0 for none.</summary>
    public int Bins { get; set; }

    protected override void OnForward(Node node, bool recorded)
    {
        _rectified = node is Node<Ops.BatchNorm> && ((Ops.BatchNorm)node.Operation).Rectified;
        base.OnForward(node, recorded);
    }

    protected override void OnOutput(Module module, Cell y)
    {
        if (!_meters.TryGetValue(module, out LayerMeter? meter))
            return;
        if (meter.HasParameters)
            _channels = meter.HasChannels;
        meter.Output(y, _rectified && module is BatchNorm, _channels, Bins);
    }
}
