namespace Fathom.Cli;

/// <summary>The networks for images by name.</summary>
internal static class ImageNetworks
{
    public const string Default = "mlp";

    // Below this side one halving is enough, and edges are worth keeping.
    private const int LargeSide = 20;

    public static IReadOnlyList<string> Names { get; } = [Default, "cnn"];

    /// <summary>The family whose advice a network follows.</summary>
    public static NetworkKind Kind(string name) => name == Default ? NetworkKind.Pixels : NetworkKind.Convolutional;

    /// <summary>Why one would take it.</summary>
    public static string Reason(string name) => name == Default ? "the simplest: every pixel is an input" : "small weights slid over the whole image";

    /// <summary>Builds a network that takes images (N, C, H, W) and gives a logit a class.</summary>
    /// <exception cref="UsageException">The network is too large, or the images too small for it.</exception>
    public static Layer Build(ImageSettings settings, Shape image, int classes, Rng rng) => settings.Network switch
    {
        "cnn" => Convolutional(image, classes, rng),
        _ => new Sequential([new Flatten(), .. settings.Perceptron!.Build(image.Length, "pixels", classes, settings.Normalization, rng)]),
    };

    /// <summary>Two convolutions of 3×3, a halving, and a hidden layer: what is known as the MNIST CNN; smaller images keep their edges by padding, and have half the channels.</summary>
    private static Sequential Convolutional(Shape image, int classes, Rng rng)
    {
        if (Math.Min(image[1], image[2]) < 4)
            throw new UsageException($"--model cnn needs images of 4×4 at least; these are {ImageInput.Size(image)}. Use --model mlp.");
        bool large = Math.Min(image[1], image[2]) >= LargeSide;
        ConvPadding padding = large ? 0 : 1;
        int first = large ? 32 : 16, lost = large ? 4 : 0, features = 2 * first * ((image[1] - lost) / 2) * ((image[2] - lost) / 2);
        return new Sequential(
            new Conv2d(image[0], first, 3, padding: padding, rng: rng), new ReLU(),
            new Conv2d(first, 2 * first, 3, padding: padding, rng: rng), new ReLU(),
            new MaxPool2d(2), new Dropout(0.25, rng: rng),
            new Flatten(), new Linear(features, 128, rng: rng), new ReLU(), new Dropout(0.5, rng: rng),
            new Linear(128, classes, rng: rng));
    }
}
