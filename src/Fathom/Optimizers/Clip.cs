using System.Globalization;
using System.Numerics.Tensors;

namespace Fathom;

/// <summary>Limits gradients before a step.</summary>
/// <remarks>Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063. As torch.nn.utils.clip_grad_norm_ and clip_grad_value_; differs in refusing norms that are not finite, which PyTorch does only on request.</remarks>
public static class Clip
{
    /// <summary>Scales all gradients by min(1, max/(norm + 1e-6)) and returns the norm before.</summary>
    /// <param name="parameters">Whose gradients to scale; those without one are passed over.</param>
    /// <param name="maxNorm">The largest norm allowed, above 0; infinity only measures.</param>
    /// <param name="normType">2 for the Euclidean norm over all elements of all gradients (default), infinity for the largest magnitude, or any p ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is not above 0, or <paramref name="normType"/> is below 1.</exception>
    /// <exception cref="NotFiniteException">The norm is not finite; the gradients are unchanged.</exception>
    public static double ByNorm(IEnumerable<NamedTensor> parameters, double maxNorm, double normType = 2)
    {
        DemandPositive(maxNorm, nameof(maxNorm));
        if (!(normType >= 1))
            throw new ArgumentOutOfRangeException(nameof(normType), normType, $"{nameof(normType)} is {normType.ToString(CultureInfo.InvariantCulture)}; expected at least 1, 2 for the Euclidean norm, infinity for the largest magnitude.");
        NamedTensor[] all = [.. parameters];
        double norm = Norm(all, normType);
        DemandFinite(norm, all);
        double scale = maxNorm / (norm + 1e-6);
        if (scale < 1)
        {
            foreach (NamedTensor parameter in all.Where(p => !p.Tensor.Gradient.IsNone))
                Scale(parameter.Tensor.Gradient, scale);
        }

        return norm;
    }

    /// <summary>Cuts every element of every gradient to [−limit, limit].</summary>
    /// <param name="parameters">Whose gradients to cut.</param>
    /// <param name="limit">The largest magnitude allowed, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not above 0.</exception>
    public static void ByValue(IEnumerable<NamedTensor> parameters, double limit)
    {
        DemandPositive(limit, nameof(limit));
        foreach (NamedTensor parameter in parameters)
        {
            Tensor g = parameter.Tensor.Gradient;
            if (g.IsNone)
                continue;
            if (g.Type == DType.Float64)
                TensorPrimitives.Clamp(g.AsSpan<double>(), -limit, limit, g.AsSpan<double>());
            else
                TensorPrimitives.Clamp(g.AsSpan<float>(), (float)-limit, (float)limit, g.AsSpan<float>());
        }
    }

    /// <summary>The norm of all gradients taken as one vector.</summary>
    internal static double Norm(ReadOnlySpan<NamedTensor> parameters, double normType = 2)
    {
        double total = 0;
        foreach (NamedTensor parameter in parameters)
        {
            Tensor g = parameter.Tensor.Gradient;
            if (g.IsNone)
                continue;
            double one = g.Type == DType.Float64 ? Power(g.AsReadOnlySpan<double>(), normType) : Power(g.AsReadOnlySpan<float>(), normType);
            total = double.IsPositiveInfinity(normType) ? Math.Max(total, one) : total + one;
        }

        return double.IsPositiveInfinity(normType) ? total : normType == 2 ? Math.Sqrt(total) : Math.Pow(total, 1 / normType);
    }

    /// <summary>Stops with the names of the parameters whose gradient is not finite.</summary>
    internal static void DemandFinite(double norm, ReadOnlySpan<NamedTensor> parameters)
    {
        if (double.IsFinite(norm))
            return;
        var names = new List<string>();
        foreach (NamedTensor parameter in parameters)
        {
            if (!parameter.Tensor.Gradient.IsNone && !double.IsFinite(Norm([parameter])))
                names.Add(parameter.Name);
        }

        string where = names.Count > 0 ? $"not finite in {string.Join(", ", names)}" : "each gradient is finite, but their sum is too large for a double";
        throw new NotFiniteException($"The gradient norm is {norm.ToString(CultureInfo.InvariantCulture)}: {where}; nothing was changed. Lower the learning rate, look for a logarithm or division of zero in forward, or check the inputs.");
    }

    private static void DemandPositive(double value, string name)
    {
        if (!(value > 0))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; expected a number above 0.");
    }

    private static double Power<T>(ReadOnlySpan<T> g, double p)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        if (double.IsPositiveInfinity(p))
            return g.IsEmpty ? 0 : double.CreateTruncating(TensorPrimitives.MaxMagnitude(g)) is var max ? Math.Abs(max) : 0;
        foreach (T value in g)
        {
            double magnitude = Math.Abs(double.CreateTruncating(value));
            sum += p == 2 ? magnitude * magnitude : Math.Pow(magnitude, p);
        }

        return sum;
    }

    private static void Scale(Tensor g, double scale)
    {
        if (g.Type == DType.Float64)
            TensorPrimitives.Multiply(g.AsSpan<double>(), scale, g.AsSpan<double>());
        else
            TensorPrimitives.Multiply(g.AsSpan<float>(), (float)scale, g.AsSpan<float>());
    }
}
