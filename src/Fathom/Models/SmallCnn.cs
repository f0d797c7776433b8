using static Fathom.PictureNetwork;

namespace Fathom;

/// <summary>A small convolutional network for small pictures, as the built-in digits of 8×8: two convolutions that keep the size, one pooling, two linear layers.</summary>
/// <remarks><code>
/// shapes    x (N, channels, H, W) → logits (N, classes)
/// layers    Conv2d 16 of 3×3 (padding 1), ReLU, Conv2d 32 of 3×3 (padding 1), ReLU, MaxPool2d 2, Dropout .25, Flatten, Linear 64, ReLU, Linear classes
/// start     He before ReLU, Xavier for the logits, biases 0; 38,282 parameters for 8×8 grey
/// source    LeCun et al. 1998, in small
/// </code></remarks>
public static class SmallCnn
{
    /// <summary>Builds the network.</summary>
    /// <param name="channels">Channels of a picture: 1 grey, 3 colour.</param>
    /// <param name="size">Height and width of a picture; 8 by default, 2 at least.</param>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="rng">Where weights and masks come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ShapeException">Pictures too small for the layers.</exception>
    public static Sequential Create(int channels = 1, Size2? size = null, int classes = 10, Rng? rng = null)
    {
        rng ??= Rng.Default;
        var front = new Sequential(
            Convolution(channels, 16, 3, 1, rng), new ReLU(),
            Convolution(16, 32, 3, 1, rng), new ReLU(),
            new MaxPool2d(2), new Dropout(0.25, rng), new Flatten());
        return new Sequential([.. front, Hidden(Features(front, channels, size ?? 8), 64, rng), new ReLU(), Logits(64, classes, rng)]);
    }
}
