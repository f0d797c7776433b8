namespace Fathom;

/// <summary>The block of a residual network: two 3×3 convolutions with batch normalization, and a shortcut around them.</summary>
/// <remarks><code>
/// formula   y = relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x)); the shortcut is x, or where the shape changes a 1×1 convolution with batch normalization
/// shapes    x (N, inputs, H, W) → y (N, outputs, ⌈H/stride⌉, ⌈W/stride⌉)
/// names     conv1, bn1, conv2, bn2, downsample.0, downsample.1, as torchvision's BasicBlock
/// start     He's normal start by the outputs' fan; batch normalizations 1 and 0
/// source    He, Zhang, Ren and Sun 2015, arXiv:1512.03385
/// </code></remarks>
public sealed class BasicBlock : Layer, ILayer<BasicBlock>, IWindowed, IProduct, IInference
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Sequential? _downsample;

    /// <summary>Makes a block.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="stride">How far the first convolution moves each time: 2 halves the picture.</param>
    /// <param name="rng">Where the weights come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number below 1.</exception>
    public BasicBlock(int inputs, int outputs, int stride = 1, Rng? rng = null)
    {
        rng ??= Rng.Default;
        (Inputs, Outputs, Stride) = (Require.Positive(inputs, nameof(inputs)), Require.Positive(outputs, nameof(outputs)), Require.Positive(stride, nameof(stride)));
        _conv1 = Convolution(inputs, outputs, 3, stride, rng);
        _bn1 = new BatchNorm2d(outputs);
        _conv2 = Convolution(outputs, outputs, 3, 1, rng);
        _bn2 = new BatchNorm2d(outputs);
        if (stride != 1 || inputs != outputs)
            _downsample = new Sequential(Convolution(inputs, outputs, 1, stride, rng), new BatchNorm2d(outputs));
    }

    static string ILayer<BasicBlock>.Name => "BasicBlock";

    /// <summary>Channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>Channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>How far the first convolution moves each time.</summary>
    public int Stride { get; }

    // Two windows of 3, the second of which moves over places that are a stride apart.
    Size2 IWindowed.Kernel => 3 + (2 * Stride);

    Size2 IWindowed.Stride => Stride;

    Size2 IWindowed.Dilation => 1;

    long IProduct.MultiplyAdds(long inputs, long outputs) => Work(_conv1, outputs) + Work(_conv2, outputs) + (_downsample is null ? 0 : Work(_downsample[0], outputs));

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts
    {
        get
        {
            yield return ("conv1", _conv1);
            yield return ("bn1", _bn1);
            yield return ("conv2", _conv2);
            yield return ("bn2", _bn2);
            if (_downsample is not null)
                yield return ("downsample", _downsample);
        }
    }

    static BasicBlock ILayer<BasicBlock>.Create(Settings settings) => new(settings.Int("in"), settings.Int("out"), settings.Int("stride"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        Interior inside = Interior.Begin();
        Tensor y = inside.Result(_bn1.Forward(_conv1.Forward(x)));
        y = inside.Result(_conv2.Forward(inside.Result(y.ReLU())));
        y = inside.Result(_bn2.Forward(y));
        y = inside.Result(y + (_downsample?.Forward(x) ?? x));
        return inside.Result(y.ReLU());
    }

    bool IInference.Build(InferencePlan plan)
    {
        var rectifier = new ReLU();
        return plan.Shortcut(this, body => Array.ForEach<Layer>([_conv1, _bn1, rectifier, _conv2, _bn2], body.Add), _downsample is null ? null : other => other.Add(_downsample))
            && ((IInference)rectifier).Build(plan);
    }

    void ILayer<BasicBlock>.Describe(Settings settings)
    {
        settings.Set("in", Inputs);
        settings.Set("out", Outputs);
        settings.Set("stride", Stride);
    }

    /// <inheritdoc/>
    public override string ToString() => $"BasicBlock({Inputs}, {Outputs}{(Stride == 1 ? "" : $", stride: {Stride}")})";

    /// <summary>A convolution that keeps the size at stride 1; batch normalization behind it makes a bias idle.</summary>
    internal static Conv2d Convolution(int inputs, int outputs, int kernel, int stride, Rng rng) =>
        new(inputs, outputs, kernel, stride, padding: kernel / 2, bias: false, weight: new HeNormal(FanMode.Out), rng: rng);

    private static long Work(Layer convolution, long outputs) => ((IProduct)convolution).MultiplyAdds(inputs: 0, outputs);
}
