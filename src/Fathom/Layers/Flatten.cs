namespace Fathom;

/// <summary>All axes but the first in one: (N, C, H, W) → (N, C·H·W).</summary>
/// <remarks><code>
/// shapes    x (N, …) → y (N, product of the rest), sharing memory
/// differs   from torch.nn.Flatten: always from axis 1 to the last, its default
/// formula   y[n, (c·H + h)·W + w] = x[n, c, h, w]
/// source    torch.nn.Flatten; a view, no operation
/// </code></remarks>
public sealed class Flatten : Layer, ILayer<Flatten>, IInference
{
    static string ILayer<Flatten>.Name => "Flatten";

    static Flatten ILayer<Flatten>.Create(Settings settings) => new();

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank == 0)
            throw new ShapeException("Flatten", "x", "a scalar ()", "at least the axis of examples (N, …)");
        return x.Reshape(x.Shape[0], x.Shape[0] == 0 ? x.Shape[1..].Length : -1);
    }

    bool IInference.Build(InferencePlan plan) => plan.Reshape([plan.Row.Length]);

    void ILayer<Flatten>.Describe(Settings settings)
    {
    }
}
