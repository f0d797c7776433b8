using System.Globalization;
using System.Text;

namespace Fathom;

/// <summary>Collects one SVG picture: its frame, the colours and fonts all our pictures share, and numbers written the same in every culture.</summary>
internal sealed class SvgCanvas
{
    /// <summary>Width of a character of 12 px sans-serif, on the wide side.</summary>
    public const double CharWidth = 6.7;

    /// <summary>The colours and fonts of all pictures, for a page that holds them once.</summary>
    public const string Style =
        ".fathom-chart{--ink:#1f2430;--soft:#5d6675;--grid:#e3e6ec;--paper:#fff;--s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#b8609a;--s4:#b87c00;--s5:#3b9cd4;"
        + "font:12px system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif}"
        + ":not(svg):not(g)>.fathom-chart{max-width:100%;height:auto}"
        + "@media screen and (prefers-color-scheme:dark){.fathom-chart{--ink:#e8eaf0;--soft:#a4adbc;--grid:#343a46;--paper:#16191f;--s0:#56b4e9;--s1:#e69f00;--s2:#2fc497;--s3:#e08fc4;--s4:#f0e442;--s5:#ff8a4c}}"
        + ".fathom-chart text{fill:var(--soft);stroke:none}.fathom-chart .title{fill:var(--ink);font-size:15px;font-weight:600}"
        + ".fathom-chart .name{fill:var(--ink)}.fathom-chart .grid{stroke:var(--grid);stroke-width:1;fill:none}.fathom-chart .axis{stroke:var(--soft);stroke-width:1;fill:none}"
        + ".fathom-chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}.fathom-chart .reference{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:3 4;fill:none}"
        + ".fathom-chart .contour{stroke:var(--soft);stroke-width:.8;stroke-opacity:.45;fill:none}"
        + ".fathom-chart .landmark{fill:var(--paper);stroke:var(--ink);stroke-width:2.5}"
        + ".fathom-chart .mark{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:4 3}.fathom-chart .halo{fill:var(--ink);stroke:var(--paper);stroke-width:4;paint-order:stroke;stroke-linejoin:round}"
        + ".fathom-chart .paper{fill:var(--paper)}.fathom-chart .area{stroke:none;fill-opacity:.2}.fathom-chart .dots{fill:none;stroke-width:5;stroke-linecap:round;stroke-opacity:.55}";

    private readonly StringBuilder _svg = new();

    /// <summary>Opens the picture.</summary>
    /// <param name="width">Width in px.</param>
    /// <param name="height">Height in px.</param>
    /// <param name="title">What a screen reader calls it.</param>
    /// <param name="description">What a screen reader says instead of the picture.</param>
    /// <param name="inPage">Whether it stands in a page that has <see cref="Style"/>.</param>
    public SvgCanvas(int width, int height, string title, string description, bool inPage = false)
    {
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fathom-chart\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n");
        Add($"<title>{HtmlText.Escape(title)}</title>\n<desc>{HtmlText.Escape(description)}</desc>\n");
        if (!inPage)
            Add($"<style>{Style}</style>\n");
        Add($"<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n");
    }

    /// <summary>Adds markup; numbers in it are written the invariant way.</summary>
    public void Add(FormattableString markup) => _svg.Append(markup.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a text, escaped.</summary>
    public void Text(double x, double y, string text, string attributes = "") =>
        Add($"<text x=\"{Px(x)}\" y=\"{Px(y)}\"{(attributes.Length > 0 ? " " + attributes : "")}>{HtmlText.Escape(text)}</text>\n");

    /// <summary>Closes the picture.</summary>
    public string Close() => _svg.Append("</svg>").ToString();

    /// <summary>A length in px with one decimal at most.</summary>
    public static string Px(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
