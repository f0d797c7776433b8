namespace Fathom;

/// <summary>Turns what a run keeps into blocks of a page.</summary>
internal static class ReportBlocks
{
    public static TextTable Table(ReportTable table)
    {
        var block = new TextTable([.. table.Columns.Select((name, c) => table.Figures.Contains(c) ? TextColumn.Right(name) : new TextColumn(name))])
        {
            Caption = table.Caption.Length > 0 ? table.Caption : null,
            HasRowHeadings = true,
        };
        foreach (IReadOnlyList<string> row in table.Rows)
            block.Add([.. row.Take(table.Columns.Count)]);
        return block;
    }

    public static LineChart Chart(ReportCurves curves)
    {
        var chart = new LineChart { Title = curves.Title, XLabel = curves.XLabel, YLabel = curves.YLabel, PlainX = curves.PlainX };
        foreach (ReportSeries series in curves.Series)
            chart.Series.Add(new ChartSeries(series.Name, series.X, series.Y, series.IsReference ? SeriesStyle.Reference : SeriesStyle.Line));
        if (curves.Mark is { } mark)
            chart.Marks.Add(new ChartMark(mark, curves.MarkLabel));
        return chart;
    }

    public static ImageGallery Gallery(ReportPictures pictures)
    {
        var gallery = new ImageGallery();
        foreach (ReportPicture picture in pictures.Pictures)
            gallery.Add(picture);
        return gallery;
    }

    /// <summary>The outline of a histogram: for each bin its two edges at its height.</summary>
    public static ChartSeries Outline(string name, double low, double high, IReadOnlyList<double> heights)
    {
        double width = (high - low) / Math.Max(1, heights.Count);
        var x = new List<double> { low };
        var y = new List<double> { 0 };
        for (int i = 0; i < heights.Count; i++)
        {
            x.AddRange([low + (i * width), low + ((i + 1) * width)]);
            y.AddRange([heights[i], heights[i]]);
        }

        x.Add(high);
        y.Add(0);
        return new ChartSeries(name, x, y, SeriesStyle.Area);
    }

    /// <summary>Charts two by two.</summary>
    public static void AddCharts(this HtmlReport report, IReadOnlyList<LineChart> charts)
    {
        for (int i = 0; i < charts.Count; i += 2)
            report.AddRow(i + 1 < charts.Count ? [charts[i], charts[i + 1]] : [charts[i]]);
    }
}
