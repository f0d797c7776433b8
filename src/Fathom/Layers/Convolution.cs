using Fathom.Ops;

namespace Fathom;

/// <summary>What <see cref="Conv1d"/>, <see cref="Conv2d"/> and their transposed counterparts share: the weight of a window that is the same at every place.</summary>
/// <remarks><code>
/// formula   y[k, o] = b[k] + Σ over channels c and places t of the kernel: W[k, c, t] · x[c, o·stride + t·dilation − padding]; transposed: its gradient by x
/// shapes    weight (out, in / groups, kernel…), transposed (in, out / groups, kernel…)      bias (out)
/// names     weight, bias
/// start     U(±1/√fan) for both, fan = weight's axis 1 times the kernel's places, as PyTorch (kaiming_uniform with a = √5)
/// source    Fukushima 1980, "Neocognitron"; LeCun and others 1989, "Backpropagation applied to handwritten zip code recognition"
/// </code></remarks>
public abstract class Convolution : Layer
{
    private protected Convolution(
        int axes, bool transposed, int inputs, int outputs, Size2 kernel, Size2 stride, ConvPadding padding, Size2 dilation, int groups, bool bias,
        PaddingMode mode, Initializer? weight, Rng? rng)
    {
        Inputs = Require.Positive(inputs, nameof(inputs));
        Outputs = Require.Positive(outputs, nameof(outputs));
        ConvRule.Positive(kernel, nameof(kernel), axes);
        ConvRule.Check(stride, dilation, groups, padding, axes);
        Divisible(inputs, nameof(inputs), groups);
        Divisible(outputs, nameof(outputs), groups);
        if (mode is < PaddingMode.Zeros or > PaddingMode.Circular)
            throw new ArgumentOutOfRangeException(nameof(mode), mode, $"mode is {(int)mode}; expected Zeros, Reflect, Replicate or Circular.");
        (Padding, Groups, PaddingMode, Kernel2, Stride2, Dilation2) = (padding, groups, mode, kernel, stride, dilation);
        (int first, int second) = transposed ? (inputs, outputs / groups) : (outputs, inputs / groups);
        Shape shape = axes == 1 ? [first, second, kernel.Width] : [first, second, kernel.Height, kernel.Width];
        rng ??= Rng.Default;
        double limit = 1 / Math.Sqrt(shape[1..].Length);
        Weight = Tensor.Parameter(shape);
        if (weight is not null)
            weight.Apply(Weight, rng);
        else
            rng.Uniform(Weight, -limit, limit);
        if (!bias)
            return;
        Bias = Tensor.Parameter([outputs]);
        if (weight is null)
            rng.Uniform(Bias, -limit, limit);
    }

    /// <summary>Channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>Channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>Places around the input (of a transposed convolution: cut off around the output).</summary>
    public ConvPadding Padding { get; }

    /// <summary>Groups of channels that do not see each other.</summary>
    public int Groups { get; }

    /// <summary>What stands around the input.</summary>
    public PaddingMode PaddingMode { get; }

    /// <summary>The weight: (out, in / groups, kernel…), of a transposed convolution (in, out / groups, kernel…).</summary>
    public Tensor Weight { get; }

    /// <summary>The bias (out), or none.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight), ("bias", Bias)];

    private protected Size2 Kernel2 { get; }

    private protected Size2 Stride2 { get; }

    private protected Size2 Dilation2 { get; }

    /// <summary>The sizes as a reader wants them: what has its usual value is left out.</summary>
    private protected string Describe(string more = "") =>
        $"{GetType().Name}({Inputs}, {Outputs}, kernel: {(Weight.Rank == 3 ? Kernel2.Width : Kernel2)}"
        + (Stride2 == 1 ? "" : $", stride: {Stride2}") + (Padding == default ? "" : $", padding: {Padding}") + more + (Dilation2 == 1 ? "" : $", dilation: {Dilation2}")
        + (Groups == 1 ? "" : $", groups: {Groups}") + (Bias.IsNone ? ", bias: false" : "") + (PaddingMode == PaddingMode.Zeros ? "" : $", mode: {PaddingMode.ToString().ToLowerInvariant()}") + ")";

    /// <inheritdoc/>
    public override string ToString() => Describe();

    /// <summary>x with the padding put around it, where it is other than zeros; <paramref name="left"/> is what the operation still has to pad.</summary>
    private protected Tensor Framed(Tensor x, int axes, out ConvPadding left)
    {
        left = Padding;
        if (PaddingMode == PaddingMode.Zeros || (x.Rank != axes + 1 && x.Rank != axes + 2))
            return x; // other axes are refused by the operation, which names x as it was given
        left = ConvPadding.Valid;
        (int before, int after) = Padding.Along(height: false, Kernel2.Width, Dilation2.Width);
        (int above, int below) = axes == 1 ? (0, 0) : Padding.Along(height: true, Kernel2.Height, Dilation2.Height);
        using ModuleScope running = Running();
        return x.Pad([before, after, above, below], PaddingMode);
    }

    /// <summary>A predictor's convolution, where zeros or nothing stand around the input.</summary>
    private protected bool Build(InferencePlan plan, int axes)
    {
        if (PaddingMode != PaddingMode.Zeros || plan.Row.Rank != axes + 1)
            return false;
        Shape row = plan.After(this);
        var rule = new ConvRule(axes, false, Stride2, Padding, Dilation2, Groups);
        return plan.Convolution(this, rule.Sizes(plan.Row.Insert(0, 1), Weight.Shape, row.Insert(0, 1)), row, Weight, Bias);
    }

    private protected void DescribeTo(Settings settings)
    {
        settings.Set("in", Inputs);
        settings.Set("out", Outputs);
        settings.Set("kernel", Numbers(Kernel2));
        settings.Set("stride", Numbers(Stride2));
        settings.Set("padding", Padding.IsSame ? [] : Numbers(Padding.Size));
        settings.Set("dilation", Numbers(Dilation2));
        settings.Set("groups", Groups);
        settings.Set("bias", !Bias.IsNone);
        settings.Set("mode", PaddingMode.ToString().ToLowerInvariant());
    }

    private protected int[] Numbers(Size2 size) => Weight.Rank == 3 ? [size.Width] : [size.Height, size.Width];

    /// <summary>A size as <see cref="DescribeTo"/> wrote it: one number, or two.</summary>
    private protected static Size2 ReadSize(Settings settings, string name) => settings.Ints(name) switch
    {
        [int width] => width,
        [int height, int width] => (height, width),
        _ => throw new ArgumentException($"{settings.Layer}: {name} has one number or two."),
    };

    private protected static ConvPadding ReadPadding(Settings settings) => settings.Ints("padding") is [] ? ConvPadding.Same : (ConvPadding)ReadSize(settings, "padding");

    private protected static PaddingMode ReadMode(Settings settings) =>
        Enum.TryParse(settings.Text("mode"), ignoreCase: true, out PaddingMode mode) ? mode : throw new ArgumentException($"{settings.Layer}: mode is zeros, reflect, replicate or circular.");

    private static void Divisible(int channels, string name, int groups)
    {
        if (channels % groups != 0)
            throw new ArgumentException($"{name} is {channels} and groups {groups}; expected a number that groups divides, since every group has as many channels.", name);
    }
}
