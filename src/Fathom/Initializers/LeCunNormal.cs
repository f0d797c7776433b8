namespace Fathom;

/// <summary>LeCun's normal start: variance 1 / in. For SELU, and for layers without activation.</summary>
/// <remarks><code>
/// source   LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp" §4.6
/// </code></remarks>
public sealed record LeCunNormal : Initializer
{
    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng) => rng.Normal(w, 0, 1 / Math.Sqrt(Fans.Of(w.Shape).In));
}
