namespace Fathom.Ops
{
    /// <summary>Convolution of sequences (in the field's sense, a correlation: the kernel is not turned round): a small window of weights slides over the input, the same at every place.</summary>
    /// <param name="Stride">How far the window moves each time.</param>
    /// <param name="Padding">Zeros around the input.</param>
    /// <param name="Dilation">The distance of the window's places.</param>
    /// <param name="Groups">Into how many groups the channels fall that do not see each other; as many as channels: depthwise.</param>
    /// <remarks><code>
    /// formula   y[k, o] = b[k] + Σ over channels c of the group and places t of the kernel: W[k, c, t] · x[c, o·Stride + t·Dilation − Padding]
    /// shapes    x (N, C, L) or (C, L), weight (K, C / Groups, kernel), bias (K) or none → y (N, K, L′) or (K, L′);
    ///           L′ = ⌊(L + 2·Padding − Dilation·(kernel − 1) − 1) / Stride⌋ + 1 along each axis
    /// gradient  dx = the transposed convolution of dy with W      dW[k, c, t] = Σ dy[k, o] · x[c, o·Stride + t·Dilation − Padding]      db = Σ dy
    /// keeps     x, weight
    /// differs   from torch.nn.functional.conv1d: nothing
    /// source    Fukushima 1980, "Neocognitron"; LeCun and others 1989, "Backpropagation applied to handwritten zip code recognition"
    /// </code></remarks>
    /// <exception cref="ShapeException">Axes, channels or bias do not fit the weight, or the kernel is larger than the padded input.</exception>
    /// <exception cref="ArgumentException">A size below 1, negative padding, or padding "same" with a stride.</exception>
    public readonly record struct Conv1d(int Stride, ConvPadding Padding, int Dilation, int Groups) : IOp<Conv1d>
    {
        private ConvRule Rule => new(1, false, new(1, Stride), Padding, new(1, Dilation), Groups);

        static BackwardReads IOp<Conv1d>.Reads => BackwardReads.Input0 | BackwardReads.Input1;

        void IOp<Conv1d>.Plan(ref Plan p) => Rule.Plan(ref p);

        void IOp<Conv1d>.Forward<T>(in Forward<T> f) => Rule.Forward(f);

        void IOp<Conv1d>.Backward<T>(in Backward<T> b) => Rule.Backward(b);

        void IOp<Conv1d>.Cost(ref Cost cost) => Rule.Cost(ref cost);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Conv1d"/>
            /// <param name="weight">W (K, C / Groups, kernel).</param>
            /// <param name="bias">b (K), or none.</param>
            /// <param name="stride">How far the window moves each time.</param>
            /// <param name="padding">Zeros around the input; <see cref="ConvPadding.Same"/> keeps the size.</param>
            /// <param name="dilation">The distance of the window's places.</param>
            /// <param name="groups">Groups of channels that do not see each other.</param>
            public Tensor Conv1d(Tensor weight, Tensor bias = default, int? stride = null, ConvPadding padding = default, int? dilation = null, int groups = 1) =>
                new Ops.Conv1d(stride ?? 1, padding, dilation ?? 1, groups).Run(x, weight, bias);
        }
    }
}
