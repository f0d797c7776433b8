namespace Fathom;

/// <summary>A picture as plain data: drawn with characters for a terminal, as SVG for a file or a page.</summary>
public abstract class Picture : IReportBlock
{
    /// <summary>Draws with characters.</summary>
    /// <param name="width">Columns of the terminal, 80 by default.</param>
    /// <param name="ascii">Use ASCII characters only.</param>
    /// <param name="color">Colour with ANSI escape codes; without it the text has none.</param>
    /// <returns>Lines separated by \n, without a last line break.</returns>
    public abstract string ToText(int width = 80, bool ascii = false, bool color = false);

    /// <summary>The height in px of the SVG of a width.</summary>
    /// <param name="width">Width in px.</param>
    public abstract int HeightAt(int width);

    /// <summary>Draws as one SVG element: no scripts, no outside files, light and dark by the reader's setting.</summary>
    /// <param name="width">Width in px, 720 by default.</param>
    /// <returns>A complete <c>svg</c> element; as a file of its own it is valid too.</returns>
    public abstract string ToSvg(int width = 720);

    /// <inheritdoc/>
    public virtual void WriteHtml(HtmlText html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Raw("<figure class=\"scroll\" tabindex=\"0\">").Raw(ToSvg(940)).Raw("</figure>\n");
    }
}
