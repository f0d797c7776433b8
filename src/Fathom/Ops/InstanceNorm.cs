namespace Fathom;

public static partial class TensorOperations
{
    extension(Tensor x)
    {
        /// <summary>Instance normalization: each channel of each example is brought to mean 0 and variance 1, then scaled and shifted by channel.</summary>
        /// <remarks><code>
        /// formula   y = (x − mean)/√(var + ε)·w + b, mean and biased variance over one channel of one example
        /// shapes    x (N, C, L…), weight w (C) or none, bias b (C) or none → y (N, C, L…)
        /// gradient  that of <see cref="Ops.GroupNorm"/> with a group for each channel
        /// differs   from torch.nn.functional.instance_norm: running statistics are the layer's business
        /// source    Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022
        /// </code></remarks>
        /// <param name="weight">w (C), or none.</param>
        /// <param name="bias">b (C), or none.</param>
        /// <param name="eps">What keeps the root from 0; 10⁻⁵ by default.</param>
        /// <exception cref="ShapeException">x has no places (L) within its channels, or only one.</exception>
        public Tensor InstanceNorm(Tensor weight = default, Tensor bias = default, double eps = 1e-5) =>
            x.Rank < 3
                ? throw new ShapeException("InstanceNorm", "x", x.Shape.ToString(), "at least 3 axes, (N, C, L…)", "Normalize the features of a table with LayerNorm.")
                : new Ops.GroupNorm(x.Shape[1], eps).Run(x, weight, bias);
    }
}
