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
        return Add(ReportPicture.Of(pixels, shape, caption, note));
    }

    /// <summary>Adds a picture that a run kept.</summary>
    /// <param name="picture">The picture with its caption.</param>
    /// <returns>The gallery.</returns>
    public ImageGallery Add(ReportPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        double scale = (double)Side / Math.Max(1, Math.Max(picture.Width, picture.Height));
        _pictures.Add(($"data:image/png;base64,{Convert.ToBase64String(picture.Png)}", Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)), picture.Caption, picture.Note));
        return this;
    }

    /// <inheritdoc/>
    public void WriteHtml(HtmlText html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Raw("<div class=\"pictures\">\n");
        foreach (var (source, width, height, caption, note) in _pictures)
        {
            html.Raw($"<figure><img src=\"{source}\" width=\"{width}\" height=\"{height}\" alt=\"").Text(caption)
                .Raw("\" /><figcaption>").Text(caption);
            if (note.Length > 0)
                html.Raw("<small>").Text(note).Raw("</small>");
            html.Raw("</figcaption></figure>\n");
        }

        html.Raw("</div>\n");
    }
}
