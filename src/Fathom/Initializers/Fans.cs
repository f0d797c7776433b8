namespace Fathom;

/// <summary>How many inputs a unit of a layer sees, and how many units see an input.</summary>
/// <remarks><code>
/// weight (out, in, kernel…)      in = in · Πkernel      out = out · Πkernel      as torch.nn.init counts them
/// </code></remarks>
/// <param name="In">The inputs of a unit.</param>
/// <param name="Out">The units that see an input.</param>
public readonly record struct Fans(int In, int Out)
{
    /// <summary>The fans of a weight of that shape.</summary>
    /// <exception cref="ShapeException">The shape has fewer than two axes, as a bias has, or no elements.</exception>
    public static Fans Of(in Shape shape)
    {
        if (shape.Rank < 2)
            throw new ShapeException("Initializer", "the tensor", shape.ToString(), "a weight (out, in, …) with two axes or more", "A bias has no fan; start it from new ConstantInitializer(0).");
        if (shape.Length == 0)
            throw new ShapeException("Initializer", "the tensor", shape.ToString(), "a weight with elements");
        int kernel = shape.Length / shape[0] / shape[1];
        return new Fans(shape[1] * kernel, shape[0] * kernel);
    }

    /// <summary>The one a mode names.</summary>
    public int this[FanMode mode] => mode == FanMode.In ? In : Out;
}
