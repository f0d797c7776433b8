using System.Text;

namespace Fathom;

/// <summary>Draws a <see cref="LineChart"/> with characters: braille dots (eight to a character), or plain ASCII.</summary>
public static class TerminalPlot
{
    private const string Glyphs = "*o+x#@";
    private const string Markers = "●▲■◆▼★";

    // One row of dashes for each series: drawn and blank steps along the line, so that lines differ without colour.
    private static readonly int[][] Dashes = [[1, 0], [1, 2], [4, 3], [6, 2, 1, 2], [1, 4], [9, 4]];
    private static readonly string[] Samples = ["⠒⠒⠒", "⠂⠂⠂", "⠒ ⠒", "⠒⠂⠒", "⠂ ⠂", "⠒⠒ "];
    private static readonly int[] Colors = [36, 33, 35, 32, 34, 31];

    /// <summary>Draws the chart.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="width">Columns of the picture, at least 24; 80 by default.</param>
    /// <param name="height">Lines of the picture, at least 8; 18 by default.</param>
    /// <param name="ascii">Use ASCII characters only, one symbol a series.</param>
    /// <param name="color">Colour the series with ANSI escape codes; without it the text has none.</param>
    /// <returns>Lines separated by \n, without trailing spaces and without a last line break.</returns>
    public static string Render(LineChart chart, int width = 80, int height = 18, bool ascii = false, bool color = false)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return new Picture(chart, Math.Max(width, 24), Math.Max(height, 8), ascii, color).Render();
    }

    private sealed class Picture
    {
        private readonly LineChart _chart;
        private readonly bool _ascii, _color;
        private readonly int _width, _columns, _rows, _gutter;
        private readonly ChartScale _x, _y;
        private readonly List<ChartTick> _yTicks;
        private readonly CharacterGrid _grid;
        private readonly List<string> _head = [];

        public Picture(LineChart chart, int width, int height, bool ascii, bool color)
        {
            (_chart, _width, _ascii, _color) = (chart, width, ascii, color);
            (_x, _y) = (chart.XScale(), chart.YScale());
            if (chart.Title.Length > 0)
                _head.Add(Cut(chart.Title, width));
            AddLegend();

            _rows = Math.Max(3, height - _head.Count - 2 - (chart.XLabel.Length > 0 ? 1 : 0));
            _yTicks = _y.Ticks(Math.Clamp((_rows + 1) / 2, 2, 7));
            _gutter = Math.Min(width / 3, _yTicks.Max(tick => tick.Label.Length)) + 2;
            _columns = width - _gutter;
            _grid = new CharacterGrid(_rows, _columns);
        }

        private int Across => _ascii ? 1 : 2;                   // dots of a cell

        private int Down => _ascii ? 1 : 4;

        public string Render()
        {
            foreach (var (series, color) in _chart.Coloured())
                Draw(series, color);
            foreach (var mark in _chart.Marks)
                Draw(mark);
            if (_grid.IsBlank)
                _grid.Write(_rows / 2, (_columns - 7) / 2, "no data");

            var text = new StringBuilder();
            foreach (string line in _head)
                AppendLine(text, line);
            var labels = _yTicks.ToLookup(tick => Row(tick.Value), tick => tick.Label);
            for (int row = 0; row < _rows; row++)
                AppendLine(text, Line(row, labels[row].FirstOrDefault()));
            AppendLine(text, Axis(out string numbers));
            AppendLine(text, numbers);
            if (_chart.XLabel.Length > 0)
                AppendLine(text, new string(' ', _gutter) + TextWidth.Pad(Cut(_chart.XLabel, _columns), _columns, TextAlignment.Center));
            return text.ToString().TrimEnd('\n');
        }

        private string Cut(string text, int width)
        {
            string cut = TextWidth.Cut(TextWidth.Clean(text), width);
            return _ascii ? cut.Replace('…', '~') : cut;
        }

        private static void AppendLine(StringBuilder text, string line) => text.Append(line.TrimEnd(' ')).Append('\n');

        private void AddLegend()
        {
            string label = Cut(_chart.YLabel, _width / 2);
            string line = label;
            foreach (var (series, color) in _chart.Coloured())
            {
                string name = Cut(series.Name, _width - 8);
                if (!series.HasEntry || series.Style == SeriesStyle.Contour)
                    continue;
                int used = VisibleWidth(line);
                if (used > 0 && used + 3 + 4 + TextWidth.Of(name) > _width)
                {
                    _head.Add(line);
                    (line, used) = ("", 0);
                }

                line += (used > 0 ? "   " : "") + Colored(Sample(series.Style, color), series.IsQuiet ? -1 : color) + " " + name;
            }

            if (line.Length > 0)
                _head.Add(line);
        }

        private string Sample(SeriesStyle style, int i)
        {
            if (style == SeriesStyle.Reference)
                return _ascii ? "..." : "⠂ ⠂";
            if (style == SeriesStyle.Points)
                return $" {Symbol(i)} ";
            return _ascii ? $"{Symbol(i)}{Symbol(i)}{Symbol(i)}" : Samples[i % Samples.Length];
        }

        private char Symbol(int i) => _ascii ? Glyphs[i % Glyphs.Length] : Markers[i % Markers.Length];

        private string Colored(string text, int i) => _color && i >= 0 ? $"\u001b[{Colors[i % Colors.Length]}m{text}\u001b[0m" : text;

        private static int VisibleWidth(string text)
        {
            int width = 0;
            for (int i = 0; i < text.Length; i++)
                if (text[i] == '\u001b')
                    i = text.IndexOf('m', i);
                else
                    width += TextWidth.Of(text[i].ToString());
            return width;
        }

        private void Draw(ChartSeries series, int index)
        {
            if (series.Style == SeriesStyle.Contour)
                return;                                         // characters cannot be faint: lines of height would bury the others
            if (series.Style == SeriesStyle.Landmark)
            {
                foreach (var point in ChartPath.Inner(series, _x, _y))
                    _grid.WriteOver(PixelY(point.Y) / Down, PixelX(point.X) / Across, (_ascii ? "O " : "◎ ") + Cut(series.Name, _columns / 3));
                return;
            }

            if (series.Style == SeriesStyle.Points)
            {
                foreach (var point in ChartPath.Inner(series, _x, _y))
                    _grid.Put(PixelX(point.X) / Across, PixelY(point.Y) / Down, Symbol(index), index);
                return;
            }

            foreach (var run in ChartPath.Runs(series, _x, _y))
            {
                if (run.Count == 1 && !series.IsQuiet)
                    _grid.Put(PixelX(run[0].X) / Across, PixelY(run[0].Y) / Down, Symbol(index), index);
                int step = 0;
                for (int i = 1; i < run.Count; i++)
                    Segment(run[i - 1], run[i], series.IsQuiet ? CharacterGrid.Nobody : index, ref step);
            }
        }

        // Bresenham 1965; the dash pattern runs on over the corners.
        private void Segment(ChartPoint from, ChartPoint to, int index, ref int step)
        {
            int x = PixelX(from.X), y = PixelY(from.Y), x1 = PixelX(to.X), y1 = PixelY(to.Y);
            int dx = Math.Abs(x1 - x), dy = -Math.Abs(y1 - y), error = dx + dy;
            while (true)
            {
                if (_ascii)
                    _grid.Put(x, y, index < 0 ? '.' : Symbol(index), index);
                else if (On(index, step))
                    _grid.Dot(x, y, index);
                if (x == x1 && y == y1)
                    return;                                     // the last dot is the next segment's first, so it is not counted
                step++;
                int twice = 2 * error;
                if (twice >= dy)
                    (error, x) = (error + dy, x + Math.Sign(x1 - x));
                if (twice <= dx)
                    (error, y) = (error + dx, y + Math.Sign(y1 - y));
            }
        }

        private static bool On(int index, int step)
        {
            int[] dashes = index < 0 ? [1, 5] : Dashes[index % Dashes.Length];
            int at = step % dashes.Sum();
            for (int i = 0; ; i += 2)
            {
                if (at < dashes[i])
                    return true;
                at -= dashes[i] + dashes[i + 1];
                if (at < 0)
                    return false;
            }
        }

        private void Draw(ChartMark mark)
        {
            double place = _x.Place(mark.X);
            if (double.IsNaN(place) || place < -1e-9 || place > 1 + 1e-9)
                return;
            int column = PixelX(place) / Across;
            for (int row = 0; row < _rows; row++)
                if (_grid.IsFree(row, column))
                    _grid.Put(column, row, _ascii ? ':' : '┊', CharacterGrid.Nobody);

            string label = Cut(mark.Label, _columns / 2);
            int width = TextWidth.Of(label);
            int start = column + 2 + width <= _columns ? column + 2 : Math.Max(0, column - 1 - width);
            _grid.Write(FreeRow(start, width), start, label);
        }

        // The first line from the top on which the label covers nothing; the top line when there is none.
        private int FreeRow(int start, int width)
        {
            for (int row = 0; row < _rows; row++)
                if (_grid.IsFree(row, start, width))
                    return row;
            return 0;
        }

        private string Line(int row, string? label)
        {
            string axis = label is null ? (_ascii ? "|" : "│") : _ascii ? "+" : "┤";
            var line = new StringBuilder(TextWidth.Pad(Cut(label ?? "", _gutter - 2), _gutter - 2, TextAlignment.Right)).Append(' ').Append(axis);
            _grid.AppendRow(line, row, _color ? Colors : []);
            return line.ToString();
        }

        private string Axis(out string numbers)
        {
            char[] axis = new string(_ascii ? '-' : '─', _columns).ToCharArray();
            char[] below = new string(' ', _width).ToCharArray();
            int free = 0;
            foreach (var tick in _x.Ticks(Math.Clamp(_columns / 8, 2, 12)))
            {
                int column = PixelX(_x.Place(tick.Value)) / Across;
                int start = Math.Clamp(_gutter + column - tick.Label.Length / 2, 0, Math.Max(0, _width - tick.Label.Length));
                if (start < free || tick.Label.Length > _width)
                    continue;
                axis[column] = _ascii ? '+' : '┬';
                tick.Label.CopyTo(0, below, start, tick.Label.Length);
                free = start + tick.Label.Length + 1;
            }

            numbers = new string(below);
            return new string(' ', _gutter - 1) + (_ascii ? '+' : '└') + new string(axis);
        }

        private int Row(double value) => PixelY(_y.Place(value)) / Down;

        private int PixelX(double place) => (int)Math.Round(Math.Clamp(place, 0, 1) * (_columns * Across - 1));

        private int PixelY(double place) => (int)Math.Round((1 - Math.Clamp(place, 0, 1)) * (_rows * Down - 1));
    }
}
