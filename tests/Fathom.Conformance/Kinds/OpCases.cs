namespace Fathom.Conformance;

/// <summary>ops.json: one line a name.</summary>
internal static class OpCases
{
    public static readonly Dictionary<string, Func<Trial, Tensor>> Table = new(StringComparer.Ordinal)
    {
        ["add"] = t => t["a"] + t["b"],
        ["sub"] = t => t["a"] - t["b"],
        ["mul"] = t => t["a"] * t["b"],
        ["div"] = t => t["a"] / t["b"],
        ["maximum"] = t => t["a"].Maximum(t["b"]),
        ["minimum"] = t => t["a"].Minimum(t["b"]),
        ["exp"] = t => t["x"].Exp(),
        ["log"] = t => t["x"].Log(),
        ["sqrt"] = t => t["x"].Sqrt(),
        ["abs"] = t => t["x"].Abs(),
        ["neg"] = t => -t["x"],
        ["square"] = t => t["x"].Square(),
        ["reciprocal"] = t => t["x"].Reciprocal(),
        ["sin"] = t => t["x"].Sin(),
        ["cos"] = t => t["x"].Cos(),
        ["erf"] = t => t["x"].Erf(),
        ["rsqrt"] = t => t["x"].Rsqrt(),
        ["log1p"] = t => t["x"].Log1p(),
        ["expm1"] = t => t["x"].Expm1(),
        ["pow"] = t => t["x"].Pow(t.Arguments.Number("exponent")),
        ["clamp"] = t => t["x"].Clamp(t.Arguments.Number("min", double.NegativeInfinity), t.Arguments.Number("max", double.PositiveInfinity)),
        ["sum"] = t => t["x"].Sum(Axes(t), KeepAxes(t)),
        ["mean"] = t => t["x"].Mean(Axes(t), KeepAxes(t)),
        ["var"] = t => t["x"].Var(Axes(t), KeepAxes(t), t.Arguments.Number("correction", 1)),
        ["std"] = t => t["x"].Std(Axes(t), KeepAxes(t), t.Arguments.Number("correction", 1)),
        ["max"] = t => t["x"].Max(Axes(t), KeepAxes(t)),
        ["min"] = t => t["x"].Min(Axes(t), KeepAxes(t)),
        ["prod"] = t => t["x"].Prod(Axes(t), KeepAxes(t)),
        ["logsumexp"] = t => t["x"].LogSumExp(Axes(t), KeepAxes(t)),
        ["norm"] = t => t["x"].Norm(Axes(t), KeepAxes(t)),
        ["matmul"] = t => t["a"].MatMul(t["b"]),
        ["reshape"] = t => t["x"].Reshape(t.Arguments.Wholes("shape")),
        ["permute"] = t => t["x"].Permute(t.Arguments.Wholes("dims")),
        ["transpose"] = t => t["x"].Transpose(t.Arguments.Whole("dim0"), t.Arguments.Whole("dim1")),
        ["concat"] = t => Tensor.Concat(t.Inputs, t.Arguments.Whole("dim", 0)),
        ["stack"] = t => Tensor.Stack(t.Inputs, t.Arguments.Whole("dim", 0)),
        ["slice"] = t => t["x"].Slice(t.Arguments.Whole("dim", 0), t.Arguments.Whole("start", 0), t.Arguments.Whole("end", int.MaxValue), t.Arguments.Whole("step", 1)),
        ["index_select"] = t => t["x"].IndexSelect(t.Arguments.Whole("dim"), t["index"]),
        ["gather"] = t => t["x"].Gather(t.Arguments.Whole("dim"), t["index"]),
        ["where"] = t => Tensor.Where(t["condition"], t["a"], t["b"]),
        ["masked_fill"] = t => t["x"].MaskedFill(t["mask"], t.Arguments.Number("value")),
        ["cumsum"] = t => t["x"].CumSum(t.Arguments.Whole("dim")),
        ["pad"] = t => t["x"].Pad(t.Arguments.Wholes("pad"), t.Arguments.Number("value", 0)),
        ["tril"] = t => t["x"].Tril(t.Arguments.Whole("diagonal", 0)),
        ["einsum"] = t => Tensor.Einsum(t.Arguments.Text("equation"), t.Inputs),
        ["expand"] = t => t["x"].Expand(t.Arguments.Wholes("shape")),
    };

    private static Axes Axes(Trial t) => new(t.Arguments.Axes("dim"));

    private static bool KeepAxes(Trial t) => t.Arguments.Flag("keepdim", false);
}
