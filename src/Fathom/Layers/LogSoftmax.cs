namespace Fathom;

/// <summary>The activation <see cref="Ops.LogSoftmax"/> as a layer: yᵢ = xᵢ − log Σ e^xⱼ along an axis, stable where the logarithm of a softmax is not.</summary>
/// <param name="axis">The axis; the last by default.</param>
/// <remarks><code>
/// formula   yᵢ = xᵢ − log Σ e^xⱼ
/// shapes    x (…) → y (…)
/// gradient  dx = dy − e^y · Σ dy
/// differs   from torch.nn.LogSoftmax: the axis has a default
/// source    Goodfellow, Bengio and Courville 2016, "Deep Learning" §6.2.2.3
/// </code></remarks>
public sealed class LogSoftmax(int axis = -1) : Layer, ILayer<LogSoftmax>
{
    static string ILayer<LogSoftmax>.Name => "LogSoftmax";

    /// <summary>The axis; the last by default.</summary>
    public int Axis { get; } = axis;

    static LogSoftmax ILayer<LogSoftmax>.Create(Settings settings) => new(settings.Int("axis"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).LogSoftmax(Axis);

    void ILayer<LogSoftmax>.Describe(Settings settings) => settings.Set("axis", Axis);
}
