namespace Fathom;

/// <summary>A small fully connected network with a number in every neuron: columns of neurons, edges as strong as their weights.</summary>
public sealed class NetworkDiagram : Picture
{
    private const int Radius = 23;
    private const int RowHeight = 78;
    private const int Top = 74;

    private readonly (string Name, double[] Values)[] _layers;
    private readonly double[][,] _weights;

    /// <summary>Makes the diagram.</summary>
    /// <param name="layers">Layers from input to output: a name and the value of each neuron.</param>
    /// <param name="weights">weights[l][k, i]: from neuron i of layer l to neuron k of layer l + 1.</param>
    /// <exception cref="ArgumentException">Layers and weights do not fit.</exception>
    public NetworkDiagram(IEnumerable<(string Name, double[] Values)> layers, IEnumerable<double[,]> weights)
    {
        (_layers, _weights) = ([.. layers], [.. weights]);
        bool fits = _layers.Length > 0 && _weights.Length == _layers.Length - 1;
        for (int l = 0; fits && l < _weights.Length; l++)
            fits = _weights[l].GetLength(0) == _layers[l + 1].Values.Length && _weights[l].GetLength(1) == _layers[l].Values.Length;
        if (!fits)
            throw new ArgumentException($"{_layers.Length} layers of {string.Join(", ", _layers.Select(layer => layer.Values.Length))} neurons do not fit the weights {string.Join(", ", _weights.Select(w => $"{w.GetLength(0)} × {w.GetLength(1)}"))}: one matrix (out × in) between two layers.", nameof(weights));
    }

    /// <summary>Heading; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Layer and number of a neuron to point at, both counted from 0; none when null.</summary>
    public (int Layer, int Neuron)? Highlight { get; init; }

    private int Tallest => _layers.Max(layer => layer.Values.Length);

    /// <inheritdoc/>
    public override int HeightAt(int width) => Top + (RowHeight * Tallest) + 10;

    /// <inheritdoc/>
    public override string ToText(int width = 80, bool ascii = false, bool color = false)
    {
        int cell = Math.Min(18, (width - 2) / _layers.Length);
        var lines = new List<string> { Title, string.Concat(_layers.Select(layer => TextWidth.Pad(TextWidth.Cut(layer.Name, cell - 1), cell, TextAlignment.Left))) };
        for (int line = 0; line < (2 * Tallest) - 1; line++)
            lines.Add(string.Concat(Enumerable.Range(0, _layers.Length).Select(l => TextWidth.Pad(Neuron(l, line, ascii), cell, TextAlignment.Left))));
        return string.Join('\n', lines.Where((line, i) => i > 0 || line.Length > 0).Select(line => line.TrimEnd()));
    }

    /// <inheritdoc/>
    public override string ToSvg(int width = 720)
    {
        var svg = new SvgCanvas(width, HeightAt(width), Title.Length > 0 ? Title : "Network", string.Join("; ", _layers.Select(layer => $"{layer.Name}: {string.Join(", ", layer.Values.Select(value => Display.Number(value, 3)))}")));
        if (Title.Length > 0)
            svg.Text(8, 22, Title, "class=\"title\"");
        svg.Text(8, 42, "lines: weights, blue above 0, orange below, as thick as they are large; a filled neuron is active");
        double largest = Math.Max(1e-9, _weights.SelectMany(w => w.Cast<double>()).Select(Math.Abs).DefaultIfEmpty(1).Max());
        for (int l = 0; l < _weights.Length; l++)
        {
            for (int k = 0; k < _weights[l].GetLength(0); k++)
            {
                for (int i = 0; i < _weights[l].GetLength(1); i++)
                {
                    double w = _weights[l][k, i];
                    // An edge that carries nothing stays faint: the neuron before it did not fire.
                    double opacity = _layers[l].Values[i] == 0 ? 0.15 : Highlight is { } h && h != (l + 1, k) ? 0.35 : 0.85;
                    svg.Add($"<path class=\"line\" style=\"stroke:var(--s{(w < 0 ? 1 : 0)});stroke-width:{0.6 + (4.4 * Math.Abs(w) / largest):0.##};stroke-opacity:{opacity:0.##}\" d=\"M{SvgCanvas.Px(X(l, width))} {SvgCanvas.Px(Y(l, i))}L{SvgCanvas.Px(X(l + 1, width))} {SvgCanvas.Px(Y(l + 1, k))}\"/>\n");
                }
            }
        }

        for (int l = 0; l < _layers.Length; l++)
        {
            svg.Text(X(l, width), Top - 8, _layers[l].Name, "text-anchor=\"middle\"");
            double strongest = Math.Max(1e-9, _layers[l].Values.Max(Math.Abs));
            for (int i = 0; i < _layers[l].Values.Length; i++)
            {
                double value = _layers[l].Values[i];
                string ring = Highlight == (l, i) ? "stroke:var(--ink);stroke-width:3" : "stroke:var(--soft);stroke-width:1.2";
                string place = $"cx=\"{SvgCanvas.Px(X(l, width))}\" cy=\"{SvgCanvas.Px(Y(l, i))}\" r=\"{Radius}\"";
                svg.Add($"<circle class=\"paper\" {place}/><circle {place} style=\"fill:var(--s{(value < 0 ? 1 : 0)});fill-opacity:{0.55 * Math.Abs(value) / strongest:0.###};{ring}\"/>");
                svg.Text(X(l, width), Y(l, i) + 4, Display.Fixed(value, 2), "class=\"name\" text-anchor=\"middle\"");
            }
        }

        return svg.Close();
    }

    // Columns stand centred: a layer of n neurons begins (tallest − n) half rows down.
    private string Neuron(int layer, int line, bool ascii)
    {
        double[] values = _layers[layer].Values;
        int at = line - (Tallest - values.Length);
        if (at < 0 || at % 2 != 0 || at / 2 >= values.Length)
            return "";
        double value = values[at / 2];
        string sign = value == 0 ? ascii ? "o" : "○" : ascii ? "@" : "●";
        return $"{(Highlight == (layer, at / 2) ? ascii ? ">" : "▸" : " ")}{sign} {Display.Fixed(value, 3)}";
    }

    private double X(int layer, int width) => 60 + ((width - 120.0) * layer / Math.Max(1, _layers.Length - 1));

    private double Y(int layer, int neuron) => Top + (RowHeight * (neuron + ((Tallest - _layers[layer].Values.Length) / 2.0) + 0.5)) - 6;
}
