namespace Fathom.Cli;

/// <summary>Augmentations by the words a user has for them, each with an amount after a colon.</summary>
internal static class AugmentWords
{
    public static readonly IReadOnlyList<string> ForImages = ["crop", "flip", "rotate", "jitter"];

    public static readonly IReadOnlyList<string> ForDigits = ["crop", "rotate", "zoom", "erase"];

    private static readonly Entry[] s_all =
    [
        new("crop", "pixels it may move, an eighth of the side", (a, shape) => new RandomCrop((shape[1], shape[2]), padding: (int)(a ?? Math.Max(1, Side(shape) / 8))), 1, 4096, IsWhole: true),
        new("flip", "how often left and right change, 0.5", (a, _) => new RandomHorizontalFlip(a ?? 0.5), 0, 1),
        new("upside-down", "how often above and below change, 0.5", (a, _) => new RandomVerticalFlip(a ?? 0.5), 0, 1),
        new("rotate", "degrees to both sides, 15", (a, _) => new RandomRotation(a ?? 15), 0, 180),
        new("shift", "share of the side, 0.1", (a, _) => new RandomAffine(shift: a ?? 0.1), 0, 1),
        new("zoom", "factor larger or smaller, 1.2", (a, _) => new RandomAffine(scale: (1 / (a ?? 1.2), a ?? 1.2)), 1, 10),
        new("part", "the least share of it that fills the picture, 0.5", (a, shape) => new RandomResizedCrop((shape[1], shape[2]), scale: (a ?? 0.5, 1)), 0.01, 1),
        new("jitter", "how far light and colours change, 0.3", (a, _) => new ColorJitter(a ?? 0.3, a ?? 0.3, a ?? 0.3, Math.Round((a ?? 0.3) / 3, 2)), 0, 1),
        new("cutout", "pixels of the square, a quarter of the side", (a, shape) => new Cutout((int)(a ?? Math.Max(1, Side(shape) / 4))), 1, 4096, IsWhole: true),
        new("erase", "how often, 0.5", (a, _) => new RandomErasing(a ?? 0.5), 0, 1),
        new("noise", "decibels below the image, 20", (a, _) => new AddNoise((a ?? 20, a ?? 20)), -20, 100),
    ];

    public static string Help => string.Join("; ", s_all.Select(entry => $"{entry.Word}[:{entry.Amount}]"));

    /// <summary>Reads words between commas.</summary>
    /// <param name="text">What was given after --transforms; may be null.</param>
    /// <param name="usual">What is meant then.</param>
    /// <param name="shape">The image's shape, from which sizes come.</param>
    public static IReadOnlyList<(string Word, Augmentation Change)> Read(string? text, IReadOnlyList<string> usual, Shape shape)
    {
        var found = new List<(string, Augmentation)>();
        foreach (string part in text?.Split(',', StringSplitOptions.TrimEntries) ?? usual)
        {
            string[] pieces = part.Split(':', 2);
            string word = OptionText.OneOf("--transforms", pieces[0], [.. s_all.Select(entry => entry.Word)])!;
            Entry entry = s_all.Single(entry => entry.Word == word);
            found.Add((part.ToLowerInvariant(), entry.Make(pieces.Length == 1 ? null : entry.Read(pieces[1]), shape)));
        }

        return found;
    }

    private static int Side(Shape shape) => Math.Min(shape[1], shape[2]);

    /// <summary>A word, what its amount means with the usual one, and how it becomes an augmentation.</summary>
    private sealed record Entry(string Word, string Amount, Func<double?, Shape, Augmentation> Make, double Least, double Most, bool IsWhole = false)
    {
        public double Read(string text) => IsWhole
            ? OptionText.Whole($"--transforms {Word}", text, (int)Least, (int)Most)!.Value
            : OptionText.Number($"--transforms {Word}", text, value => value >= Least && value <= Most, FormattableString.Invariant($"a number from {Least} to {Most}"), FormattableString.Invariant($"{Word}:{Math.Clamp(1, Least, Most)}"))!.Value;
    }
}
