namespace Fathom;

/// <summary>A point of a chart's plane: (0, 0) is the lower left corner, (1, 1) the upper right.</summary>
internal readonly record struct ChartPoint(double X, double Y);

/// <summary>Turns a series into connected runs of points inside the plane.</summary>
internal static class ChartPath
{
    /// <summary>The runs of a series: broken at values without a place, cut at the edges. A run of one point is a lonely point.</summary>
    public static List<List<ChartPoint>> Runs(ChartSeries series, ChartScale xScale, ChartScale yScale)
    {
        var runs = new List<List<ChartPoint>>();
        ChartPoint? before = null;
        foreach (var point in Points(series, xScale, yScale))
        {
            if (point is not { } now)
            {
                before = null;
                continue;
            }

            if (before is { } start && Cut(start, now) is { } part)
            {
                if (part.From != start || runs.Count == 0 || runs[^1][^1] != start)
                    runs.Add([part.From]);
                runs[^1].Add(part.To);
            }
            else if (before is null && Inside(now))
                runs.Add([now]);
            before = now;
        }

        return runs;
    }

    /// <summary>The points of a series that lie inside the plane.</summary>
    public static IEnumerable<ChartPoint> Inner(ChartSeries series, ChartScale xScale, ChartScale yScale) =>
        Points(series, xScale, yScale).Where(point => point is { } p && Inside(p)).Select(point => point!.Value);

    /// <summary>The run with at most four points a column (first, lowest, highest, last): the same picture from a fraction of the points.</summary>
    public static List<ChartPoint> Thin(List<ChartPoint> run, int columns)
    {
        if (run.Count <= 4 * columns)
            return run;
        var thin = new List<ChartPoint>();
        for (int start = 0, end; start < run.Count; start = end)
        {
            int column = (int)(run[start].X * columns), low = start, high = start;
            for (end = start; end < run.Count && (int)(run[end].X * columns) == column; end++)
            {
                low = run[end].Y < run[low].Y ? end : low;
                high = run[end].Y > run[high].Y ? end : high;
            }

            foreach (int i in new SortedSet<int> { start, low, high, end - 1 })
                thin.Add(run[i]);
        }

        return thin;
    }

    private static ChartPoint?[] Points(ChartSeries series, ChartScale xScale, ChartScale yScale)
    {
        var points = new ChartPoint?[series.X.Length];
        for (int i = 0; i < points.Length; i++)
        {
            var point = new ChartPoint(xScale.Place(series.X[i]), yScale.Place(series.Y[i]));
            points[i] = double.IsNaN(point.X + point.Y) ? null : point;
        }

        return points;
    }

    private static bool Inside(ChartPoint p) => p is { X: >= -1e-9 and <= 1 + 1e-9, Y: >= -1e-9 and <= 1 + 1e-9 };

    // Liang and Barsky 1984: the part of a segment inside the unit square.
    private static (ChartPoint From, ChartPoint To)? Cut(ChartPoint a, ChartPoint b)
    {
        if (Inside(a) && Inside(b))
            return (a, b);
        double from = 0, to = 1, dx = b.X - a.X, dy = b.Y - a.Y;
        foreach (var (p, q) in new[] { (-dx, a.X), (dx, 1 - a.X), (-dy, a.Y), (dy, 1 - a.Y) })
        {
            if (p == 0 && q < 0)
                return null;
            if (p < 0)
                from = Math.Max(from, q / p);
            else if (p > 0)
                to = Math.Min(to, q / p);
        }

        if (from > to)
            return null;
        return (from == 0 ? a : new(a.X + from * dx, a.Y + from * dy), to == 1 ? b : new(a.X + to * dx, a.Y + to * dy));
    }
}
