namespace Fathom;

public static partial class TensorOperations
{
    extension(Tensor v)
    {
        /// <summary>Weight normalization: W = g · v / ‖v‖, which learns the length of a weight apart from its direction.</summary>
        /// <remarks><code>
        /// formula   W = g·v/‖v‖, the Euclidean length over all axes but one
        /// shapes    v (out, …), g: v's shape with 1 in place of every axis but the one kept (a scalar where none is) → W of v's shape
        /// gradient  dg = Σ dW · v/‖v‖      dv = g/‖v‖ · (dW − (Σ dW · u) · u), u = v/‖v‖
        /// differs   from torch.nn.utils.weight_norm: nothing (its dim=None is null here)
        /// source    Salimans and Kingma 2016, arXiv:1602.07868
        /// </code></remarks>
        /// <param name="g">The lengths.</param>
        /// <param name="axis">The axis that keeps its lengths apart: 0, each output's own, by default; null for one length in all.</param>
        /// <exception cref="ShapeException">g has not v's shape with 1 in place of every other axis.</exception>
        public Tensor WeightNorm(Tensor g, int? axis = 0)
        {
            Tensor norm;
            if (axis is { } one)
            {
                int kept = one < 0 ? one + v.Rank : one;
                Span<int> others = stackalloc int[Shape.MaxRank];
                int count = 0;
                for (int i = 0; i < v.Rank; i++)
                {
                    if (i != kept)
                        others[count++] = i;
                }

                if (count == v.Rank)
                    throw new ShapeException("WeightNorm", "axis", one.ToString(System.Globalization.CultureInfo.InvariantCulture), $"an axis of v {v.Shape}");

                // A vector has no other axes: each element is a length of its own.
                norm = count == 0 ? v.Abs() : v.Norm(new Axes(others[..count]), keepAxes: true);
            }
            else
            {
                norm = v.Norm();
            }

            if (g.Shape != norm.Shape)
                throw new ShapeException("WeightNorm", "g", g.Shape.ToString(), $"{norm.Shape}, a length for each part of v {v.Shape} that has one");
            return v * (g / norm);
        }
    }
}
