namespace Fathom.Ops
{
    /// <summary>Transposed convolution of pictures, the gradient of a convolution by its input: every number of the input stamps a window of weights onto the output.</summary>
    /// <param name="Stride">How far apart neighbours of the input stamp.</param>
    /// <param name="Padding">Places cut off around the output.</param>
    /// <param name="OutputPadding">Places added behind the output: it chooses among the sizes that a convolution brings to the same one.</param>
    /// <param name="Groups">Into how many groups the channels fall that do not see each other.</param>
    /// <param name="Dilation">The distance of the window's places.</param>
    /// <remarks><code>
    /// formula   y[k, o·Stride + t·Dilation − Padding] = b[k] + Σ over channels c of the group, places o and t that meet there: x[c, o] · W[c, k, t]
    /// shapes    x (N, C, H, W) or (C, H, W), weight (C, K / Groups, kernel height, kernel width), bias (K) or none → y (N, K, H′, W′) or (K, H′, W′);
    ///           L′ = (L − 1)·Stride − 2·Padding + Dilation·(kernel − 1) + OutputPadding + 1 along each axis
    /// gradient  dx = the convolution of dy with W      dW[c, k, t] = Σ x[c, o] · dy[k, o·Stride + t·Dilation − Padding]      db = Σ dy
    /// keeps     x, weight
    /// differs   from torch.nn.functional.conv_transpose2d: under a 3×3 kernel without stride (computed by Winograd's tiles) an infinity may come out as NaN, and numbers near the type's
    ///           largest overflow some factor earlier; both in results that see them only
    /// source    Zeiler, Krishnan, Taylor and Fergus 2010, "Deconvolutional networks"; Dumoulin and Visin 2016, arXiv:1603.07285
    /// </code></remarks>
    /// <exception cref="ShapeException">Axes, channels or bias do not fit the weight, or nothing is left of the output.</exception>
    /// <exception cref="ArgumentException">A size below 1, negative padding, or an output padding of stride and dilation or more.</exception>
    public readonly record struct ConvTranspose2d(Size2 Stride, Size2 Padding, Size2 OutputPadding, int Groups, Size2 Dilation) : IOp<ConvTranspose2d>
    {
        private ConvRule Rule => new(2, true, Stride, Padding, Dilation, Groups, OutputPadding);

        static BackwardReads IOp<ConvTranspose2d>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<ConvTranspose2d>.Plan(ref Plan p) => Rule.Plan(ref p);

        void IOp<ConvTranspose2d>.Forward<T>(in Forward<T> f) => Rule.Forward(f);

        void IOp<ConvTranspose2d>.Backward<T>(in Backward<T> b) => Rule.Backward(b);

        void IOp<ConvTranspose2d>.Cost(ref Cost cost) => Rule.Cost(ref cost);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.ConvTranspose2d"/>
            /// <param name="weight">W (C, K / Groups, kernel height, kernel width).</param>
            /// <param name="bias">b (K), or none.</param>
            /// <param name="stride">How far apart neighbours of the input stamp.</param>
            /// <param name="padding">Places cut off around the output.</param>
            /// <param name="outputPadding">Places added behind the output.</param>
            /// <param name="groups">Groups of channels that do not see each other.</param>
            /// <param name="dilation">The distance of the window's places.</param>
            public Tensor ConvTranspose2d(Tensor weight, Tensor bias = default, Size2? stride = null, Size2? padding = null, Size2? outputPadding = null, int groups = 1, Size2? dilation = null) =>
                new Ops.ConvTranspose2d(stride ?? 1, padding ?? 0, outputPadding ?? 0, groups, dilation ?? 1).Run(x, weight, bias);
        }
    }
}
