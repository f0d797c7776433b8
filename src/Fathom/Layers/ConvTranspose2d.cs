namespace Fathom;

/// <summary>Transposed convolution layer of pictures: every number of the input stamps a window of weights onto the output. Makes inputs larger, as a convolution with a stride makes them smaller.</summary>
/// <remarks><code>
/// formula   y[k, o·stride + t·dilation − padding] = b[k] + Σ over channels c of the group, places o and t that meet there: x[c, o] · W[c, k, t]
/// shapes    x (N, C, H, W) or (C, H, W) → y (N, out, H′, W′) or (out, H′, W′)      W (in, out / groups, kernel height, kernel width)      b (out);
///           L′ = (L − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1 along each axis
/// names     weight, bias
/// start     U(±1/√(out / groups · kernel places)) for both, as PyTorch (kaiming_uniform with a = √5, which takes axis 1 for the inputs)
/// differs   from torch.nn.ConvTranspose2d: nothing
/// source    Zeiler, Krishnan, Taylor and Fergus 2010, "Deconvolutional networks"; Dumoulin and Visin 2016, arXiv:1603.07285
/// </code></remarks>
public sealed class ConvTranspose2d : Convolution, ILayer<ConvTranspose2d>, IProduct
{
    /// <summary>Makes a layer with fresh weights.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">The window's size.</param>
    /// <param name="stride">How far apart neighbours of the input stamp; 1 by default.</param>
    /// <param name="padding">Places cut off around the output.</param>
    /// <param name="outputPadding">Places added behind the output, fewer than stride or dilation: of the sizes that a convolution brings to the same one, this chooses.</param>
    /// <param name="groups">Groups of channels that do not see each other.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="dilation">The distance of the window's places; 1 by default.</param>
    /// <param name="weight">How W starts; by default PyTorch's start. The bias then starts at 0.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentException">A size below 1, negative padding, an output padding that is too large, or channels that groups does not divide.</exception>
    public ConvTranspose2d(
        int inputs, int outputs, Size2 kernel, Size2? stride = null, Size2? padding = null, Size2? outputPadding = null, int groups = 1, bool bias = true,
        Size2? dilation = null, Initializer? weight = null, Rng? rng = null)
        : base(2, true, inputs, outputs, kernel, stride ?? 1, padding ?? 0, dilation ?? 1, groups, bias, PaddingMode.Zeros, weight, rng)
    {
        OutputPadding = outputPadding ?? 0;
        Ops.ConvRule.CheckOutputPadding(OutputPadding, Stride2, Dilation2, 2);
    }

    static string ILayer<ConvTranspose2d>.Name => "ConvTranspose2d";

    /// <summary>The window's size.</summary>
    public Size2 Kernel => Kernel2;

    /// <summary>How far the window moves each time.</summary>
    public Size2 Stride => Stride2;

    /// <summary>The distance of the window's places.</summary>
    public Size2 Dilation => Dilation2;

    /// <summary>Places added behind the output.</summary>
    public Size2 OutputPadding { get; }

    long IProduct.MultiplyAdds(long inputs, long outputs) => inputs * Weight.Shape[1..].Length;

    static ConvTranspose2d ILayer<ConvTranspose2d>.Create(Settings settings) => ReadMode(settings) == PaddingMode.Zeros
        ? new(
            settings.Int("in"), settings.Int("out"), ReadSize(settings, "kernel"), ReadSize(settings, "stride"), ReadSize(settings, "padding"), ReadSize(settings, "output_padding"), settings.Int("groups"), settings.Bool("bias"), ReadSize(settings, "dilation"))
        : throw new ArgumentException("ConvTranspose2d: mode is zeros.");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new Ops.ConvTranspose2d(Stride, Padding.Size, OutputPadding, Groups, Dilation).Run(Marked(x), Weight, Bias);

    void ILayer<ConvTranspose2d>.Describe(Settings settings)
    {
        DescribeTo(settings);
        settings.Set("output_padding", Numbers(OutputPadding));
    }

    /// <inheritdoc/>
    public override string ToString() => Describe(OutputPadding == 0 ? "" : $", outputPadding: {OutputPadding}");
}
