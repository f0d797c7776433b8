namespace Fathom;

/// <summary>A computation as a chain of boxes: values written above on their way forward, gradients below on their way back.</summary>
public sealed class ChainDiagram : Picture
{
    private const int BoxWidth = 92;
    private const int BoxHeight = 44;
    private const int Top = 78;

    private readonly ChainPlace[] _boxes, _links;

    /// <summary>Makes the diagram.</summary>
    /// <param name="boxes">What is computed, from input to loss.</param>
    /// <param name="links">What each box but the first is computed with, such as a weight; an empty name for nothing.</param>
    /// <exception cref="ArgumentException">There is not one link between two boxes.</exception>
    public ChainDiagram(IEnumerable<ChainPlace> boxes, IEnumerable<ChainPlace> links)
    {
        (_boxes, _links) = ([.. boxes], [.. links]);
        if (_boxes.Length < 2 || _links.Length != _boxes.Length - 1)
            throw new ArgumentException($"A chain of {_boxes.Length} boxes got {_links.Length} links: give two boxes or more, and one link between two.", nameof(links));
    }

    /// <summary>Heading; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <inheritdoc/>
    public override int HeightAt(int width) => 190;

    /// <inheritdoc/>
    public override string ToText(int width = 80, bool ascii = false, bool color = false)
    {
        var (forward, back) = ascii ? ("->", "<-") : ("→", "←");
        var table = new TextTable([.. Enumerable.Repeat<TextColumn>("", (2 * _boxes.Length) - 1)]);
        string[][] rows = [new string[(2 * _boxes.Length) - 1], new string[(2 * _boxes.Length) - 1]];
        for (int i = 0; i < _boxes.Length; i++)
        {
            rows[0][2 * i] = $"{_boxes[i].Name} {Display.Number(_boxes[i].Value)}";
            rows[1][2 * i] = Below(_boxes[i]);
        }

        for (int i = 0; i < _links.Length; i++)
        {
            rows[0][(2 * i) + 1] = (_links[i].Name.Length > 0 ? $"{_links[i].Name} {Display.Number(_links[i].Value)} " : "") + forward;
            rows[1][(2 * i) + 1] = Below(_links[i]) is { Length: > 0 } gradient ? $"{back} {gradient}" : back;
        }

        string chain = table.Add(rows[0]).Add(rows[1]).ToText(ascii);
        return Title.Length > 0 ? $"{TextWidth.Clean(Title)}\n{chain}" : chain;
    }

    /// <inheritdoc/>
    public override string ToSvg(int width = 720)
    {
        var svg = new SvgCanvas(width, HeightAt(width), Title.Length > 0 ? Title : "Chain", string.Join("; ", _boxes.Concat(_links).Where(place => place.Name.Length > 0).Select(place => $"{place.Name} {Display.Number(place.Value)} {Below(place)}".TrimEnd())));
        if (Title.Length > 0)
            svg.Text(8, 22, Title, "class=\"title\"");
        svg.Text(8, 42, "forward: values (blue); backward: gradients of the loss (orange)");
        double gap = (width - 24 - (BoxWidth * _boxes.Length)) / (double)_links.Length;
        for (int i = 0; i < _boxes.Length; i++)
        {
            double x = 12 + (i * (BoxWidth + gap)), middle = x + (BoxWidth / 2.0);
            svg.Add($"<rect x=\"{SvgCanvas.Px(x)}\" y=\"{Top}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"8\" style=\"fill:var(--s0);fill-opacity:.12;stroke:var(--soft)\"/>\n");
            svg.Text(middle, Top + 18, _boxes[i].Name, "text-anchor=\"middle\"");
            svg.Text(middle, Top + 35, Display.Number(_boxes[i].Value), "class=\"name\" text-anchor=\"middle\" style=\"fill:var(--s0);font-weight:600\"");
            Gradient(svg, middle, Top + BoxHeight + 42, _boxes[i]);
            if (i == _links.Length)
                break;
            double from = x + BoxWidth + 5, to = x + BoxWidth + gap - 5, center = (from + to) / 2;
            Arrow(svg, from, to, Top + 16, 0);
            Arrow(svg, to, from, Top + 30, 1);
            if (_links[i].Name.Length > 0)
                svg.Text(center, Top + 6, $"{_links[i].Name} = {Display.Number(_links[i].Value)}", "class=\"name\" text-anchor=\"middle\"");
            Gradient(svg, center, Top + BoxHeight + 16, _links[i]);
        }

        return svg.Close();
    }

    private static string Below(ChainPlace place) => place.Name.Length == 0 || double.IsNaN(place.Gradient) ? "" : $"∂L/∂{place.Name} {Display.Number(place.Gradient)}";

    private static void Gradient(SvgCanvas svg, double x, double y, ChainPlace place) =>
        svg.Text(x, y, Below(place), "class=\"name\" text-anchor=\"middle\" style=\"fill:var(--s1)\"");

    private static void Arrow(SvgCanvas svg, double from, double to, double y, int color)
    {
        int head = to > from ? -6 : 6;
        svg.Add($"<path class=\"line\" style=\"stroke:var(--s{color})\" d=\"M{SvgCanvas.Px(from)} {SvgCanvas.Px(y)}H{SvgCanvas.Px(to)}m{head} -4L{SvgCanvas.Px(to)} {SvgCanvas.Px(y)}l{head} 4\"/>\n");
    }
}
