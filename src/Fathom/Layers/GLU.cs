namespace Fathom;

/// <summary>The gated linear unit: one half of an axis, let through by the sigmoid of the other.</summary>
/// <param name="axis">The axis, of even length; the last by default.</param>
/// <remarks><code>
/// formula   y = a·σ(b), a and b the halves of x along the axis
/// shapes    x (…, 2n, …) → y (…, n, …)
/// gradient  da = dy·σ(b)      db = dy·a·σ(b)·(1 − σ(b))
/// differs   from torch.nn.GLU: nothing
/// source    Dauphin, Fan, Auli and Grangier 2016, arXiv:1612.08083
/// </code></remarks>
public sealed class GLU(int axis = -1) : Layer, ILayer<GLU>
{
    static string ILayer<GLU>.Name => "GLU";

    /// <summary>The axis, of even length; the last by default.</summary>
    public int Axis { get; } = axis;

    static GLU ILayer<GLU>.Create(Settings settings) => new(settings.Int("axis"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        return x.GLU(Axis);
    }

    void ILayer<GLU>.Describe(Settings settings) => settings.Set("axis", Axis);
}
