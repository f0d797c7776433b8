namespace Fathom.Cli;

/// <summary>A kind of image data that <c>fathom train</c> knows by name.</summary>
internal abstract class ImageSource(string name, string description)
{
    public const string Digits = "digits";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ImageSource> All { get; } =
    [
        new KnownImageSource("mnist", "train a network on MNIST: handwritten digits of 28×28", Datasets.Mnist),
        new KnownImageSource("fashion-mnist", "train a network on Fashion-MNIST: clothes of 28×28", Datasets.FashionMnist),
        new DigitImages(),
        new FolderImages(),
    ];

    public string Name { get; } = name;

    /// <summary>What the command does.</summary>
    public string Description { get; } = description;

    /// <summary>Whether the user names a folder of images.</summary>
    public virtual bool IsFolder => false;

    /// <summary>Whether it is a published set that can be downloaded.</summary>
    public virtual bool IsDownloaded => false;

    /// <summary>Whether it has a test part of its own.</summary>
    public bool HasTest => IsDownloaded;

    /// <summary>The source of a name.</summary>
    public static ImageSource Of(string name) => All.First(source => source.Name == name);

    /// <summary>Reads the images.</summary>
    /// <param name="options">Where they lie.</param>
    /// <param name="shell">Resolves paths and shows progress.</param>
    /// <param name="notices">Receives what was noticed.</param>
    /// <param name="cancel">Stops a download.</param>
    public abstract ImageParts Open(ImageOptions options, Shell shell, ICollection<Notice> notices, CancellationToken cancel);
}
