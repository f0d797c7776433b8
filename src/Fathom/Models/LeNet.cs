using static Fathom.PictureNetwork;

namespace Fathom;

/// <summary>A network like LeNet-5, the first convolutional network that read digits for a living: two convolutions with pooling, three linear layers.</summary>
/// <remarks><code>
/// shapes    x (N, channels, H, W) → logits (N, classes)
/// layers    [Conv2d 6 of 5×5 (padding 2), ReLU, MaxPool2d 2], [Conv2d 16 of 5×5, ReLU, MaxPool2d 2], Flatten, Linear 120, ReLU, Linear 84, ReLU, Linear classes
/// start     He before ReLU, Xavier for the logits, biases 0
/// differs   from the paper: ReLU for tanh, max pooling for trainable averages, every map sees all maps before it, logits for radial units; 61,706 parameters for 28×28 grey
/// source    LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition"
/// </code></remarks>
public static class LeNet
{
    /// <summary>Builds the network.</summary>
    /// <param name="channels">Channels of a picture: 1 grey, 3 colour.</param>
    /// <param name="size">Height and width of a picture; 28 by default, 12 at least.</param>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="rng">Where the weights come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ShapeException">Pictures too small for the layers.</exception>
    public static Sequential Create(int channels = 1, Size2? size = null, int classes = 10, Rng? rng = null)
    {
        rng ??= Rng.Default;
        var front = new Sequential(
            Convolution(channels, 6, 5, 2, rng), new ReLU(), new MaxPool2d(2),
            Convolution(6, 16, 5, 0, rng), new ReLU(), new MaxPool2d(2),
            new Flatten());
        return new Sequential([.. front,
            Hidden(Features(front, channels, size ?? 28), 120, rng), new ReLU(),
            Hidden(120, 84, rng), new ReLU(),
            Logits(84, classes, rng)]);
    }
}
