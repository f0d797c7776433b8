namespace Fathom.Cli;

/// <summary>Augmentations of images by the words a user has for them, each with an amount after a colon: what <c>show augment</c> shows and <c>train --augment</c> does.</summary>
internal static class AugmentWords
{
    private static readonly Entry[] s_all =
    [
        new("shift", "pixels it may move, a fourteenth of the side", (a, shape) => new RandomCrop((shape[1], shape[2]), padding: (int)(a ?? Math.Max(1, Side(shape) / 14))), 1, 4096, IsWhole: true),
        new("crop", "the least share that fills the picture, 0.7", (a, shape) => new RandomResizedCrop((shape[1], shape[2]), scale: (a ?? 0.7, 1)), 0.01, 1),
        new("flip", "how often left and right change, 0.5", (a, _) => new RandomHorizontalFlip(a ?? 0.5), 0, 1),
        new("upside-down", "how often above and below change, 0.5", (a, _) => new RandomVerticalFlip(a ?? 0.5), 0, 1),
        new("rotate", "degrees to both sides, 10", (a, _) => new RandomRotation(a ?? 10), 0, 180),
        new("zoom", "factor larger or smaller, 1.2", (a, _) => new RandomAffine(scale: (1 / (a ?? 1.2), a ?? 1.2)), 1, 10),
        new("affine", "degrees it turns, 10, beside a little shift, zoom and lean", (a, _) => new RandomAffine(degrees: a ?? 10, shift: 0.08, scale: (0.9, 1.1), shear: 5), 0, 180),
        new("light", "how far light and contrast change, 0.2", (a, _) => new ColorJitter(brightness: a ?? 0.2, contrast: a ?? 0.2), 0, 1),
        new("jitter", "how far light and colours change, 0.3", (a, _) => new ColorJitter(a ?? 0.3, a ?? 0.3, a ?? 0.3, Math.Round((a ?? 0.3) / 3, 2)), 0, 1),
        new("cutout", "pixels of the square, a quarter of the side", (a, shape) => new Cutout((int)(a ?? Math.Max(1, Side(shape) / 4))), 1, 4096, IsWhole: true),
        new("erase", "how often, 0.25", (a, _) => new RandomErasing(a ?? 0.25), 0, 1),
        new("noise", "decibels below the image, 20", (a, _) => new AddNoise((a ?? 20, a ?? 20)), -20, 100),
    ];

    public static IReadOnlyList<string> ForImages { get; } = ["shift", "flip", "rotate", "jitter"];

    public static IReadOnlyList<string> ForDigits { get; } = ["shift", "rotate", "zoom", "erase:0.5"];

    public static string Help { get; } = string.Join("; ", s_all.Select(entry => $"{entry.Word}[:{entry.Amount}]"));

    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(entry => entry.Word)];

    /// <summary>Words between commas, each checked.</summary>
    /// <param name="option">What they stand behind.</param>
    /// <param name="text">What was given.</param>
    public static IReadOnlyList<string> Read(string option, string text)
    {
        string[] words = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(word => word.ToLowerInvariant())];
        foreach (string word in words)
            Entry.Of(option, word);
        return words;
    }

    /// <summary>The words' augmentations.</summary>
    /// <param name="words">What <see cref="Read"/> gave.</param>
    /// <param name="image">The shape of an image, from which sizes come.</param>
    public static IReadOnlyList<Augmentation> Of(IReadOnlyList<string> words, Shape image) =>
        [.. words.Select(word => Entry.Of("", word)).Select(one => one.Entry.Make(one.Amount, image))];

    private static int Side(Shape shape) => Math.Min(shape[1], shape[2]);

    /// <summary>A word, what its amount means with the usual one, and how it becomes an augmentation.</summary>
    private sealed record Entry(string Word, string Amount, Func<double?, Shape, Augmentation> Make, double Least, double Most, bool IsWhole = false)
    {
        public static (Entry Entry, double? Amount) Of(string option, string text)
        {
            string[] pieces = text.Split(':', 2);
            string word = OptionText.OneOf(option, pieces[0], Names)!;
            Entry entry = s_all.Single(entry => entry.Word == word);
            return (entry, pieces.Length == 1 ? null : entry.Read(option, pieces[1]));
        }

        private double Read(string option, string text) =>
            OptionText.TryNumber(text, out double value) && value >= Least && value <= Most && (!IsWhole || value == Math.Floor(value))
                ? value
                : throw OptionText.Refuse(option, $"{Word}:{text}", FormattableString.Invariant($"{(IsWhole ? "a whole number" : "a number")} from {Least} to {Most} after the colon"), FormattableString.Invariant($"{Word}:{Math.Clamp(1, Least, Most)}"));
    }
}
