namespace Fathom;

/// <summary>Small pictures side by side, each with a caption: the samples a network fails on, augmented images, filters.</summary>
/// <remarks>Pictures stand in the page itself as PNG, enlarged without smoothing, so that single pixels can be seen.</remarks>
public sealed class ImageGallery : IReportBlock
{
    private const int Side = 96;

    private readonly List<(string Source, int Width, int Height, string Caption, string Note)> _pictures = [];

    /// <summary>Adds a picture.</summary>
    /// <param name="pixels">0…255, channel by channel, row by row.</param>
    /// <param name="shape">(C, H, W); C is 1 for grey, 3 for red, green and blue.</param>
    /// <param name="caption">What stands below it.</param>
    /// <param name="note">A second, softer line; empty for none.</param>
    /// <returns>The gallery.</returns>
    /// <exception cref="ArgumentException">The shape is no (1 or 3, H, W), or there are not as many bytes.</exception>
    public ImageGallery Add(ReadOnlySpan<byte> pixels, Shape shape, string caption, string note = "")
    {
        if (shape.Rank != 3)
            throw new ArgumentException($"ImageGallery: a picture has the shape (C, H, W), got {shape}.", nameof(shape));
        byte[] png = PngFile.Encode(PngImage.FromPlanes(pixels, shape[0], shape[1], shape[2]));
        double scale = (double)Side / Math.Max(shape[1], shape[2]);
        _pictures.Add(($"data:image/png;base64,{Convert.ToBase64String(png)}", Math.Max(1, (int)(shape[2] * scale)), Math.Max(1, (int)(shape[1] * scale)), caption, note));
        return this;
    }

    /// <inheritdoc/>
    public void WriteHtml(HtmlText html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Raw("<div style=\"display:grid;grid-template-columns:repeat(auto-fill,minmax(7.2rem,1fr));gap:1.1rem .8rem;margin:0 0 1rem\">\n");
        foreach (var (source, width, height, caption, note) in _pictures)
        {
            html.Raw($"<figure style=\"margin:0\"><img src=\"{source}\" width=\"{width}\" height=\"{height}\" style=\"display:block;image-rendering:pixelated;border-radius:4px\" alt=\"").Text(caption)
                .Raw("\" /><figcaption style=\"font-size:.82rem;line-height:1.35;margin-top:.3rem\">").Text(caption);
            if (note.Length > 0)
                html.Raw("<small style=\"display:block;color:var(--soft)\">").Text(note).Raw("</small>");
            html.Raw("</figcaption></figure>\n");
        }

        html.Raw("</div>\n");
    }
}
