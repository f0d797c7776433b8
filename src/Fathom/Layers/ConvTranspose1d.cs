namespace Fathom;

/// <summary>Transposed convolution layer of sequences: every number of the input stamps a window of weights onto the output. Makes inputs larger, as a convolution with a stride makes them smaller.</summary>
/// <remarks><code>
/// formula   y[k, o·stride + t·dilation − padding] = b[k] + Σ over channels c of the group, places o and t that meet there: x[c, o] · W[c, k, t]
/// shapes    x (N, C, L) or (C, L) → y (N, out, L′) or (out, L′)      W (in, out / groups, kernel)      b (out);
///           L′ = (L − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1 along each axis
/// names     weight, bias
/// start     U(±1/√(out / groups · kernel places)) for both, as PyTorch (kaiming_uniform with a = √5, which takes axis 1 for the inputs)
/// differs   from torch.nn.ConvTranspose1d: nothing
/// source    Zeiler, Krishnan, Taylor and Fergus 2010, "Deconvolutional networks"; Dumoulin and Visin 2016, arXiv:1603.07285
/// </code></remarks>
public sealed class ConvTranspose1d : Convolution, ILayer<ConvTranspose1d>, IProduct
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
    public ConvTranspose1d(
        int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int groups = 1, bool bias = true,
        int dilation = 1, Initializer? weight = null, Rng? rng = null)
        : base(1, true, inputs, outputs, kernel, stride, padding, dilation, groups, bias, PaddingMode.Zeros, weight, rng)
    {
        OutputPadding = outputPadding;
        Ops.ConvRule.CheckOutputPadding(OutputPadding, Stride2, Dilation2, 1);
    }

    static string ILayer<ConvTranspose1d>.Name => "ConvTranspose1d";

    /// <summary>The window's size.</summary>
    public int Kernel => Kernel2.Width;

    /// <summary>How far the window moves each time.</summary>
    public int Stride => Stride2.Width;

    /// <summary>The distance of the window's places.</summary>
    public int Dilation => Dilation2.Width;

    /// <summary>Places added behind the output.</summary>
    public int OutputPadding { get; }

    long IProduct.MultiplyAdds(long inputs, long outputs) => inputs * Weight.Shape[1..].Length;

    static ConvTranspose1d ILayer<ConvTranspose1d>.Create(Settings settings) => ReadMode(settings) == PaddingMode.Zeros
        ? new(
            settings.Int("in"), settings.Int("out"), ReadSize(settings, "kernel").Width, ReadSize(settings, "stride").Width, ReadSize(settings, "padding").Width, ReadSize(settings, "output_padding").Width, settings.Int("groups"), settings.Bool("bias"), ReadSize(settings, "dilation").Width)
        : throw new ArgumentException("ConvTranspose1d: mode is zeros.");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new Ops.ConvTranspose1d(Stride, Padding.Size.Width, OutputPadding, Groups, Dilation).Run(Marked(x), Weight, Bias);

    void ILayer<ConvTranspose1d>.Describe(Settings settings)
    {
        DescribeTo(settings);
        settings.Set("output_padding", Numbers(OutputPadding));
    }

    /// <inheritdoc/>
    public override string ToString() => Describe(OutputPadding == 0 ? "" : $", outputPadding: {OutputPadding}");
}
