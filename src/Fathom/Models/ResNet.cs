namespace Fathom;

/// <summary>A residual network for small pictures (32×32 in the paper): a convolution, three stages of blocks that double the channels and halve the picture, the mean of each channel, logits.</summary>
/// <remarks><code>
/// formula   y = fc(mean over places of blocks(relu(bn1(conv1(x))))), each block h ← relu(F(h) + shortcut(h)), see <see cref="BasicBlock"/>
/// shapes    x (N, channels, H, W) → logits (N, classes)
/// layers    Conv2d width of 3×3, BatchNorm2d, ReLU; three stages of (depth − 2)/6 blocks of width, 2·width and 4·width channels; AdaptiveAvgPool2d 1, Flatten, Linear
/// names     conv1.weight, bn1.…, layer1.0.conv1.weight, layer2.0.downsample.0.weight, …, fc.weight: torchvision's for ResNets
/// start     He's normal start for convolutions; Xavier for the logits, bias 0
/// differs   from the paper: where the shape changes the shortcut is a 1×1 convolution (its option B) instead of a subsampled picture with zeros (A)
/// source    He, Zhang, Ren and Sun 2015, "Deep residual learning for image recognition", arXiv:1512.03385, section 4.2
/// </code></remarks>
/// <example><code>
/// var model = new ResNet(depth: 20, classes: 10);      // 272,474 parameters; 32: 466,906; 44: 661,338; 56: 855,770
/// </code></example>
public sealed class ResNet : Layer, ILayer<ResNet>, IChain, IInference
{
    private readonly Part[] _parts;

    /// <summary>Makes the network.</summary>
    /// <param name="depth">Layers with weights: 6·n + 2, n blocks a stage; 20, 32, 44 and 56 are usual, 8 the least.</param>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">Channels of a picture: 3 colour, 1 grey.</param>
    /// <param name="width">Channels of the first stage.</param>
    /// <param name="rng">Where the weights come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A depth that is not 6·n + 2, or another number below 1.</exception>
    public ResNet(int depth = 20, int classes = 10, int channels = 3, int width = 16, Rng? rng = null)
    {
        if (depth < 8 || depth % 6 != 2)
            throw new ArgumentOutOfRangeException(nameof(depth), $"depth is {depth}; expected 6·n + 2 with n blocks in each of three stages: 8, 14, 20, 26, 32, 38, 44, 50, 56, …");
        rng ??= Rng.Default;
        (Depth, Classes, Channels, Width) = (depth, Require.Positive(classes, nameof(classes)), Require.Positive(channels, nameof(channels)), Require.Positive(width, nameof(width)));
        int blocks = (depth - 2) / 6;
        _parts =
        [
            ("conv1", BasicBlock.Convolution(channels, width, 3, 1, rng)), ("bn1", new BatchNorm2d(width)), ("relu", new ReLU()),
            ("layer1", Stage(blocks, width, width, 1, rng)), ("layer2", Stage(blocks, width, 2 * width, 2, rng)), ("layer3", Stage(blocks, 2 * width, 4 * width, 2, rng)),
            ("avgpool", new AdaptiveAvgPool2d(1)), ("flatten", new Flatten()), ("fc", PictureNetwork.Logits(4 * width, classes, rng)),
        ];
    }

    static string ILayer<ResNet>.Name => "ResNet";

    /// <summary>Layers with weights, 6·n + 2.</summary>
    public int Depth { get; }

    /// <summary>How many classes it tells apart.</summary>
    public int Classes { get; }

    /// <summary>Channels of a picture.</summary>
    public int Channels { get; }

    /// <summary>Channels of the first stage.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => _parts;

    static ResNet ILayer<ResNet>.Create(Settings settings) => new(settings.Int("depth"), settings.Int("classes"), settings.Int("channels"), settings.Int("width"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope whole = Running();
        Interior inside = Interior.Begin();
        // The first three are conv1, bn1 and relu; norm and rectifier are one pass.
        x = inside.Result(((Layer)_parts[0].Module!).Forward(x));
        x = inside.Result(((BatchNorm2d)_parts[1].Module!).ForwardRectified(x));
        foreach (Part part in _parts.AsSpan()[3..])
        {
            using ModuleScope running = part.Module!.Running();
            x = running.Gives(inside.Result(((Layer)part.Module).Forward(x)));
        }

        return x;
    }

    bool IInference.Build(InferencePlan plan)
    {
        foreach (Part part in _parts)
            plan.Add((Layer)part.Module!);
        return true;
    }

    void ILayer<ResNet>.Describe(Settings settings)
    {
        settings.Set("depth", Depth);
        settings.Set("classes", Classes);
        settings.Set("channels", Channels);
        settings.Set("width", Width);
    }

    /// <inheritdoc/>
    public override string ToString() => $"ResNet({Depth}, classes: {Classes}{(Channels == 3 ? "" : $", channels: {Channels}")}{(Width == 16 ? "" : $", width: {Width}")})";

    private static Sequential Stage(int blocks, int inputs, int outputs, int stride, Rng rng) =>
        new([.. Enumerable.Range(0, blocks).Select(i => new BasicBlock(i == 0 ? inputs : outputs, outputs, i == 0 ? stride : 1, rng))]);
}
