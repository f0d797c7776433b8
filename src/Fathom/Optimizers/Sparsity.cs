namespace Fathom;

/// <summary>How many weights are exactly 0: what L1 regularization is for. share = zeros / elements.</summary>
/// <remarks>See <see cref="Optimizer.L1"/>. A gradient step alone practically never makes a weight exactly 0; the proximal step does.</remarks>
public static class Sparsity
{
    /// <summary>The share of elements that are exactly 0, in [0, 1].</summary>
    /// <param name="module">A module, a <see cref="ParameterGroup"/>, or anything with named parameters.</param>
    /// <exception cref="ArgumentException">There is nothing to count.</exception>
    public static double Of(IParameters module)
    {
        long zeros = 0, all = 0;
        foreach (NamedTensor parameter in module.Parameters)
        {
            zeros += Zeros(parameter.Tensor);
            all += parameter.Tensor.Length;
        }

        return all > 0 ? (double)zeros / all : throw new ArgumentException("Sparsity.Of: there are no parameters to count zeros in. Does the module state its Parts?", nameof(module));
    }

    /// <summary>The share of elements of one tensor that are exactly 0, in [0, 1].</summary>
    /// <param name="w">The tensor, Float32 or Float64.</param>
    /// <exception cref="ArgumentException">The tensor has no elements.</exception>
    public static double Of(Tensor w) =>
        w.Length > 0 ? (double)Zeros(w) / w.Length : throw new ArgumentException("Sparsity.Of: the tensor has no elements.", nameof(w));

    private static int Zeros(Tensor w) => w.Type == DType.Float64 ? w.AsReadOnlySpan<double>().Count(0.0) : w.AsReadOnlySpan<float>().Count(0f);
}
