using static Fathom.Tests.Ops.Input;
using O = Fathom.Ops;

namespace Fathom.Tests.Ops;

/// <summary>Attention, with every way of holding keys back.</summary>
public sealed class AttentionSamples : ISamples
{
    private static readonly Tensor s_lengths = Tensor.From<long>(5, 3).Keep();

    private static readonly Tensor s_few = Tensor.From<bool>([false, true, false, false, false, false, true, false, true, true], [2, 5]).Keep();

    private static readonly Rng s_rng = new(3);

    public IEnumerable<Sample> All =>
    [
        Of("one head", x => x[0].ScaledDotProductAttention(x[1], x[2]), Between(-2, 2, 4, 3), Between(-2, 2, 5, 3), Between(-2, 2, 5, 2)),
        Of("heads side by side", x => x[0].ScaledDotProductAttention(x[1], x[2], heads: 2, scale: 0.3), Between(-2, 2, 2, 4, 6), Between(-2, 2, 2, 5, 6), Between(-2, 2, 2, 5, 4)),
        Of("causal, one tensor's size", x => x[0].ScaledDotProductAttention(x[1], x[2], causal: true, heads: 2), Between(-2, 2, 2, 5, 4), Between(-2, 2, 2, 5, 4), Between(-2, 2, 2, 5, 4)),
        Of("causal, in blocks", x => x[0].ScaledDotProductAttention(x[1], x[2], causal: true), Between(-2, 2, 50, 3), Between(-2, 2, 53, 3), Between(-2, 2, 53, 2)),
        Of("in blocks", x => x[0].ScaledDotProductAttention(x[1], x[2]), Between(-2, 2, 61, 2), Between(-2, 2, 20, 2), Between(-2, 2, 20, 2)),
        Of("window", x => x[0].ScaledDotProductAttention(x[1], x[2], window: 2), Between(-2, 2, 20, 2), Between(-2, 2, 20, 2), Between(-2, 2, 20, 2)),
        Of("causal window in blocks", x => x[0].ScaledDotProductAttention(x[1], x[2], causal: true, window: 3), Between(-2, 2, 50, 2), Between(-2, 2, 52, 2), Between(-2, 2, 52, 2)),
        Of("masks that are learned", x => x[0].ScaledDotProductAttention(x[1], x[2], x[3], x[4], heads: 2), Between(-2, 2, 2, 4, 6), Between(-2, 2, 2, 5, 6), Between(-2, 2, 2, 5, 4), Between(-2, 2, 2, 1, 5), Between(-2, 2, 2, 5)),
        Of("mask for every head", x => x[0].ScaledDotProductAttention(x[1], x[2], x[3], causal: true, heads: 2), Between(-2, 2, 2, 3, 4), Between(-2, 2, 2, 5, 4), Between(-2, 2, 2, 5, 4), Between(-2, 2, 2, 2, 3, 5)),
        Of("lengths", x => x[0].ScaledDotProductAttention(x[1], x[2], padding: s_lengths, heads: 2), Between(-2, 2, 2, 4, 6), Between(-2, 2, 2, 5, 6), Between(-2, 2, 2, 5, 4)),
        Of("padding", x => x[0].ScaledDotProductAttention(x[1], x[2], padding: s_few, causal: true), Between(-2, 2, 2, 2, 6), Between(-2, 2, 2, 5, 6), Between(-2, 2, 2, 5, 4)),
        Of("dropout", x => x[0].ScaledDotProductAttention(x[1], x[2], heads: 2, dropout: 0.3, rng: Again()), Between(-2, 2, 2, 4, 6), Between(-2, 2, 2, 5, 6), Between(-2, 2, 2, 5, 4)),
        Of("packed", x => x[0].SelfAttention(2, causal: true), Between(-2, 2, 2, 9, 12)),
        Of("packed, in blocks", x => x[0].SelfAttention(1, window: 5), Between(-2, 2, 50, 6)),
        Of("its weights", x => x[0].ScaledDotProductAttentionWeights(x[1], x[2], heads: 2, causal: true).Weights, Between(-2, 2, 2, 4, 6), Between(-2, 2, 2, 5, 6), Between(-2, 2, 2, 5, 4).Fixed()),
        Of("results and weights after dropout", x => Both(x[0].ScaledDotProductAttentionWeights(x[1], x[2], heads: 2, dropout: 0.3, rng: Again())), Between(-2, 2, 2, 4, 6), Between(-2, 2, 2, 5, 6), Between(-2, 2, 2, 5, 4)),
        new(typeof(O.RotaryPositions), x => x[0].RotaryPositions(heads: 2, start: 3), Between(-2, 2, 2, 3, 8)) { Variant = "pairs" },
        new(typeof(O.RotaryPositions), x => x[0].RotaryPositions(columns: 4, halves: true), Between(-2, 2, 5, 6)) { Variant = "halves of the first columns" },
    ];

    /// <summary>The same stream for each call.</summary>
    private static Rng Again()
    {
        s_rng.Counter = 0;
        return s_rng;
    }

    private static Sample Of(string variant, Func<Tensor[], Tensor> call, params Input[] inputs) => new(typeof(O.ScaledDotProductAttention), call, inputs) { Variant = variant };

    private static Tensor Both((Tensor Y, Tensor Weights) results) => results.Y.Sum() + (results.Weights * results.Weights).Sum(axes: [-1]);
}
