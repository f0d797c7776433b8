namespace Fathom.Conformance;

/// <summary>Pooling kinds of layers.json, with every argument PyTorch has.</summary>
internal static class PoolCases
{
    public static Tensor Max1d(Trial t)
    {
        Arguments a = t.Arguments;
        var (kernel, stride, padding, dilation, ceil) = (One(a, "kernel_size"), OneOr(a, "stride"), OneOr(a, "padding") ?? 0, OneOr(a, "dilation") ?? 1, a.Flag("ceil_mode", false));
        return a.Flag("return_indices", false)
            ? Both(t, t["x"].MaxPool1dWithIndices(kernel, stride, padding, dilation, ceil))
            : t.Load(new MaxPool1d(kernel, stride, padding, dilation, ceil)).Forward(t["x"]);
    }

    public static Tensor Max2d(Trial t)
    {
        Arguments a = t.Arguments;
        var (kernel, stride, padding, dilation, ceil) = (Two(a, "kernel_size"), TwoOr(a, "stride"), TwoOr(a, "padding") ?? 0, TwoOr(a, "dilation") ?? 1, a.Flag("ceil_mode", false));
        return a.Flag("return_indices", false)
            ? Both(t, t["x"].MaxPool2dWithIndices(kernel, stride, padding, dilation, ceil))
            : t.Load(new MaxPool2d(kernel, stride, padding, dilation, ceil)).Forward(t["x"]);
    }

    public static Tensor Average1d(Trial t)
    {
        Arguments a = t.Arguments;
        return t.Load(new AvgPool1d(One(a, "kernel_size"), OneOr(a, "stride"), OneOr(a, "padding") ?? 0, a.Flag("ceil_mode", false), a.Flag("count_include_pad", true))).Forward(t["x"]);
    }

    public static Tensor Average2d(Trial t)
    {
        Arguments a = t.Arguments;
        int? divisor = a.Has("divisor_override") ? a.Whole("divisor_override") : null;
        return t.Load(new AvgPool2d(Two(a, "kernel_size"), TwoOr(a, "stride"), TwoOr(a, "padding") ?? 0, a.Flag("ceil_mode", false), a.Flag("count_include_pad", true), divisor)).Forward(t["x"]);
    }

    public static Tensor AdaptiveAverage1d(Trial t) => t.Load(new AdaptiveAvgPool1d(One(t.Arguments, "output_size"))).Forward(t["x"]);

    public static Tensor AdaptiveAverage2d(Trial t)
    {
        (int? height, int? width) = Sizes(t.Arguments);
        return t.Load(new AdaptiveAvgPool2d(height, width)).Forward(t["x"]);
    }

    public static Tensor AdaptiveMax1d(Trial t)
    {
        int size = One(t.Arguments, "output_size");
        return t.Arguments.Flag("return_indices", false)
            ? Both(t, t["x"].AdaptiveMaxPool1dWithIndices(size))
            : t.Load(new AdaptiveMaxPool1d(size)).Forward(t["x"]);
    }

    public static Tensor AdaptiveMax2d(Trial t)
    {
        (int? height, int? width) = Sizes(t.Arguments);
        return t.Arguments.Flag("return_indices", false)
            ? Both(t, t["x"].AdaptiveMaxPool2dWithIndices(height, width))
            : t.Load(new AdaptiveMaxPool2d(height, width)).Forward(t["x"]);
    }

    private static Tensor Both(Trial t, (Tensor Values, Tensor Indices) results)
    {
        t["indices"] = results.Indices;
        return results.Values;
    }

    private static int One(Arguments a, string name) => a.Wholes(name)[0];

    private static int? OneOr(Arguments a, string name) => a.Has(name) ? One(a, name) : null;

    private static Size2 Two(Arguments a, string name) => a.Wholes(name) is [var height, var width] ? (height, width) : One(a, name);

    /// <summary>Nothing, and an empty list as PyTorch writes it, stand for the default.</summary>
    private static Size2? TwoOr(Arguments a, string name) => a.Has(name) && a.Wholes(name).Length > 0 ? Two(a, name) : null;

    /// <summary>An output size whose entries may be null: the input's own.</summary>
    private static (int? Height, int? Width) Sizes(Arguments a)
    {
        int?[] sizes = a.Any("output_size") is { ValueKind: System.Text.Json.JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(item => item.ValueKind == System.Text.Json.JsonValueKind.Null ? (int?)null : item.GetInt32())]
            : [a.Whole("output_size")];
        return (sizes[0], sizes[^1]);
    }
}
