namespace Fathom.Cli;

/// <summary>The networks for images by name.</summary>
internal static class ImageNetworks
{
    public const string Default = "mlp";

    // Smaller images keep their edges by padding, and have fewer features to tell apart.
    private const int LargeSide = 20;

    public static IReadOnlyList<string> Names { get; } = [Default, "cnn", "resnet20"];

    /// <summary>The family whose advice a network follows.</summary>
    public static NetworkKind Kind(string name) => name == Default ? NetworkKind.Pixels : NetworkKind.Convolutional;

    /// <summary>Why one would take it.</summary>
    public static string Reason(string name) => name == Default ? "the simplest: every pixel is an input" : "small weights slid over the whole image";

    /// <summary>Builds a network that takes images (N, C, H, W) and gives a logit a class.</summary>
    /// <exception cref="UsageException">The network is too large, or the images are too small for it.</exception>
    public static Layer Build(ImageSettings settings, Shape image, int classes, Rng rng)
    {
        var size = new Size2(image[1], image[2]);
        try
        {
            return settings.Network switch
            {
                "cnn" when Math.Min(image[1], image[2]) >= LargeSide => MnistCnn.Create(image[0], size, classes, rng),
                "cnn" => SmallCnn.Create(image[0], size, classes, rng),
                "resnet20" => new ResNet(20, classes, image[0], rng: rng),
                _ => new Sequential([new Flatten(), .. settings.Perceptron!.Build(image.Length, "pixels", classes, settings.Normalization, rng)]),
            };
        }
        catch (ShapeException)
        {
            throw new UsageException($"--model {settings.Network} cannot be built for images of {ImageInput.Size(image)}: they are too small for its layers. Use --model {Default}.");
        }
    }
}
