using System.Text;

namespace Fathom;

/// <summary>Collects HTML: markup as it is, text escaped.</summary>
public sealed class HtmlText
{
    private readonly StringBuilder _html = new();

    /// <summary>Adds markup as it is.</summary>
    /// <param name="markup">Well-formed HTML; never text out of data.</param>
    /// <returns>This.</returns>
    public HtmlText Raw(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Adds text, escaped for an element's content or a quoted attribute.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>This.</returns>
    public HtmlText Text(string text)
    {
        _html.Append(Escape(text));
        return this;
    }

    /// <summary>What was collected.</summary>
    public override string ToString() => _html.ToString();

    /// <summary>Text escaped for HTML and SVG; characters neither can hold become U+FFFD.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())             // a lone surrogate comes as U+FFFD
            escaped.Append(rune.Value switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' or '\n' => rune.ToString(),
                0xFFFE or 0xFFFF => "\uFFFD",
                _ => Rune.IsControl(rune) ? "\uFFFD" : rune.ToString(),
            });
        return escaped.ToString();
    }
}
