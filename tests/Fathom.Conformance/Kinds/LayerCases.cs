namespace Fathom.Conformance;

/// <summary>layers.json: a module with given parameters and buffers.</summary>
internal static class LayerCases
{
    public static readonly Dictionary<string, Func<Trial, Tensor>> Table = new(StringComparer.Ordinal)
    {
        ["linear"] = t => t.Load(Linear(t["param.weight"].Shape, t)).Forward(t["x"]),
        ["conv1d"] = t => t.Load(Convolution(t, (i, o, c) => new Conv1d(i, o, c.Kernel.Width, c.Stride.Width, c.Padding, c.Dilation.Width, c.Groups, c.Bias, c.Mode))).Forward(t["x"]),
        ["conv2d"] = t => t.Load(Convolution(t, (i, o, c) => new Conv2d(i, o, c.Kernel, c.Stride, c.Padding, c.Dilation, c.Groups, c.Bias, c.Mode))).Forward(t["x"]),
        ["conv_transpose1d"] = t => t.Load(Convolution(t, (i, o, c) => new ConvTranspose1d(i, o, c.Kernel.Width, c.Stride.Width, c.Padding.Size.Width, Size(t, "output_padding", 0).Width, c.Groups, c.Bias, c.Dilation.Width))).Forward(t["x"]),
        ["conv_transpose2d"] = t => t.Load(Convolution(t, (i, o, c) => new ConvTranspose2d(i, o, c.Kernel, c.Stride, c.Padding.Size, Size(t, "output_padding", 0), c.Groups, c.Bias, c.Dilation))).Forward(t["x"]),
        ["layer_norm"] = t => t.Load(new LayerNorm(t.Arguments.Wholes("normalized_shape"), t.Arguments.Number("eps", 1e-5), t.Arguments.Flag("elementwise_affine", true))).Forward(t["x"]),
        ["batch_norm1d"] = t => t.Load(Running(t, (c, eps, m, affine, track) => new BatchNorm1d(c, eps, m, affine, track))).Forward(t["x"]),
        ["batch_norm2d"] = t => t.Load(Running(t, (c, eps, m, affine, track) => new BatchNorm2d(c, eps, m, affine, track))).Forward(t["x"]),
        ["batch_norm3d"] = t => t.Load(Running(t, (c, eps, m, affine, track) => new BatchNorm3d(c, eps, m, affine, track))).Forward(t["x"]),
        ["instance_norm1d"] = t => t.Load(Running(t, (c, eps, m, affine, track) => new InstanceNorm1d(c, eps, m, affine, track), batch: false)).Forward(t["x"]),
        ["instance_norm2d"] = t => t.Load(Running(t, (c, eps, m, affine, track) => new InstanceNorm2d(c, eps, m, affine, track), batch: false)).Forward(t["x"]),
        ["instance_norm3d"] = t => t.Load(Running(t, (c, eps, m, affine, track) => new InstanceNorm3d(c, eps, m, affine, track), batch: false)).Forward(t["x"]),
        ["group_norm"] = t => t.Load(new GroupNorm(t.Arguments.Whole("num_groups"), t.Arguments.Whole("num_channels", t["x"].Shape[1]), t.Arguments.Number("eps", 1e-5), t.Arguments.Flag("affine", true))).Forward(t["x"]),
        ["rms_norm"] = t => t.Load(RootMeanSquare(t), prefix: t.HasInput("weight") ? "" : "param.").Forward(t["x"]),
        ["weight_norm"] = t => t["x"].Linear(t["v"].WeightNorm(t["g"], Axis(t)), t.HasInput("b") ? t["b"] : t.HasInput("bias") ? t["bias"] : default),
        ["bilinear"] = t => t.Load(Bilinear(t["param.weight"].Shape, t)).Forward(t[t.HasInput("a") ? "a" : "x1"], t[t.HasInput("b") ? "b" : "x2"]),
        ["rnn"] = t => Recurrent(t, (a, d, h, l) => new RNN(d, h, l, a.OneOf("nonlinearity", "tanh", "relu") == "relu", a.Flag("bias", true), a.Flag("batch_first", false), a.Number("dropout", 0), a.Flag("bidirectional", false))),
        ["lstm"] = t => Recurrent(t, (a, d, h, l) => new LSTM(d, h, l, a.Flag("bias", true), a.Flag("batch_first", false), a.Number("dropout", 0), a.Flag("bidirectional", false), a.Whole("proj_size", 0))),
        ["gru"] = t => Recurrent(t, (a, d, h, l) => new GRU(d, h, l, a.Flag("bias", true), a.Flag("batch_first", false), a.Number("dropout", 0), a.Flag("bidirectional", false))),
        ["max_pool1d"] = PoolCases.Max1d,
        ["max_pool2d"] = PoolCases.Max2d,
        ["avg_pool1d"] = PoolCases.Average1d,
        ["avg_pool2d"] = PoolCases.Average2d,
        ["adaptive_avg_pool1d"] = PoolCases.AdaptiveAverage1d,
        ["adaptive_avg_pool2d"] = PoolCases.AdaptiveAverage2d,
        ["adaptive_max_pool1d"] = PoolCases.AdaptiveMax1d,
        ["adaptive_max_pool2d"] = PoolCases.AdaptiveMax2d,
        ["multi_head_attention"] = AttentionCases.MultiHead,
        ["transformer_encoder_layer"] = AttentionCases.Encoder,
        ["transformer_decoder_layer"] = AttentionCases.Decoder,
        ["sinusoidal_positions"] = AttentionCases.Sinusoidal,
        ["embedding"] = t => t.Load(Embedding(t["weight"].Shape, t), prefix: "").Forward(t["index"]),
    };

    private static Linear Linear(Shape weight, Trial t) =>
        new(t.Arguments.Whole("in", weight[1]), t.Arguments.Whole("out", weight[0]), t.Arguments.Flag("bias", true));

    private static Layer Convolution(Trial t, Func<int, int, Sliding, Layer> create)
    {
        ConvPadding padding = !t.Arguments.Has("padding") ? 0
            : t.Arguments.Text("padding") is "same" ? ConvPadding.Same : t.Arguments.Text("padding") is "valid" ? ConvPadding.Valid : Size(t, "padding", 0);
        var mode = Enum.Parse<PaddingMode>(t.Arguments.Text("padding_mode", "zeros"), ignoreCase: true);
        return create(t.Arguments.Whole("in"), t.Arguments.Whole("out"), new Sliding(
            Size(t, "kernel", 1), Size(t, "stride", 1), padding, Size(t, "dilation", 1), t.Arguments.Whole("groups", 1), t.Arguments.Flag("bias", true), mode));
    }

    /// <summary>A number for both axes, or one for each.</summary>
    private static Size2 Size(Trial t, string name, int standard) =>
        !t.Arguments.Has(name) ? standard : t.Arguments.Wholes(name) is [int height, int width] ? (height, width) : t.Arguments.Wholes(name)[0];

    private static Bilinear Bilinear(Shape weight, Trial t) =>
        new(t.Arguments.Whole("in1", weight[1]), t.Arguments.Whole("in2", weight[2]), t.Arguments.Whole("out", weight[0]), t.Arguments.Flag("bias", true));

    /// <summary>Batch and instance normalization differ in PyTorch's defaults: the former learns a scale and tracks, the latter does neither.</summary>
    private static T Running<T>(Trial t, Func<int, double, double?, bool, bool, T> create, bool batch = true) => create(
        t.Arguments.Whole("num_features"),
        t.Arguments.Number("eps", 1e-5),
        t.Arguments.IsNull("momentum") ? null : t.Arguments.Number("momentum", 0.1),
        t.Arguments.Flag("affine", batch),
        t.Arguments.Flag("track_running_stats", batch));

    private static RMSNorm RootMeanSquare(Trial t)
    {
        bool affine = t.HasInput("weight") || t.HasInput("param.weight");
        int[] shape = t.Arguments.Has("normalized_shape")
            ? t.Arguments.Wholes("normalized_shape")
            : affine ? t[t.HasInput("weight") ? "weight" : "param.weight"].Shape.ToArray() : [t["x"].Shape[^1]];
        double eps = t.Arguments.Number("eps", t.Type == DType.Float64 ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1) - 1);
        return new RMSNorm(shape, eps, t.Arguments.Flag("elementwise_affine", affine));
    }

    /// <summary>PyTorch's dim: 0 when it is not named, no axis when it is null.</summary>
    private static int? Axis(Trial t) => t.Arguments.IsNull("dim") ? null : t.Arguments.Whole("dim", 0);

    /// <summary>States are inputs and results of their own; lengths, where given, stand for PyTorch's packed sequence.</summary>
    private static Tensor Recurrent(Trial t, Func<Arguments, int, int, int, RecurrentLayer> create)
    {
        RecurrentLayer layer = t.Load(create(t.Arguments, t.Arguments.Whole("input_size"), t.Arguments.Whole("hidden_size"), t.Arguments.Whole("num_layers", 1)));
        var state = new RecurrentState(t.HasInput("h0") ? t["h0"] : default, t.HasInput("c0") ? t["c0"] : default);
        (Tensor output, RecurrentState after) = t.Arguments.Has("lengths") ? layer.Forward(t["x"], t.Arguments.Wholes("lengths"), state) : layer.Forward(t["x"], state);
        t["h_n"] = after.H;
        if (!after.C.IsNone)
            t["c_n"] = after.C;
        return output;
    }

    private static Embedding Embedding(Shape weight, Trial t) =>
        new(t.Arguments.Whole("num_embeddings", weight[0]), t.Arguments.Whole("embedding_dim", weight[1]), PaddingIndex(t.Arguments.Whole("padding_idx", int.MaxValue), weight[0]));

    /// <summary>PyTorch counts a negative index from the end; the library takes −1 for none.</summary>
    private static int PaddingIndex(int index, int count) => index == int.MaxValue ? -1 : index < 0 ? index + count : index;

    /// <summary>What all convolutions are told.</summary>
    private readonly record struct Sliding(Size2 Kernel, Size2 Stride, ConvPadding Padding, Size2 Dilation, int Groups, bool Bias, PaddingMode Mode);
}
