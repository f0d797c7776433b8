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
}
