using System.Globalization;
using System.Text;

namespace Fathom;

/// <summary>Draws a <see cref="Graph"/> as one SVG element: a box an operation, with its shape and the parameters it uses; arrows run from inputs down to the result.</summary>
/// <remarks>
/// No scripts, no outside files, light and dark by the reader's setting; the same graph gives the same bytes. Blue boxes are data, the green one is
/// the result, an orange edge marks operations with parameters.
/// </remarks>
/// <example><code>File.WriteAllText("graph.svg", GraphSvg.Render(Graph.Of(loss, model, ("x", x), ("y", y))));</code></example>
public static class GraphSvg
{
    private const double TitleChar = 8, LineChar = 6.7;
    private const double TitleHeight = 22, LineHeight = 16, Padding = 10, Margin = 16;
    private const int LongestLine = 60;

    private const string Style =
        ".fathom-graph{--ink:#1f2430;--soft:#5d6675;--paper:#fff;--box:#f6f7f9;--data:#dceefb;--result:#d9f2e6;--param:#d55e00;--line:#9aa3b2;"
        + "font:12px system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif;max-width:100%;height:auto}"
        + "@media screen and (prefers-color-scheme:dark){.fathom-graph{--ink:#e8eaf0;--soft:#a4adbc;--paper:#16191f;--box:#232833;--data:#1c3a52;--result:#17402f;--param:#e69f00;--line:#6b7484}}"
        + ".fathom-graph rect{fill:var(--box);stroke:var(--line)}.fathom-graph .data{fill:var(--data)}.fathom-graph .result{fill:var(--result)}.fathom-graph .param{stroke:var(--param);stroke-width:1.6}"
        + ".fathom-graph text{fill:var(--soft);text-anchor:middle}.fathom-graph .title{fill:var(--ink);font-size:14px;font-weight:600}"
        + ".fathom-graph path{fill:none;stroke:var(--line);stroke-width:1.4}.fathom-graph .tip{fill:var(--line);stroke:none}"
        + ".fathom-graph .label{font-size:11px;paint-order:stroke;stroke:var(--paper);stroke-width:4}";

    /// <summary>Draws the graph.</summary>
    /// <param name="graph">What to draw.</param>
    /// <returns>A complete <c>svg</c> element, as large as the graph needs; as a file of its own it is valid too.</returns>
    public static string Render(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var picture = GraphBoxes.Of(graph);
        string[][] lines = [.. picture.Boxes.Select(box => box.Lines.Select(line => TextWidth.Cut(line, LongestLine)).ToArray())];
        (double Width, double Height)[] sizes = [.. picture.Boxes.Select((box, i) => (
            (2 * Padding) + Math.Max(TitleChar * TextWidth.Of(box.Title), LineChar * lines[i].Max(TextWidth.Of)),
            Padding + TitleHeight + (LineHeight * lines[i].Length)))];
        var layout = GraphLayout.Of(sizes, picture.Arrows);
        var svg = new StringBuilder();
        string width = Px(layout.Width + (2 * Margin)), height = Px(layout.Height + (2 * Margin));
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fathom-graph\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n");
        svg.Append($"<title>Graph of {graph.Operations.Count()} operations</title>\n<desc>{HtmlText.Escape(graph.ToString())}</desc>\n<style>{Style}</style>\n");
        svg.Append($"<rect width=\"{width}\" height=\"{height}\" style=\"fill:var(--paper);stroke:none\"/>\n<g transform=\"translate({Px(Margin)} {Px(Margin)})\">\n");
        for (int i = 0; i < picture.Arrows.Count; i++)
            Draw(svg, picture.Arrows[i], layout.Paths[i], sizes);
        for (int i = 0; i < picture.Boxes.Count; i++)
            Draw(svg, picture.Boxes[i], lines[i], layout.Centres[i], sizes[i]);
        return svg.Append("</g>\n</svg>").ToString();
    }

    private static void Draw(StringBuilder svg, GraphBox box, string[] lines, (double X, double Y) centre, (double Width, double Height) size)
    {
        string look = box.Kind == GraphNodeKind.Input ? "data" : box.IsOutput ? "result" : "";
        if (box.Kind == GraphNodeKind.Parameter || (box.Kind == GraphNodeKind.Operation && box.HasParameters))
            look += " param";
        double top = centre.Y - (size.Height / 2);
        svg.Append($"<rect class=\"{look.Trim()}\" x=\"{Px(centre.X - (size.Width / 2))}\" y=\"{Px(top)}\" width=\"{Px(size.Width)}\" height=\"{Px(size.Height)}\" rx=\"{(box.Kind == GraphNodeKind.Operation ? 5 : 14)}\"/>\n");
        svg.Append($"<text class=\"title\" x=\"{Px(centre.X)}\" y=\"{Px(top + TitleHeight)}\">{HtmlText.Escape(box.Title)}</text>\n");
        for (int i = 0; i < lines.Length; i++)
            svg.Append($"<text x=\"{Px(centre.X)}\" y=\"{Px(top + TitleHeight + (LineHeight * (i + 1)))}\">{HtmlText.Escape(lines[i])}</text>\n");
    }

    /// <summary>A curve that leaves and enters vertically, with a tip; it begins at the lower edge of one box and ends at the upper edge of the other.</summary>
    private static void Draw(StringBuilder svg, GraphArrow arrow, IReadOnlyList<(double X, double Y)> path, (double Width, double Height)[] sizes)
    {
        (double X, double Y)[] points = [.. path];
        points[0].Y += sizes[arrow.From].Height / 2;
        points[^1].Y -= (sizes[arrow.To].Height / 2) + 5;
        svg.Append($"<path d=\"M{Px(points[0].X)} {Px(points[0].Y)}");
        for (int i = 1; i < points.Length; i++)
        {
            string middle = Px((points[i - 1].Y + points[i].Y) / 2);
            svg.Append($"C{Px(points[i - 1].X)} {middle} {Px(points[i].X)} {middle} {Px(points[i].X)} {Px(points[i].Y)}");
        }

        (double x, double y) = points[^1];
        svg.Append($"\"/>\n<path class=\"tip\" d=\"M{Px(x - 4)} {Px(y - 2)}L{Px(x + 4)} {Px(y - 2)}L{Px(x)} {Px(y + 5)}Z\"/>\n");
        if (arrow.Label.Length > 0)
            svg.Append($"<text class=\"label\" x=\"{Px((points[0].X + points[1].X) / 2)}\" y=\"{Px(((points[0].Y + points[1].Y) / 2) + 4)}\">{HtmlText.Escape(arrow.Label)}</text>\n");
    }

    private static string Px(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
