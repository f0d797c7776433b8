namespace Fathom;

public static partial class TensorOperations
{
    extension(Tensor a)
    {
        /// <summary>The bilinear map: every product of an element of a with one of b has a weight for each output.</summary>
        /// <remarks><code>
        /// formula   yₖ = aᵀ·Wₖ·b + biasₖ
        /// shapes    a (…, in1), b (…, in2), weight (out, in1, in2), bias (out) or none → y (…, out)
        /// gradient  daᵢ = Σ dyₖ·Wₖᵢⱼ·bⱼ      dbⱼ = Σ dyₖ·Wₖᵢⱼ·aᵢ      dWₖᵢⱼ = Σ dyₖ·aᵢ·bⱼ over rows      dbias = Σ dy over rows
        /// keeps     the products aᵢ·bⱼ of each row
        /// differs   from torch.nn.functional.bilinear: nothing
        /// source    Tenenbaum and Freeman 2000, "Separating style and content with bilinear models"
        /// </code></remarks>
        /// <param name="b">The other input, with the leading axes of this one.</param>
        /// <param name="weight">W (out, in1, in2).</param>
        /// <param name="bias">The bias (out), or none.</param>
        /// <exception cref="ShapeException">Leading axes differ, or last axes are not W's.</exception>
        public Tensor Bilinear(Tensor b, Tensor weight, Tensor bias = default)
        {
            if (weight.Rank != 3)
                throw new ShapeException("Bilinear", "weight", weight.Shape.ToString(), "3 axes, (out, in1, in2)");
            (int outputs, int inputs1, int inputs2) = (weight.Shape[0], weight.Shape[1], weight.Shape[2]);
            if (a.Rank == 0 || a.Shape[^1] != inputs1)
                throw new ShapeException("Bilinear", "a", a.Shape.ToString(), $"a last axis of {inputs1}, because weight is {weight.Shape} (axis 1)");
            if (b.Rank != a.Rank || b.Shape != a.Shape.With(a.Rank - 1, inputs2))
                throw new ShapeException("Bilinear", "b", b.Shape.ToString(), $"{a.Shape.With(a.Rank - 1, inputs2)}, as a is {a.Shape} and weight {weight.Shape} (axis 2)");
            int rows = inputs1 == 0 ? 0 : a.Length / inputs1;
            Tensor products = a.Reshape(rows, inputs1, 1) * b.Reshape(rows, 1, inputs2);
            Tensor y = products.Reshape(rows, inputs1 * inputs2).Linear(weight.Reshape(outputs, inputs1 * inputs2), bias);
            return y.Reshape(a.Shape.With(a.Rank - 1, outputs));
        }
    }
}
