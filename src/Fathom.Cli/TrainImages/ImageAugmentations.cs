namespace Fathom.Cli;

/// <summary>Augmentations of images by name, with usual strengths.</summary>
internal static class ImageAugmentations
{
    private static readonly (string Name, Func<Shape, Augmentation> Make)[] s_all =
    [
        ("shift", image => new RandomCrop(new Size2(image[1], image[2]), padding: Math.Max(1, Math.Min(image[1], image[2]) / 14))),
        ("crop", image => new RandomResizedCrop(new Size2(image[1], image[2]), scale: new Interval(0.7, 1))),
        ("flip", _ => new RandomHorizontalFlip()),
        ("rotate", _ => new RandomRotation(10)),
        ("affine", _ => new RandomAffine(degrees: 10, shift: 0.08, scale: new Interval(0.9, 1.1), shear: 5)),
        ("erase", _ => new RandomErasing(p: 0.25)),
        ("light", _ => new ColorJitter(brightness: 0.2, contrast: 0.2)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(one => one.Name)];

    /// <summary>Names between commas.</summary>
    public static IReadOnlyList<string> Read(string? text) => text is null || text.Equals("none", StringComparison.OrdinalIgnoreCase)
        ? []
        : [.. OptionText.Names("--augment", [text]).Select(name => OptionText.OneOf("--augment", name, Names)!)];

    /// <summary>What the names make of images of a size; null for nothing.</summary>
    public static Augmentation? Of(IReadOnlyList<string> names, Shape image) =>
        names.Count == 0 ? null : new Compose([.. names.Select(name => s_all.First(one => one.Name == name).Make(image))]);
}
