namespace Fathom.Cli;

/// <summary>The networks for images by name.</summary>
internal static class ImageNetworks
{
    public const string Default = "mlp";

    public static IReadOnlyList<string> Names { get; } = [Default];

    /// <summary>The family whose advice a network follows.</summary>
    public static NetworkKind Kind(string name) => name == Default ? NetworkKind.Pixels : NetworkKind.Convolutional;

    /// <summary>Why one would take it.</summary>
    public static string Reason(string name) => name == Default ? "the simplest: every pixel is an input" : "small weights slid over the whole image";

    /// <summary>Builds a network that takes images (N, C, H, W) and gives a logit a class.</summary>
    public static Layer Build(ImageSettings settings, Shape image, int classes, Rng rng) => settings.Network switch
    {
        _ => new Sequential([new Flatten(), .. settings.Perceptron!.Build(image.Length, "pixels", classes, settings.Normalization, rng)]),
    };
}
