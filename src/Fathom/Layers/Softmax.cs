namespace Fathom;

/// <summary>The activation <see cref="Ops.Softmax"/> as a layer: yᵢ = e^xᵢ / Σ e^xⱼ along an axis, so that they add up to 1. Networks for classes end in logits instead: the loss takes those.</summary>
/// <param name="axis">The axis that adds up to 1; the last by default.</param>
/// <remarks><code>
/// shapes    x (…) → y (…)
/// </code></remarks>
public sealed class Softmax(int axis = -1) : Layer, ILayer<Softmax>
{
    static string ILayer<Softmax>.Name => "Softmax";

    /// <summary>The axis that adds up to 1; the last by default.</summary>
    public int Axis { get; } = axis;

    static Softmax ILayer<Softmax>.Create(Settings settings) => new(settings.Int("axis"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Softmax(Axis);

    void ILayer<Softmax>.Describe(Settings settings) => settings.Set("axis", Axis);
}
