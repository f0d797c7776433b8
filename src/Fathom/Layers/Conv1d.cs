namespace Fathom;

/// <summary>Convolution layer of sequences: a window of weights slides over the input, the same at every place.</summary>
/// <remarks><code>
/// formula   y[k, o] = b[k] + Σ over channels c of the group and places t of the kernel: W[k, c, t] · x[c, o·stride + t·dilation − padding]
/// shapes    x (N, C, L) or (C, L) → y (N, out, L′) or (out, L′)      W (out, in / groups, kernel)      b (out);
///           L′ = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1 along each axis
/// names     weight, bias
/// start     U(±1/√(in / groups · kernel places)) for both, as PyTorch (kaiming_uniform with a = √5)
/// differs   from torch.nn.Conv1d: padding 'same' and 'valid' are <see cref="ConvPadding.Same"/> and <see cref="ConvPadding.Valid"/>, padding_mode is mode
/// source    Fukushima 1980, "Neocognitron"; LeCun and others 1989, "Backpropagation applied to handwritten zip code recognition"
/// </code></remarks>
/// <param name="inputs">Channels of the input.</param>
/// <param name="outputs">Channels of the output.</param>
/// <param name="kernel">The window's size.</param>
/// <param name="stride">How far the window moves each time; 1 by default.</param>
/// <param name="padding">Places around the input; <see cref="ConvPadding.Same"/> keeps the size at stride 1.</param>
/// <param name="dilation">The distance of the window's places; 1 by default.</param>
/// <param name="groups">Groups of channels that do not see each other; as many as channels: depthwise.</param>
/// <param name="bias">Whether b is added.</param>
/// <param name="mode">What stands around the input; zeros by default.</param>
/// <param name="weight">How W starts; by default PyTorch's start. The bias then starts at 0.</param>
/// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
/// <exception cref="ArgumentException">A size below 1, negative padding, channels that groups does not divide, or padding "same" with a stride.</exception>
public sealed class Conv1d(
    int inputs, int outputs, int kernel, int stride = 1, ConvPadding padding = default, int dilation = 1, int groups = 1, bool bias = true,
    PaddingMode mode = PaddingMode.Zeros, Initializer? weight = null, Rng? rng = null)
    : Convolution(1, false, inputs, outputs, kernel, stride, padding, dilation, groups, bias, mode, weight, rng), ILayer<Conv1d>, IWindowed, IProduct, IInference
{
    static string ILayer<Conv1d>.Name => "Conv1d";

    /// <summary>The window's size.</summary>
    public int Kernel => Kernel2.Width;

    /// <summary>How far the window moves each time.</summary>
    public int Stride => Stride2.Width;

    /// <summary>The distance of the window's places.</summary>
    public int Dilation => Dilation2.Width;

    Size2 IWindowed.Kernel => (1, Kernel);

    Size2 IWindowed.Stride => (1, Stride);

    Size2 IWindowed.Dilation => (1, Dilation);

    long IProduct.MultiplyAdds(long inputs, long outputs) => outputs * Weight.Shape[1..].Length;

    static Conv1d ILayer<Conv1d>.Create(Settings settings) => new(
        settings.Int("in"), settings.Int("out"), ReadSize(settings, "kernel").Width, ReadSize(settings, "stride").Width, ReadPadding(settings), ReadSize(settings, "dilation").Width, settings.Int("groups"), settings.Bool("bias"), ReadMode(settings));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        x = Framed(x, 1, out ConvPadding padding);
        return new Ops.Conv1d(Stride, padding, Dilation, Groups).Run(Marked(x), Weight, Bias);
    }

    bool IInference.Build(InferencePlan plan) => Build(plan, 1);

    void ILayer<Conv1d>.Describe(Settings settings) => DescribeTo(settings);
}
