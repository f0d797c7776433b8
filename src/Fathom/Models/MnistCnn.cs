using static Fathom.PictureNetwork;

namespace Fathom;

/// <summary>The convolutional network with which most frameworks introduce MNIST: two convolutions, one pooling, two linear layers, dropout.</summary>
/// <remarks><code>
/// shapes    x (N, channels, H, W) → logits (N, classes)
/// layers    Conv2d 32 of 3×3, ReLU, Conv2d 64 of 3×3, ReLU, MaxPool2d 2, Dropout .25, Flatten, Linear 128, ReLU, Dropout .5, Linear classes
/// names     0.weight, 2.weight, 7.weight, 10.weight, as torch.nn.Sequential of these layers
/// start     He before ReLU, Xavier for the logits, biases 0
/// differs   from the examples of Keras and PyTorch: logits instead of (log-)softmax; 1,199,882 parameters for 28×28 grey
/// source    the MNIST examples of Keras and PyTorch
/// </code></remarks>
public static class MnistCnn
{
    /// <summary>Builds the network.</summary>
    /// <param name="channels">Channels of a picture: 1 grey, 3 colour.</param>
    /// <param name="size">Height and width of a picture; 28 by default, 6 at least.</param>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="rng">Where weights and masks come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ShapeException">Pictures too small for the layers.</exception>
    public static Sequential Create(int channels = 1, Size2? size = null, int classes = 10, Rng? rng = null)
    {
        rng ??= Rng.Default;
        var front = new Sequential(
            Convolution(channels, 32, 3, 0, rng), new ReLU(),
            Convolution(32, 64, 3, 0, rng), new ReLU(),
            new MaxPool2d(2), new Dropout(0.25, rng), new Flatten());
        return new Sequential([.. front,
            Hidden(Features(front, channels, size ?? 28), 128, rng), new ReLU(), new Dropout(0.5, rng),
            Logits(128, classes, rng)]);
    }
}
