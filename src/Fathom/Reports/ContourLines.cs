namespace Fathom;

/// <summary>Lines of equal height of a surface, as on a map: series for a <see cref="LineChart"/> on which paths are then drawn.</summary>
/// <remarks><code>
/// method   marching squares: where a level crosses the sides of a grid cell, interpolated linearly, joined by a segment
/// source   Lorensen and Cline 1987, "Marching cubes", the case of two dimensions
/// </code></remarks>
public static class ContourLines
{
    /// <summary>One faint series with the lines of all levels.</summary>
    /// <param name="x">Horizontal places of the grid, ascending.</param>
    /// <param name="y">Vertical places of the grid, ascending.</param>
    /// <param name="heights">heights[i, j] at (x[i], y[j]).</param>
    /// <param name="levels">Heights to draw lines at.</param>
    /// <param name="name">Name in the legend; "" (the default) to stay out of it.</param>
    /// <exception cref="ArgumentException">The grid and the heights do not fit.</exception>
    public static ChartSeries Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double[,] heights, ReadOnlySpan<double> levels, string name = "")
    {
        ArgumentNullException.ThrowIfNull(heights);
        if (heights.GetLength(0) != x.Length || heights.GetLength(1) != y.Length)
            throw new ArgumentException($"The heights are {heights.GetLength(0)} × {heights.GetLength(1)}, the grid {x.Length} × {y.Length}: give one height for each place.", nameof(heights));
        var (px, py) = (new List<double>(), new List<double>());
        Span<(double X, double Y)> crossings = stackalloc (double, double)[4];
        foreach (double level in levels)
        {
            for (int i = 0; i + 1 < x.Length; i++)
            {
                for (int j = 0; j + 1 < y.Length; j++)
                {
                    // The four sides in order around the cell: crossings come in pairs.
                    int found = 0;
                    Cross(crossings, ref found, level, (x[i], y[j], heights[i, j]), (x[i + 1], y[j], heights[i + 1, j]));
                    Cross(crossings, ref found, level, (x[i + 1], y[j], heights[i + 1, j]), (x[i + 1], y[j + 1], heights[i + 1, j + 1]));
                    Cross(crossings, ref found, level, (x[i + 1], y[j + 1], heights[i + 1, j + 1]), (x[i], y[j + 1], heights[i, j + 1]));
                    Cross(crossings, ref found, level, (x[i], y[j + 1], heights[i, j + 1]), (x[i], y[j], heights[i, j]));
                    for (int k = 0; k + 1 < found; k += 2)
                    {
                        px.AddRange([crossings[k].X, crossings[k + 1].X, double.NaN]);
                        py.AddRange([crossings[k].Y, crossings[k + 1].Y, double.NaN]);
                    }
                }
            }
        }

        return new ChartSeries(name, px, py, SeriesStyle.Contour);
    }

    private static void Cross(Span<(double X, double Y)> crossings, ref int found, double level, (double X, double Y, double Height) a, (double X, double Y, double Height) b)
    {
        if (a.Height < level == b.Height < level)
            return;
        double part = (level - a.Height) / (b.Height - a.Height);
        crossings[found++] = (a.X + (part * (b.X - a.X)), a.Y + (part * (b.Y - a.Y)));
    }
}
