namespace Fathom;

/// <summary>The exponential linear unit whose slope has no jump whatever alpha is.</summary>
/// <param name="alpha">What −y tends to far below 0, above 0; 1 by default.</param>
/// <remarks><code>
/// formula     y = max(x, 0) + min(0, alpha·(e^(x/alpha) − 1))
/// shapes      x (…) → y (…)
/// derivative  1 where x &gt; 0, e^(x/alpha) elsewhere
/// differs     from torch.nn.CELU: alpha must be above 0
/// source      Barron 2017, arXiv:1704.07483
/// </code></remarks>
/// <exception cref="ArgumentOutOfRangeException">alpha is not above 0.</exception>
public sealed class CELU(double alpha = 1) : Activation, ILayer<CELU>
{
    static string ILayer<CELU>.Name => "CELU";

    /// <summary>What −y tends to far below 0, above 0; 1 by default.</summary>
    public double Alpha { get; } = Require.PositiveNumber(alpha, nameof(alpha));

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"x for x > 0, {Alpha}(e^(x/{Alpha}) − 1) elsewhere");

    /// <inheritdoc/>
    public override (double Low, double High) Range => (-Alpha, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        return x.CELU(Alpha);
    }

    static CELU ILayer<CELU>.Create(Settings settings) => new(settings.Double("alpha"));

    void ILayer<CELU>.Describe(Settings settings) => settings.Set("alpha", Alpha);
}
