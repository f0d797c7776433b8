namespace Fathom.Conformance;

/// <summary>layers.json: a module with given parameters and buffers.</summary>
internal static class LayerCases
{
    public static readonly Dictionary<string, Func<Trial, Tensor>> Table = new(StringComparer.Ordinal)
    {
        ["linear"] = t => t.Load(Linear(t["param.weight"].Shape, t)).Forward(t["x"]),
        ["layer_norm"] = t => t.Load(new LayerNorm(t.Arguments.Wholes("normalized_shape"), t.Arguments.Number("eps", 1e-5), t.Arguments.Flag("elementwise_affine", true))).Forward(t["x"]),
        ["embedding"] = t => t.Load(Embedding(t["weight"].Shape, t), prefix: "").Forward(t["index"]),
    };

    private static Linear Linear(Shape weight, Trial t) =>
        new(t.Arguments.Whole("in", weight[1]), t.Arguments.Whole("out", weight[0]), t.Arguments.Flag("bias", true));

    private static Embedding Embedding(Shape weight, Trial t) =>
        new(t.Arguments.Whole("num_embeddings", weight[0]), t.Arguments.Whole("embedding_dim", weight[1]), PaddingIndex(t.Arguments.Whole("padding_idx", int.MaxValue), weight[0]));

    /// <summary>PyTorch counts a negative index from the end; the library takes −1 for none.</summary>
    private static int PaddingIndex(int index, int count) => index == int.MaxValue ? -1 : index < 0 ? index + count : index;
}
