using System.Text.Json;

namespace Fathom.Conformance;

/// <summary>Attention kinds of layers.json, with every argument PyTorch has.</summary>
internal static class AttentionCases
{
    public static Tensor MultiHead(Trial t)
    {
        Arguments a = t.Arguments;
        int width = a.Whole("embed_dim");
        MultiHeadAttention layer = t.Load(new MultiHeadAttention(
            width, a.Whole("num_heads"), a.Number("dropout", 0), a.Flag("bias", true), a.Flag("add_bias_kv", false), a.Flag("add_zero_attn", false),
            a.Whole("kdim", width), a.Whole("vdim", width), a.Flag("batch_first", false)));
        _ = a.Flag("cross", false);
        Tensor query = t[First(t, "q", "query", "x")], key = t[First(t, "k", "key", "kv", "x")], value = t[First(t, "v", "value", "kv", "x")];
        Tensor mask = Causal(a.Flag("causal", false) || a.Flag("is_causal", false), Mask(t, "attn_mask"), layer.BatchFirst || query.Rank == 2 ? query.Shape[^2] : query.Shape[0]);
        bool average = a.Flag("average_attn_weights", true);
        if (!a.Flag("need_weights", true) || !t.Expects("weights"))
            return layer.Forward(query, key, value, mask, Mask(t, "key_padding_mask"));
        (Tensor y, t["weights"]) = layer.ForwardWithWeights(query, key, value, mask, Mask(t, "key_padding_mask"), average);
        return y;
    }

    public static Tensor Encoder(Trial t)
    {
        Arguments a = t.Arguments;
        TransformerEncoderLayer layer = t.Load(new TransformerEncoderLayer(
            a.Whole("d_model"), a.Whole("nhead"), a.Whole("dim_feedforward", 2048), a.Number("dropout", 0.1), a.Text("activation", "relu"), a.Number("layer_norm_eps", 1e-5),
            a.Flag("norm_first", false), a.Flag("batch_first", false)));
        Tensor x = t[First(t, "x", "src")];
        int length = layer.SelfAttention.BatchFirst || x.Rank == 2 ? x.Shape[^2] : x.Shape[0];
        return layer.Forward(x, Causal(a.Flag("causal", false), Mask(t, First(t, "src_mask", "mask")), length), Mask(t, "src_key_padding_mask"));
    }

    public static Tensor Decoder(Trial t)
    {
        Arguments a = t.Arguments;
        TransformerDecoderLayer layer = t.Load(new TransformerDecoderLayer(
            a.Whole("d_model"), a.Whole("nhead"), a.Whole("dim_feedforward", 2048), a.Number("dropout", 0.1), a.Text("activation", "relu"), a.Number("layer_norm_eps", 1e-5),
            a.Flag("norm_first", false), a.Flag("batch_first", false)));
        Tensor x = t[First(t, "x", "tgt")];
        int length = layer.SelfAttention.BatchFirst || x.Rank == 2 ? x.Shape[^2] : x.Shape[0];
        return layer.Forward(
            x, t["memory"], Causal(a.Flag("causal", false), Mask(t, "tgt_mask"), length), Mask(t, "memory_mask"), Mask(t, "tgt_key_padding_mask"), Mask(t, "memory_key_padding_mask"));
    }

    public static Tensor Sinusoidal(Trial t) => SinusoidalPositions.Table(t.Arguments.Whole("length"), t.Arguments.Whole("d_model"), t.Type);

    /// <summary>The first of several names under which an input or a setting is there.</summary>
    private static string First(Trial t, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (t.HasInput(name) || t.Arguments.Has(name))
                return name;
        }

        return names[0];
    }

    /// <summary>A mask among the inputs, or a nested list of flags or numbers among the settings; none when it is absent.</summary>
    private static Tensor Mask(Trial t, string name)
    {
        if (t.HasInput(name))
            return t[name];
        if (!t.Arguments.Has(name))
            return default;
        var shape = new List<int>();
        JsonElement[] items = [t.Arguments.Any(name)];
        while (items[0].ValueKind == JsonValueKind.Array)
        {
            items = [.. items.SelectMany(item => item.EnumerateArray())];
            shape.Add(items.Length / Math.Max(1, shape.Aggregate(1, (a, b) => a * b)));
        }

        return items[0].ValueKind is JsonValueKind.True or JsonValueKind.False
            ? Tensor.From<bool>([.. items.Select(item => item.GetBoolean())], new Shape([.. shape]))
            : Tensor.From<double>([.. items.Select(item => ReferenceArray.Number(item, name))], new Shape([.. shape])).To(t.Type);
    }

    /// <summary>A mask that also forbids what is to come.</summary>
    private static Tensor Causal(bool causal, Tensor mask, int length)
    {
        if (!causal)
            return mask;
        if (!mask.IsNone)
            throw new NotKnownException("causal beside a mask");
        bool[] later = new bool[length * length];
        for (int i = 0; i < later.Length; i++)
            later[i] = i % length > i / length;
        return Tensor.From<bool>(later, [length, length]);
    }
}
