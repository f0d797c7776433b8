using System.Globalization;
using System.Text;

namespace Fathom;

/// <summary>Draws a <see cref="LineChart"/> as one SVG element: no scripts, no outside files, light and dark by the reader's setting.</summary>
/// <remarks>
/// Colours are those of Okabe and Ito (2008), which people with any colour vision can tell apart; dashes and markers differ too, so the
/// picture also works in grey. Numbers are written the same in every culture, and the same chart gives the same bytes.
/// </remarks>
public static class SvgChart
{
    internal const int LeastHeight = 160;

    private const int FewPoints = 25;

    // More points than this are drawn as small dots that show through each other.
    private const int ManyPoints = 150;

    private static readonly string[] Dashes = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2", "1 4"];

    private static readonly string[] Markers =
    [
        "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0Z", "M-3 -3H3V3H-3Z", "M0 -3.8L3.6 2.8H-3.6Z", "M0 -4L4 0L0 4L-4 0Z",
        "M0 3.8L3.6 -2.8H-3.6Z", "M-1.2 -4H1.2V-1.2H4V1.2H1.2V4H-1.2V1.2H-4V-1.2H-1.2Z",
    ];

    /// <summary>Draws the chart.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="width">Width in px, at least 240; 720 by default. The picture scales down with the page.</param>
    /// <param name="height">Height in px, at least 160; 340 by default.</param>
    /// <returns>A complete <c>svg</c> element; as a file of its own it is valid too.</returns>
    public static string Render(LineChart chart, int width = 720, int height = 340)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return new Picture(chart, Math.Max(width, 240), Math.Max(height, LeastHeight), inPage: false).Render();
    }

    /// <summary>Draws the chart for a page that holds <see cref="SvgCanvas.Style"/> and shows the heading itself.</summary>
    internal static string RenderInPage(LineChart chart, int width, int height) => new Picture(chart, width, height, inPage: true).Render();

    private sealed class Picture(LineChart chart, int width, int height, bool inPage)
    {
        private readonly SvgCanvas _svg = new(width, height, chart.Title.Length > 0 ? chart.Title : "Chart", Description(chart), inPage);
        private readonly ChartScale _x = chart.XScale(), _y = chart.YScale();
        private double _left, _top, _right, _bottom;

        public string Render()
        {
            var yTicks = _y.Ticks(Math.Clamp(height / 40, 3, 8));
            _left = 14 + yTicks.Max(tick => tick.Label.Length) * SvgCanvas.CharWidth;
            _right = width - 16;
            _bottom = height - (chart.XLabel.Length > 0 ? 44 : 26);

            Head();
            Grid(yTicks);
            foreach (var (series, color) in chart.Coloured())
                Draw(series, color);
            if (!chart.Series.Any(series => ChartPath.Inner(series, _x, _y).Any()))
                Add($"<text x=\"{Px((_left + _right) / 2)}\" y=\"{Px((_top + _bottom) / 2)}\" text-anchor=\"middle\">no data</text>\n");
            for (int i = 0; i < chart.Marks.Count; i++)
                Draw(chart.Marks[i], i);
            return _svg.Close();
        }

        private void Add(FormattableString text) => _svg.Add(text);

        private static string Px(double value) => SvgCanvas.Px(value);

        private string X(double place) => Px(_left + place * (_right - _left));

        private string Y(double place) => Px(_bottom - place * (_bottom - _top));

        // What a screen reader says instead of the picture: each series with its ends.
        private static string Description(LineChart chart)
        {
            var text = new StringBuilder();
            foreach (var series in chart.Series.Where(series => !series.IsQuiet))
            {
                double[] y = series.Y.ToArray().Where(double.IsFinite).ToArray();
                text.Append(y.Length == 0 ? $"{series.Name}: no values. "
                    : $"{series.Name}: {y.Length} values from {Display.Number(y[0])} to {Display.Number(y[^1])}, lowest {Display.Number(y.Min())}, highest {Display.Number(y.Max())}. ");
            }

            foreach (var mark in chart.Marks)
                text.Append(CultureInfo.InvariantCulture, $"{mark.Label} at {Display.Number(mark.X)}. ");
            return text.ToString().TrimEnd();
        }

        private void Head()
        {
            double y = 8;
            if (chart.Title.Length > 0 && !inPage)
            {
                Add($"<text class=\"title\" x=\"{Px(_left)}\" y=\"{Px(y += 14)}\">{HtmlText.Escape(chart.Title)}</text>\n");
                y += 6;
            }

            y += 12;
            double x = _left;
            if (chart.YLabel.Length > 0)
            {
                Add($"<text x=\"{Px(x)}\" y=\"{Px(y)}\">{HtmlText.Escape(chart.YLabel)}</text>\n");
                x += TextWidth.Of(chart.YLabel) * SvgCanvas.CharWidth + 22;
            }

            foreach (var (series, color) in chart.Coloured())
            {
                string name = TextWidth.Cut(series.Name, (int)((width - _left - 42) / SvgCanvas.CharWidth));
                if (!series.HasEntry)
                    continue;
                double size = 34 + TextWidth.Of(name) * SvgCanvas.CharWidth;
                if (x > _left && x + size > width - 8)
                    (x, y) = (_left, y + 18);
                Sample(series.Style, color, x, y - 4);
                Add($"<text class=\"name\" x=\"{Px(x + 32)}\" y=\"{Px(y)}\">{HtmlText.Escape(name)}</text>\n");
                x += size + 16;
            }

            _top = y + 12;
        }

        private void Sample(SeriesStyle style, int i, double x, double y)
        {
            if (style is SeriesStyle.Reference or SeriesStyle.Contour)
                Add($"<path class=\"{(style == SeriesStyle.Contour ? "contour" : "reference")}\" d=\"M{Px(x)} {Px(y)}h26\"/>");
            else if (style is SeriesStyle.Line or SeriesStyle.Area)
                Add($"<path class=\"line\"{Stroke(i)} d=\"M{Px(x)} {Px(y)}h26\"/>");
            if (style is SeriesStyle.Line or SeriesStyle.Points)
                Marker(i, Px(x + 13), Px(y));
        }

        private static string Stroke(int i) =>
            $" stroke=\"var(--s{i % 6})\"{(Dashes[i % Dashes.Length] is { Length: > 0 } dash ? $" stroke-dasharray=\"{dash}\"" : "")}";

        private void Marker(int i, string x, string y) =>
            Add($"<path transform=\"translate({x} {y})\" fill=\"var(--s{i % 6})\" d=\"{Markers[i % Markers.Length]}\"/>\n");

        private void Grid(List<ChartTick> yTicks)
        {
            foreach (var tick in yTicks)
            {
                string y = Y(_y.Place(tick.Value));
                Add($"<path class=\"grid\" d=\"M{Px(_left)} {y}H{Px(_right)}\"/><text x=\"{Px(_left - 7)}\" y=\"{y}\" dy=\".35em\" text-anchor=\"end\">{tick.Label}</text>\n");
            }

            var xTicks = _x.Ticks((int)Math.Clamp((_right - _left) / 56, 2, 13));
            foreach (var tick in xTicks)
            {
                double place = _x.Place(tick.Value);
                // The last label keeps inside the picture.
                string anchor = place > 0.97 && tick.Label.Length > 3 ? "end" : "middle";
                Add($"<path class=\"axis\" d=\"M{X(place)} {Px(_bottom)}v4\"/><text x=\"{X(place)}\" y=\"{Px(_bottom + 18)}\" text-anchor=\"{anchor}\">{tick.Label}</text>\n");
            }

            Add($"<path class=\"axis\" d=\"M{Px(_left)} {Px(_bottom)}H{Px(_right)}\"/>\n");
            if (chart.XLabel.Length > 0)
                Add($"<text x=\"{Px((_left + _right) / 2)}\" y=\"{Px(_bottom + 36)}\" text-anchor=\"middle\">{HtmlText.Escape(chart.XLabel)}</text>\n");
        }

        private void Draw(ChartSeries series, int index)
        {
            var points = ChartPath.Inner(series, _x, _y).ToList();
            if (series.Style == SeriesStyle.Points && points.Count > ManyPoints)
            {
                Add($"<path class=\"dots\" stroke=\"var(--s{index % 6})\" d=\"{string.Concat(points.Select(point => $"M{X(point.X)} {Y(point.Y)}h0"))}\"/>\n");
                return;
            }

            if (series.Style == SeriesStyle.Points || (series.Style == SeriesStyle.Line && points.Count <= FewPoints))
                foreach (var point in points)
                    Marker(index, X(point.X), Y(point.Y));
            if (series.Style == SeriesStyle.Points)
                return;
            if (series.Style == SeriesStyle.Landmark)
            {
                foreach (var point in points)
                    Landmark(series.Name, _left + point.X * (_right - _left), _bottom - point.Y * (_bottom - _top));
                return;
            }

            var path = new StringBuilder();
            foreach (var run in ChartPath.Runs(series, _x, _y))
            {
                if (run.Count == 1 && points.Count > FewPoints && !series.IsQuiet)
                    Marker(index, X(run[0].X), Y(run[0].Y));
                var thin = ChartPath.Thin(run, width);
                for (int i = 0; i < thin.Count && run.Count > 1; i++)
                    path.Append(i == 0 ? 'M' : 'L').Append(X(thin[i].X)).Append(' ').Append(Y(thin[i].Y));
            }

            if (series.Style == SeriesStyle.Area && path.Length > 0)
                Add($"<path class=\"area\" fill=\"var(--s{index % 6})\" d=\"{path}L{X(points[^1].X)} {Px(_bottom)}L{X(points[0].X)} {Px(_bottom)}Z\"/>\n");
            if (path.Length > 0)
                Add($"<path {series.Style switch { SeriesStyle.Reference => "class=\"reference\"", SeriesStyle.Contour => "class=\"contour\"", _ => "class=\"line\"" + Stroke(index) }} d=\"{path}\"/>\n");
        }

        private void Landmark(string name, double x, double y)
        {
            bool right = x < width - 24 - TextWidth.Of(name) * SvgCanvas.CharWidth;
            Add($"<circle class=\"landmark\" cx=\"{Px(x)}\" cy=\"{Px(y)}\" r=\"5\"/>");
            Add($"<text class=\"halo\" x=\"{Px(x + (right ? 10 : -10))}\" y=\"{Px(y + (y < _top + 20 ? 16 : -8))}\" text-anchor=\"{(right ? "start" : "end")}\">{HtmlText.Escape(name)}</text>\n");
        }

        private void Draw(ChartMark mark, int index)
        {
            double place = _x.Place(mark.X);
            if (double.IsNaN(place) || place < -1e-9 || place > 1 + 1e-9)
                return;
            bool right = place < 0.6;
            double x = _left + place * (_right - _left) + (right ? 6 : -6);
            Add($"<path class=\"mark\" d=\"M{X(place)} {Px(_top)}V{Px(_bottom)}\"/>");
            Add($"<text class=\"halo\" x=\"{Px(x)}\" y=\"{Px(_top + 12 + 15 * (index % 4))}\" text-anchor=\"{(right ? "start" : "end")}\">{HtmlText.Escape(mark.Label)}</text>\n");
        }
    }
}
