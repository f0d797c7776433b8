namespace Fathom.Cli;

/// <summary>The built-in digits as images of 8×8, which they are, instead of as a table.</summary>
internal sealed class DigitImages() : ImageSource(Digits, "train a network on the built-in digits as images of 8×8 (without --model: as a table)")
{
    private const int Side = 8;
    private const double Ink = 16;

    public override ImageParts Open(ImageOptions options, Shell shell, ICollection<Notice> notices, CancellationToken cancel)
    {
        Dataset digits = Datasets.Digits();
        ReadOnlySpan<float> values = digits.X.AsReadOnlySpan<float>();
        byte[] pixels = new byte[values.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Round(values[i] * 255 / Ink);
        var images = new ImageRows(pixels, [1, Side, Side], digits.Y.ToArray<long>());
        return new ImageParts(Name, $"{Name} (built in)", digits.ClassNames!, new ImageSet(images, row => $"#{row:N0}"), null);
    }
}
