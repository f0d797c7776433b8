namespace Fathom;

/// <summary>The rectifier held at 6, for low precision.</summary>
/// <remarks><code>
/// formula     y = min(max(x, 0), 6)
/// shapes      x (…) → y (…)
/// derivative  1 where 0 &lt; x &lt; 6, 0 elsewhere (also at both ends)
/// differs     from torch.nn.ReLU6: nothing
/// source      Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10"
/// </code></remarks>
public sealed class ReLU6 : FixedActivation<ReLU6>
{
    /// <inheritdoc/>
    public override string Formula => "min(max(x, 0), 6)";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (0, 6);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).ReLU6();
}
