namespace Fathom.Ops
{
    /// <summary>Transposed convolution of sequences, the gradient of a convolution by its input: every number of the input stamps a window of weights onto the output.</summary>
    /// <param name="Stride">How far apart neighbours of the input stamp.</param>
    /// <param name="Padding">Places cut off around the output.</param>
    /// <param name="OutputPadding">Places added behind the output: it chooses among the sizes that a convolution brings to the same one.</param>
    /// <param name="Groups">Into how many groups the channels fall that do not see each other.</param>
    /// <param name="Dilation">The distance of the window's places.</param>
    /// <remarks><code>
    /// formula   y[k, o·Stride + t·Dilation − Padding] = b[k] + Σ over channels c of the group, places o and t that meet there: x[c, o] · W[c, k, t]
    /// shapes    x (N, C, L) or (C, L), weight (C, K / Groups, kernel), bias (K) or none → y (N, K, L′) or (K, L′);
    ///           L′ = (L − 1)·Stride − 2·Padding + Dilation·(kernel − 1) + OutputPadding + 1 along each axis
    /// gradient  dx = the convolution of dy with W      dW[c, k, t] = Σ x[c, o] · dy[k, o·Stride + t·Dilation − Padding]      db = Σ dy
    /// keeps     x, weight
    /// differs   from torch.nn.functional.conv_transpose1d: nothing
    /// source    Zeiler, Krishnan, Taylor and Fergus 2010, "Deconvolutional networks"; Dumoulin and Visin 2016, arXiv:1603.07285
    /// </code></remarks>
    /// <exception cref="ShapeException">Axes, channels or bias do not fit the weight, or nothing is left of the output.</exception>
    /// <exception cref="ArgumentException">A size below 1, negative padding, or an output padding of stride and dilation or more.</exception>
    public readonly record struct ConvTranspose1d(int Stride, int Padding, int OutputPadding, int Groups, int Dilation) : IOp<ConvTranspose1d>
    {
        private ConvRule Rule => new(1, true, new(1, Stride), Padding, new(1, Dilation), Groups, new(0, OutputPadding));

        static BackwardReads IOp<ConvTranspose1d>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<ConvTranspose1d>.Plan(ref Plan p) => Rule.Plan(ref p);

        void IOp<ConvTranspose1d>.Forward<T>(in Forward<T> f) => Rule.Forward(f);

        void IOp<ConvTranspose1d>.Backward<T>(in Backward<T> b) => Rule.Backward(b);

        void IOp<ConvTranspose1d>.Cost(ref Cost cost) => Rule.Cost(ref cost);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.ConvTranspose1d"/>
            /// <param name="weight">W (C, K / Groups, kernel).</param>
            /// <param name="bias">b (K), or none.</param>
            /// <param name="stride">How far apart neighbours of the input stamp.</param>
            /// <param name="padding">Places cut off around the output.</param>
            /// <param name="outputPadding">Places added behind the output.</param>
            /// <param name="groups">Groups of channels that do not see each other.</param>
            /// <param name="dilation">The distance of the window's places.</param>
            public Tensor ConvTranspose1d(Tensor weight, Tensor bias = default, int? stride = null, int? padding = null, int? outputPadding = null, int groups = 1, int? dilation = null) =>
                new Ops.ConvTranspose1d(stride ?? 1, padding ?? 0, outputPadding ?? 0, groups, dilation ?? 1).Run(x, weight, bias);
        }
    }
}
