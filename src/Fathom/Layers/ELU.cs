namespace Fathom;

/// <summary>The exponential linear unit: smooth below 0, where it tends to −alpha.</summary>
/// <param name="alpha">What −y tends to far below 0; 1 by default.</param>
/// <remarks><code>
/// formula     y = x for x &gt; 0, alpha·(eˣ − 1) elsewhere
/// shapes      x (…) → y (…)
/// derivative  1 where x &gt; 0, alpha·eˣ elsewhere
/// differs     from torch.nn.ELU: nothing
/// source      Clevert, Unterthiner and Hochreiter 2015, arXiv:1511.07289
/// </code></remarks>
public sealed class ELU(double alpha = 1) : Activation, ILayer<ELU>
{
    static string ILayer<ELU>.Name => "ELU";

    /// <summary>What −y tends to far below 0; 1 by default.</summary>
    public double Alpha { get; } = alpha;

    /// <inheritdoc/>
    public override string Formula => FormattableString.Invariant($"x for x > 0, {Alpha}(eˣ − 1) elsewhere");

    /// <inheritdoc/>
    public override (double Low, double High) Range => (Math.Min(-Alpha, 0), double.PositiveInfinity);

    internal override InferenceMap Map => new InferenceMap<Ops.ELU>(new Ops.ELU(Alpha));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Marked(x).ELU(Alpha);

    static ELU ILayer<ELU>.Create(Settings settings) => new(settings.Double("alpha"));

    void ILayer<ELU>.Describe(Settings settings) => settings.Set("alpha", Alpha);
}
