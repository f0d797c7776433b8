namespace Fathom;

/// <summary>By how much weights must grow so that what an activation takes away is made up for: a factor on the standard deviation.</summary>
/// <remarks>The values of torch.nn.init.calculate_gain. He's start serves GELU and SiLU as well.</remarks>
public static class Gain
{
    /// <summary>No activation, sigmoid, or softmax: 1.</summary>
    public const double Linear = 1;

    /// <summary>ReLU, and GELU and SiLU: √2, as half of the variance is cut off.</summary>
    public const double ReLU = 1.4142135623730951;

    /// <summary>Tanh: 5/3.</summary>
    public const double Tanh = 5.0 / 3;

    /// <summary>SELU: 3/4.</summary>
    public const double SELU = 0.75;

    /// <summary>Leaky ReLU: √(2 / (1 + slope²)).</summary>
    /// <param name="negativeSlope">The slope below zero, .01 by default.</param>
    public static double LeakyReLU(double negativeSlope = 0.01) => Math.Sqrt(2 / (1 + (negativeSlope * negativeSlope)));

    /// <summary>The gain for an activation by name: what <see cref="HeNormal"/>, <see cref="XavierUniform"/>, <see cref="Fathom.Orthogonal"/> and others take.</summary>
    /// <param name="activation">linear, identity, sigmoid, softmax, tanh, relu, leaky-relu, gelu, silu or selu.</param>
    /// <param name="negativeSlope">The slope below zero of leaky-relu, .01 by default; the others have none.</param>
    /// <exception cref="ArgumentException">There is no gain for that name; the message lists those there are.</exception>
    public static double Of(string activation, double negativeSlope = 0.01) => activation switch
    {
        "linear" or "identity" or "sigmoid" or "softmax" => Linear,
        "tanh" => Tanh,
        "relu" or "gelu" or "silu" => ReLU,
        "leaky-relu" => LeakyReLU(negativeSlope),
        "selu" => SELU,
        _ => throw new ArgumentException($"There is no gain for \"{activation}\". Known: linear, identity, sigmoid, softmax, tanh, relu, leaky-relu, gelu, silu, selu. He's start serves smooth kin of ReLU (gain of relu), Xavier's what is bounded.", nameof(activation)),
    };
}
