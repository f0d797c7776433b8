namespace Fathom.Ops
{
    /// <summary>Convolution of pictures (in the field's sense, a correlation: the kernel is not turned round): a small window of weights slides over the input, the same at every place.</summary>
    /// <param name="Stride">How far the window moves each time.</param>
    /// <param name="Padding">Zeros around the input.</param>
    /// <param name="Dilation">The distance of the window's places.</param>
    /// <param name="Groups">Into how many groups the channels fall that do not see each other; as many as channels: depthwise.</param>
    /// <remarks><code>
    /// formula   y[k, o] = b[k] + Σ over channels c of the group and places t of the kernel: W[k, c, t] · x[c, o·Stride + t·Dilation − Padding]
    /// shapes    x (N, C, H, W) or (C, H, W), weight (K, C / Groups, kernel height, kernel width), bias (K) or none → y (N, K, H′, W′) or (K, H′, W′);
    ///           L′ = ⌊(L + 2·Padding − Dilation·(kernel − 1) − 1) / Stride⌋ + 1 along each axis
    /// gradient  dx = the transposed convolution of dy with W      dW[k, c, t] = Σ dy[k, o] · x[c, o·Stride + t·Dilation − Padding]      db = Σ dy
    /// keeps     x, weight
    /// differs   from torch.nn.functional.conv2d: under a 3×3 kernel without stride (computed by Winograd's tiles) an infinity may come out as NaN, and numbers near the type's
    ///           largest overflow some factor earlier; both in results that see them only
    /// source    Fukushima 1980, "Neocognitron"; LeCun and others 1989, "Backpropagation applied to handwritten zip code recognition"
    /// </code></remarks>
    /// <exception cref="ShapeException">Axes, channels or bias do not fit the weight, or the kernel is larger than the padded input.</exception>
    /// <exception cref="ArgumentException">A size below 1, negative padding, or padding "same" with a stride.</exception>
    public readonly record struct Conv2d(Size2 Stride, ConvPadding Padding, Size2 Dilation, int Groups) : IOp<Conv2d>
    {
        private ConvRule Rule => new(2, false, Stride, Padding, Dilation, Groups);

        static BackwardReads IOp<Conv2d>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<Conv2d>.Plan(ref Plan p) => Rule.Plan(ref p);

        void IOp<Conv2d>.Forward<T>(in Forward<T> f) => Rule.Forward(f);

        void IOp<Conv2d>.Backward<T>(in Backward<T> b) => Rule.Backward(b);

        void IOp<Conv2d>.Cost(ref Cost cost) => Rule.Cost(ref cost);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Conv2d"/>
            /// <param name="weight">W (K, C / Groups, kernel height, kernel width).</param>
            /// <param name="bias">b (K), or none.</param>
            /// <param name="stride">How far the window moves each time.</param>
            /// <param name="padding">Zeros around the input; <see cref="ConvPadding.Same"/> keeps the size.</param>
            /// <param name="dilation">The distance of the window's places.</param>
            /// <param name="groups">Groups of channels that do not see each other.</param>
            public Tensor Conv2d(Tensor weight, Tensor bias = default, Size2? stride = null, ConvPadding padding = default, Size2? dilation = null, int groups = 1) =>
                new Ops.Conv2d(stride ?? 1, padding, dilation ?? 1, groups).Run(x, weight, bias);
        }
    }
}
