namespace Fathom;

/// <summary>The self-normalizing unit: behind LeCun's start, signals keep mean 0 and variance 1 over many layers.</summary>
/// <remarks><code>
/// formula     y = λx for x > 0, λα(eˣ − 1) elsewhere, λ = 1.0507…, α = 1.6733…
/// shapes      x (…) → y (…)
/// derivative  λ where x > 0, λαeˣ elsewhere
/// differs     from torch.nn.SELU: nothing
/// source      Klambauer, Unterthiner, Mayr and Hochreiter 2017, arXiv:1706.02515
/// </code></remarks>
public sealed class SELU : FixedActivation<SELU>
{
    /// <inheritdoc/>
    public override string Formula => "1.0507x for x > 0, 1.7581(eˣ − 1) elsewhere";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (-1.7580993408473766, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Initializer Start => new LeCunNormal();

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        return x.SELU();
    }
}
