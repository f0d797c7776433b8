namespace Fathom;

/// <summary>The rectifier, the usual choice for hidden layers.</summary>
/// <remarks><code>
/// formula     y = max(x, 0)
/// shapes      x (…) → y (…)
/// derivative  1 where x &gt; 0, 0 elsewhere (also at 0)
/// differs     from torch.nn.ReLU: nothing
/// source      Nair and Hinton 2010
/// </code></remarks>
public sealed class ReLU : FixedActivation<ReLU>, IJoined
{
    /// <inheritdoc/>
    public override string Formula => "max(x, 0)";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (0, double.PositiveInfinity);

    internal override InferenceMap Map => new InferenceMap<Ops.ReLU>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).ReLU();

    /// <summary>The rectifier never falls, so it and a maximum over numbers of x change places: the same numbers and gradients, and fewer of them to rectify.</summary>
    bool IJoined.TryForward(Tensor x, Layer next, out Tensor y)
    {
        bool together = next is MaxPool1d or MaxPool2d && ((WindowPool)next).Window is { Padding: { Height: 0, Width: 0 }, CeilMode: false };
        y = together ? Forward(next.Forward(x)) : default;
        return together;
    }
}
