namespace Fathom;

/// <summary>Pictures one below the other as one picture.</summary>
public sealed class PictureStack : Picture
{
    private const int Gap = 24;

    private readonly Picture[] _pictures;

    /// <summary>Makes the stack.</summary>
    /// <param name="pictures">From top to bottom.</param>
    public PictureStack(params ReadOnlySpan<Picture> pictures) => _pictures = pictures.ToArray();

    /// <inheritdoc/>
    public override int HeightAt(int width) => _pictures.Sum(picture => picture.HeightAt(width)) + Gap * Math.Max(0, _pictures.Length - 1);

    /// <inheritdoc/>
    public override string ToText(int width = 80, bool ascii = false, bool color = false) =>
        string.Join("\n\n", _pictures.Select(picture => picture.ToText(width, ascii, color)));

    /// <inheritdoc/>
    public override string ToSvg(int width = 720)
    {
        if (_pictures.Length == 1)
            return _pictures[0].ToSvg(width);
        var svg = new SvgCanvas(width, HeightAt(width), "Pictures", "");
        int y = 0;
        foreach (Picture picture in _pictures)
        {
            svg.Add($"<g transform=\"translate(0 {y})\">\n{picture.ToSvg(width)}\n</g>\n");
            y += picture.HeightAt(width) + Gap;
        }

        return svg.Close();
    }
}
