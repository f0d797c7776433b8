namespace Fathom;

/// <summary>LeCun's uniform start: evenly over ±√(3 / in), variance 1 / in. For SELU, and for layers without activation.</summary>
/// <remarks><code>
/// source   LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp" §4.6
/// </code></remarks>
public sealed record LeCunUniform : Initializer
{
    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng)
    {
        double limit = Math.Sqrt(3.0 / Fans.Of(w.Shape).In);
        rng.Uniform(w, -limit, limit);
    }
}
