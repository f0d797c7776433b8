namespace Fathom;

public static partial class TensorOperations
{
    extension(Tensor x)
    {
        /// <summary>The rectifier with a learned slope below 0: y = r + w · (x − r) with r = max(x, 0), composed of <see cref="Ops.ReLU"/>.</summary>
        /// <remarks><code>
        /// shapes    x (N, C, …) or (C), weight (C) for axis 1 (axis 0 of a vector), or (1) → y (N, C, …)
        /// gradient  dx = dy where x &gt; 0, w · dy elsewhere (also at 0)      dw = Σ dy · min(x, 0)
        /// differs   from torch.nn.functional.prelu: nothing
        /// source    He, Zhang, Ren and Sun 2015, arXiv:1502.01852
        /// </code></remarks>
        /// <param name="weight">The slopes.</param>
        /// <exception cref="ShapeException">weight is neither one number nor one for each channel.</exception>
        public Tensor PReLU(Tensor weight)
        {
            int axis = Math.Min(1, x.Rank - 1);
            if (weight.Length == 1)
            {
                weight = weight.Reshape([]);
            }
            else
            {
                if (weight.Rank != 1 || axis < 0 || weight.Length != x.Shape[axis])
                    throw new ShapeException("PReLU", "weight", weight.Shape.ToString(), $"one number, or one for each of axis {Math.Max(axis, 0)} of x {x.Shape}");
                Span<int> lengths = stackalloc int[Shape.MaxRank];
                lengths.Fill(1);
                lengths[0] = weight.Length;
                weight = weight.Reshape(lengths[..(x.Rank - axis)]);
            }

            Tensor r = x.ReLU();
            return r + (weight * (x - r));
        }
    }
}
