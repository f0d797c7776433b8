namespace Fathom;

/// <summary>How good the network is on one part: figures, classes, curves, calibration, residuals, the rows it fails on.</summary>
internal static class EvaluationSection
{
    private const int SideBySide = 4;
    private const int MostClassRows = 25;

    public static void Add(HtmlReport report, PartEvaluation part)
    {
        report.Section($"{char.ToUpperInvariant(part.Name[0])}{part.Name[1..]}: {Display.Count(part.Rows)} {part.Noun}{(part.Rows == 1 ? "" : "s")}");
        foreach (string words in part.Words)
            report.Paragraph(words);
        report.Add(Figures(part));
        foreach (ReportTable table in part.Tables)
            report.Add(ReportBlocks.Table(table));
        foreach (ReportCurves curves in part.Charts)
            report.Add(ReportBlocks.Chart(curves));
        Classes(report, part);
        Curves(report, part);
        if (part.Calibration is { } calibration)
            Calibrated(report, calibration);
        foreach (ReportResiduals residuals in part.Residuals)
            Residual(report, residuals, part.Residuals.Count > 1);
        Worst(report, part);
        if (part.Sample is { } sample)
            report.Heading("What it writes").Paragraph($"A sample, {part.SampledBy}:").Preformatted(sample);
    }

    /// <summary>The figures, each with what it means.</summary>
    public static TextTable Figures(PartEvaluation part)
    {
        var table = new TextTable("figure", TextColumn.Right("value"), "meaning") { HasRowHeadings = true };
        foreach (ReportFigure figure in part.Figures)
            table.Add(figure.Name, figure.Shown, figure.Meaning);
        if (part.Calibration is { } calibration)
        {
            table.Add("calibration error", Display.Fixed(calibration.ExpectedError), $"how far probabilities of {calibration.Of} lie from what came, on average (ECE, {calibration.Bins.Count} bins)")
                .Add("Brier score", Display.Fixed(calibration.Brier), "mean squared distance of probabilities from what came; 0 is perfect");
        }

        return table;
    }

    private static void Classes(HtmlReport report, PartEvaluation part)
    {
        if (part.Classes.Count == 0)
            return;
        report.Heading(part.Confusion is null && part.Mistakes.Count == 0 ? "Labels" : "Classes");
        TextTable classes = ClassTable(part);
        bool confused = part.Mistakes.Count > 0 && part.Classes.Count > 2, besideMatrix = !confused && part.Confusion is { Classes.Count: <= SideBySide };
        // The matrix of more classes is a list of the commonest mistakes, which stands below.
        if (part.Confusion is { Classes.Count: <= ConfusionMatrixView.MostClasses } confusion)
        {
            var matrix = new ConfusionMatrixView(Square(confusion), confusion.Classes);
            if (besideMatrix)
                report.AddRow(matrix, classes);
            else
                report.Add(matrix);
        }

        if (confused)
            report.AddRow(Mistakes(part), classes);
        else if (!besideMatrix)
            report.Add(classes);
    }

    private static long[,] Square(ReportConfusion confusion)
    {
        int size = confusion.Classes.Count;
        long[,] counts = new long[size, size];
        for (int right = 0; right < size; right++)
        {
            for (int predicted = 0; predicted < size; predicted++)
                counts[right, predicted] = confusion.Counts[right][predicted];
        }

        return counts;
    }

    private static TextTable ClassTable(PartEvaluation part)
    {
        bool many = part.Classes.Count > MostClassRows;
        var table = new TextTable(part.Classes.Any(one => one.Roc is not null) && part.Classes.Count > 2
            ? ["class", TextColumn.Right("precision"), TextColumn.Right("recall"), TextColumn.Right("F1"), TextColumn.Right("ROC-AUC"), TextColumn.Right("rows")]
            : ["class", TextColumn.Right("precision"), TextColumn.Right("recall"), TextColumn.Right("F1"), TextColumn.Right("rows")])
        { Caption = many ? $"The {MostClassRows} classes with the lowest F1" : "How well each class is found", HasRowHeadings = true };
        bool areas = part.Classes.Any(one => one.Roc is not null) && part.Classes.Count > 2;
        foreach (ReportClass one in many ? part.Classes.OrderBy(one => one.F1).Take(MostClassRows) : part.Classes)
            table.Add([one.Name, Display.Fixed(one.Precision), Display.Fixed(one.Recall), Display.Fixed(one.F1), .. areas ? [one.Roc is { } roc ? Display.Fixed(roc.Area) : "–"] : (string[])[], Display.Count(one.Rows)]);
        return table;
    }

    private static TextTable Mistakes(PartEvaluation part)
    {
        var table = new TextTable("is", "taken for", TextColumn.Right("times"), TextColumn.Right("of the class")) { Caption = "Most often confused" };
        foreach (ReportMistake mistake in part.Mistakes.Take(12))
            table.Add(mistake.Right, mistake.Predicted, Display.Count(mistake.Rows), Display.Percent(mistake.Share));
        return table;
    }

    private static void Curves(HtmlReport report, PartEvaluation part)
    {
        ReportClass[] drawn = [.. part.Classes.Where(one => one.Roc is not null)];
        if (drawn.Length == 0)
            return;
        bool alone = drawn.Length == 1;
        var roc = new LineChart { Title = alone ? $"ROC of {drawn[0].Name}: area {Display.Fixed(drawn[0].Roc!.Area)}" : "ROC, each class against the rest", XLabel = "false positive rate", YLabel = "true positive rate", XRange = (0, 1), YRange = (0, 1), Height = 400 };
        var precision = new LineChart { Title = alone ? $"Precision and recall of {drawn[0].Name}: area {Display.Fixed(drawn[0].PrecisionRecall!.Area)}" : "Precision and recall, each class against the rest", XLabel = "recall", YLabel = "precision", XRange = (0, 1), YRange = (0, 1), Height = 400 };
        foreach (ReportClass one in drawn)
        {
            roc.Series.Add(new ChartSeries(alone ? "" : $"{one.Name} {Display.Fixed(one.Roc!.Area, 3)}", one.Roc!.X, one.Roc.Y));
            precision.Series.Add(new ChartSeries(alone ? "" : $"{one.Name} {Display.Fixed(one.PrecisionRecall!.Area, 3)}", one.PrecisionRecall!.X, one.PrecisionRecall.Y));
        }

        roc.Series.Add(new ChartSeries("guessing", [0, 1], [0, 1], SeriesStyle.Reference));
        if (alone)
        {
            double share = (double)drawn[0].Rows / part.Rows;
            precision.Series.Add(new ChartSeries("guessing", [0, 1], [share, share], SeriesStyle.Reference));
        }

        report.Heading("Thresholds").Paragraph(drawn.Length < part.Classes.Count && part.Classes.Count > 2
            ? $"The {drawn.Length} classes that are told apart worst, with the area under each curve."
            : "Every threshold at once: how much of a class is found, and at what price.").AddRow(roc, precision);
    }

    private static void Calibrated(HtmlReport report, ReportCalibration calibration)
    {
        CalibrationBin[] filled = [.. calibration.Bins.Where(bin => bin.Rows > 0)];
        var reliability = new LineChart
        {
            Title = $"Reliability: calibration error {Display.Fixed(calibration.ExpectedError)}",
            XLabel = $"probability of {calibration.Of}",
            YLabel = "share that came true",
            XRange = (0, 1),
            YRange = (0, 1),
            Height = 380,
            Series = { new ChartSeries("network", filled.Select(bin => bin.Probability), filled.Select(bin => bin.Share)), new ChartSeries("perfect", [0, 1], [0, 1], SeriesStyle.Reference) },
        };
        LineChart counts = new() { Title = "How sure the network is", XLabel = $"probability of {calibration.Of}", YLabel = "rows", XRange = (0, 1), Height = 380 };
        counts.Series.Add(ReportBlocks.Outline("", 0, 1, [.. calibration.Bins.Select(bin => (double)bin.Rows)]));
        report.Heading("Calibration")
            .Paragraph($"Whether probabilities mean what they say: below the dotted line things came true less often than was said, above it more often. Brier score {Display.Fixed(calibration.Brier)}; largest error of a bin {Display.Fixed(calibration.MaximumError)}.")
            .AddRow(reliability, counts);
    }

    private static void Residual(HtmlReport report, ReportResiduals residuals, bool several)
    {
        double low = Math.Min(Least(residuals.Actual), Least(residuals.Predicted)), high = Math.Max(Most(residuals.Actual), Most(residuals.Predicted));
        var scatter = new LineChart
        {
            Title = "Predicted against true",
            XLabel = $"true {residuals.Name}",
            YLabel = "predicted",
            Height = 400,
            Series = { new ChartSeries("rows", residuals.Actual, residuals.Predicted, SeriesStyle.Points), new ChartSeries("perfect", [low, high], [low, high], SeriesStyle.Reference) },
        };
        double left = Least(residuals.Predicted), right = Most(residuals.Predicted);
        var spread = new LineChart
        {
            Title = "Residual against predicted",
            XLabel = $"predicted {residuals.Name}",
            YLabel = "predicted − true",
            Height = 400,
            Series = { new ChartSeries("rows", residuals.Predicted, residuals.Predicted.Zip(residuals.Actual, (predicted, actual) => predicted - actual), SeriesStyle.Points), new ChartSeries("none", [left, right], [0, 0], SeriesStyle.Reference) },
        };
        var histogram = new LineChart { Title = "Residuals", XLabel = $"predicted − true {residuals.Name}", YLabel = "rows" };
        histogram.Series.Add(ReportBlocks.Outline("", residuals.Minimum, residuals.Maximum, [.. residuals.Counts.Select(count => (double)count)]));
        histogram.Marks.Add(new ChartMark(residuals.Mean, $"mean {Display.Number(residuals.Mean)}"));
        var quantiles = new TextTable("residual", TextColumn.Right("value"), "meaning") { HasRowHeadings = true }
            .Add("mean", Display.Number(residuals.Mean), residuals.Mean > 0 ? "on average too high" : "on average too low")
            .Add("deviation", Display.Number(residuals.Deviation), "two of three rows lie within, if residuals are normal");
        string[] names = ["5\u00a0%\u00a0below", "25\u00a0%\u00a0below", "median", "75\u00a0%\u00a0below", "95\u00a0%\u00a0below"];
        for (int i = 0; i < Math.Min(names.Length, residuals.Quantiles.Count); i++)
            quantiles.Add(names[i], Display.Number(residuals.Quantiles[i]));
        report.Heading(several ? $"Residuals of {residuals.Name}" : "Residuals").AddRow(scatter, spread).AddRow(histogram, quantiles);
    }

    private static void Worst(HtmlReport report, PartEvaluation part)
    {
        if (part.Worst is null && part.WorstPictures is null)
            return;
        report.Heading("Where it fails most");
        if (part.WorstPictures is { } pictures)
            report.Paragraph(pictures.Caption).Add(ReportBlocks.Gallery(pictures));
        if (part.Worst is { } worst)
            report.Add(ReportBlocks.Table(worst));
    }

    private static double Least(IReadOnlyList<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(0).Min();

    private static double Most(IReadOnlyList<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(1).Max();
}
