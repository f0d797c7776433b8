namespace Fathom;

/// <summary>What the builders of convolutional networks share.</summary>
internal static class PictureNetwork
{
    /// <summary>The length of a row behind layers that end in <see cref="Flatten"/>, worked out by planning.</summary>
    /// <exception cref="ShapeException">The picture is too small for the layers.</exception>
    public static int Features(Sequential front, int channels, Size2 size)
    {
        using (Tape.ShapesOnly())
            return front.Forward(Tensor.Empty([1, Require.Positive(channels, nameof(channels)), Require.Positive(size.Height, nameof(size)), Require.Positive(size.Width, nameof(size))], DType.Float32)).Shape[1];
    }

    /// <summary>A convolution started for the ReLU behind it.</summary>
    public static Conv2d Convolution(int inputs, int outputs, Size2 kernel, ConvPadding padding, Rng rng) => new(inputs, outputs, kernel, padding: padding, weight: new HeUniform(), rng: rng);

    /// <summary>A linear layer started for the ReLU behind it.</summary>
    public static Linear Hidden(int inputs, int outputs, Rng rng) => new(inputs, outputs, weight: new HeUniform(), rng: rng);

    /// <summary>The last layer: logits.</summary>
    public static Linear Logits(int inputs, int classes, Rng rng) => new(inputs, classes, weight: new XavierUniform(), rng: rng);
}
