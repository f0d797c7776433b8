namespace Fathom;

/// <summary>Something an <see cref="HtmlReport"/> can show: a chart, a table, a matrix, or your own.</summary>
public interface IReportBlock
{
    /// <summary>Writes the block as well-formed HTML without scripts and without links to other files.</summary>
    /// <param name="html">Receives it; <see cref="HtmlText.Text"/> escapes, <see cref="HtmlText.Raw"/> does not.</param>
    void WriteHtml(HtmlText html);
}
