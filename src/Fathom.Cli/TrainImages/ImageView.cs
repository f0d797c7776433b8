using System.Text;

namespace Fathom.Cli;

/// <summary>Images for terminals and reports.</summary>
internal static class ImageView
{
    private const int MostClasses = 20;
    private const int MostLines = 10;
    private const int MostAugmented = 14;
    private const int TextWidth = 78;
    private const int Gap = 2;
    private const int SmallWidth = 12;

    // From no ink to full ink.
    private const string Ink = " .:-=+*#%@";

    /// <summary>"7 6,265 (10.4 %)", class by class.</summary>
    public static string Classes(ImageParts images)
    {
        int[] counts = new int[images.Classes.Count];
        foreach (long label in images.Train.Rows.Labels)
            counts[label]++;
        IEnumerable<string> shown = images.Classes.Take(MostClasses).Select((name, c) => $"{name} {Display.Count(counts[c])} ({Display.Percent((double)counts[c] / images.Train.Count)})");
        return string.Join(", ", shown) + (counts.Length > MostClasses ? $" and {counts.Length - MostClasses:N0} more" : "");
    }

    /// <summary>The images with the highest loss as a table; grey ones that are small also as characters.</summary>
    public static void Write(TextWriter text, ImageSet images, ImageInput input, IReadOnlyList<ImageSample> hardest)
    {
        var table = new TextTable("highest loss", "is", "taken for", TextColumn.Right("sure"), TextColumn.Right("loss"));
        foreach (ImageSample sample in hardest.Take(MostLines))
            table.Add(images.Names(sample.Row), input.Classes[sample.Class], input.Classes[sample.Predicted], Display.Percent(sample.Probability), Display.Fixed(sample.Loss, 2));
        text.WriteLine(table);
        int width = input.Shape[2] * CharactersAPixel(input.Shape), fit = Math.Min(hardest.Count, (TextWidth + Gap) / (width + Gap));
        if (input.Shape[0] != 1 || fit == 0)
            return;
        text.WriteLine();
        foreach (string line in Characters(images.Rows, [.. hardest.Take(fit).Select(sample => sample.Row)]))
            text.WriteLine(line);
        text.WriteLine(string.Concat(hardest.Take(fit).Select(sample => Cut($"{input.Classes[sample.Class]}, as {input.Classes[sample.Predicted]}", width).PadRight(width + Gap))).TrimEnd());
    }

    /// <summary>Pictures of the images with what they are, what they were taken for, and the loss.</summary>
    public static IReadOnlyList<ReportPicture> Pictures(ImageSet images, ImageInput input, IReadOnlyList<ImageSample> samples)
    {
        var gallery = new List<ReportPicture>();
        foreach (ImageSample sample in samples)
        {
            string truth = input.Classes[sample.Class];
            string caption = sample.Class == sample.Predicted ? $"{truth}, found" : $"{truth}, taken for {input.Classes[sample.Predicted]}";
            gallery.Add(ReportPicture.Of(images.Rows.Pixels(sample.Row), images.Shape, caption, $"{Display.Percent(sample.Probability)} sure · loss {Display.Fixed(sample.Loss, 2)} · {images.Names(sample.Row)}"));
        }

        return gallery;
    }

    /// <summary>The first image of each class.</summary>
    public static IReadOnlyList<ReportPicture> OneOfEach(ImageRows images, IReadOnlyList<string> classes)
    {
        var gallery = new List<ReportPicture>();
        for (int c = 0; c < Math.Min(classes.Count, MostClasses); c++)
        {
            int row = images.Labels.TakeWhile(label => label != c).Count();
            if (row < images.Count)
                gallery.Add(ReportPicture.Of(images.Pixels(row), images.XShape, classes[c]));
        }

        return gallery;
    }

    /// <summary>The first training images as an epoch may show them to the network.</summary>
    public static IReadOnlyList<ReportPicture> Augmented(Dataset train, ImageInput input)
    {
        var gallery = new List<ReportPicture>();
        int rows = Math.Min(MostAugmented, train.Count), length = input.Shape.Length, plane = input.Shape[1] * input.Shape[2];
        Tensor x = Tensor.Zeros(input.Shape.Insert(0, rows)), y = Tensor.Zeros([rows], DType.Int64);
        train.Source.Fill([.. Enumerable.Range(0, rows)], x, y, new Rng(0));
        byte[] pixels = new byte[length];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> image = x.AsReadOnlySpan<float>().Slice(row * length, length);
            for (int i = 0; i < length; i++)
                pixels[i] = (byte)Math.Clamp(Math.Round(255 * ((image[i] * input.Deviation[i / plane]) + input.Mean[i / plane])), 0, 255);
            gallery.Add(ReportPicture.Of(pixels, input.Shape, input.Classes[(int)y.GetElement(row)]));
        }

        return gallery;
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..width];

    /// <summary>Characters are twice as high as wide: small images get two of them a pixel, larger ones one for two pixels.</summary>
    private static int CharactersAPixel(Shape image) => image[2] <= SmallWidth ? 2 : 1;

    /// <summary>Grey images side by side as characters.</summary>
    private static IEnumerable<string> Characters(ImageRows images, int[] rows)
    {
        int height = images.XShape[1], width = images.XShape[2], wide = CharactersAPixel(images.XShape), high = 3 - wide;
        for (int i = 0; i < height; i += high)
        {
            var line = new StringBuilder();
            foreach (int row in rows)
            {
                ReadOnlySpan<byte> pixels = images.Pixels(row);
                for (int j = 0; j < width; j++)
                {
                    int above = pixels[(i * width) + j], below = pixels[(Math.Min(i + high - 1, height - 1) * width) + j];
                    line.Append(Ink[(above + below) / 2 * Ink.Length / 256], wide);
                }

                line.Append(' ', Gap);
            }

            yield return line.ToString().TrimEnd();
        }
    }
}
