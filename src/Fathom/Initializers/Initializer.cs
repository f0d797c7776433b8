namespace Fathom;

/// <summary>The numbers a parameter starts from. Overwrites a tensor where it stands; the same generator state gives the same bits.</summary>
/// <remarks>
/// Weights of ReLU-like layers start from <see cref="HeNormal"/> or <see cref="HeUniform"/>, of sigmoid and tanh layers from
/// <see cref="XavierUniform"/> or <see cref="XavierNormal"/>; biases from zero. All-zero weights never learn to differ: every unit of a layer
/// computes the same and gets the same gradient. An initializer of your own derives from this.
/// </remarks>
public abstract record Initializer
{
    /// <summary>Overwrites every element of <paramref name="w"/>.</summary>
    /// <param name="w">The parameter, Float32 or Float64.</param>
    /// <param name="rng">Where random numbers come from.</param>
    /// <exception cref="ShapeException">The tensor has a shape or type the initializer is not made for.</exception>
    public abstract void Apply(Tensor w, Rng rng);

    /// <summary>Refuses what is no size of something: a negative or unbounded number.</summary>
    private protected static double CheckScale(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"An initializer's {name} is a finite number, 0 or more.");

    /// <summary>Refuses a value no weight should have.</summary>
    private protected static double CheckFinite(double value, string name) => double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"An initializer's {name} is a finite number.");

    /// <summary>Rounds values worked out in double to the tensor's type.</summary>
    private protected static void Write(Tensor w, ReadOnlySpan<double> values)
    {
        if (w.Type == DType.Float64)
        {
            values.CopyTo(w.AsSpan<double>());
            return;
        }

        Span<float> target = w.AsSpan<float>();
        for (int i = 0; i < target.Length; i++)
            target[i] = (float)values[i];
    }
}
