namespace Fathom;

/// <summary>A shortcut around a layer: y = x + F(x), so that gradients reach early layers of deep networks undiminished.</summary>
/// <remarks><code>
/// shapes    x (…) → y (…), F must keep the shape
/// names     body
/// source    He, Zhang, Ren and Sun 2015, arXiv:1512.03385
/// </code></remarks>
/// <exception cref="ShapeException">F changes the shape.</exception>
public sealed class Residual : Layer, ILayer<Residual>, IInference
{
    /// <summary>Puts a shortcut around <paramref name="body"/>.</summary>
    public Residual(Layer body) => Body = body ?? throw new ArgumentNullException(nameof(body), "Residual: the body is null.");

    static string ILayer<Residual>.Name => "Residual";

    /// <summary>F: the layer the shortcut goes around.</summary>
    public Layer Body { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("body", Body)];

    static Residual ILayer<Residual>.Create(Settings settings) => new(settings.OneLayer("body"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        Interior inside = Interior.Begin();
        Tensor y = inside.Result(Through(x), Body.IsOwn);
        if (y.Shape != x.Shape)
            throw new ShapeException("Residual", "the output of the body", y.Shape.ToString(), $"the shape of its input, {x.Shape}", "End the body with a layer that restores the shape.");
        return inside.Result(x + y);
    }

    private Tensor Through(Tensor x)
    {
        using ModuleScope running = Body.Running();
        return running.Gives(Body.Forward(x));
    }

    bool IInference.Build(InferencePlan plan) => plan.Shortcut(this, body => body.Add(Body), null);

    void ILayer<Residual>.Describe(Settings settings) => settings.Set("body", Body);

    /// <inheritdoc/>
    public override string ToString() => $"Residual({Body})";
}
