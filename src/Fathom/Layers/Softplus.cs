namespace Fathom;

/// <summary>The smooth rectifier.</summary>
/// <param name="beta">How sharply the curve bends; 1 by default.</param>
/// <param name="threshold">Where beta·x counts as so large that y is x; 20 by default, where the two differ by 2·10⁻⁹.</param>
/// <remarks><code>
/// formula     y = log(1 + e^(beta·x))/beta, and x where beta·x &gt; threshold
/// shapes      x (…) → y (…)
/// derivative  σ(beta·x), and 1 beyond the threshold
/// differs     from torch.nn.Softplus: beta must be above 0
/// source      Dugas, Bengio, Bélisle, Nadeau and Garcia 2001
/// </code></remarks>
/// <exception cref="ArgumentOutOfRangeException">beta is not above 0.</exception>
public sealed class Softplus(double beta = 1, double threshold = 20) : Activation, ILayer<Softplus>
{
    static string ILayer<Softplus>.Name => "Softplus";

    /// <summary>How sharply the curve bends; 1 by default.</summary>
    public double Beta { get; } = Require.PositiveNumber(beta, nameof(beta));

    /// <summary>Where beta·x counts as so large that y is x; 20 by default, where the two differ by 2·10⁻⁹.</summary>
    public double Threshold { get; } = threshold;

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"log(1 + e^({Beta}x))/{Beta}");

    /// <inheritdoc/>
    public override (double Low, double High) Range => (0, double.PositiveInfinity);

    internal override InferenceMap Map => new InferenceMap<Ops.Softplus>(new Ops.Softplus(Beta, Threshold));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).Softplus(Beta, Threshold);

    static Softplus ILayer<Softplus>.Create(Settings settings) => new(settings.Double("beta"), settings.Double("threshold"));

    void ILayer<Softplus>.Describe(Settings settings)
    {
        settings.Set("beta", Beta);
        settings.Set("threshold", Threshold);
    }
}
