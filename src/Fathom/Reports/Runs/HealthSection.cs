namespace Fathom;

/// <summary>How training did inside: norms of gradients, sizes of updates, dead and saturated units, throughput, over steps; and layer by layer at the end.</summary>
internal static class HealthSection
{
    // As many as the palette can tell apart.
    private const int MostLayers = 6;
    private const double LeastUpdate = 1e-4;
    private const double LargestUpdate = 1e-2;
    private const double LongWait = 0.05;

    public static void Add(HtmlReport report, IReadOnlyList<Health> samples)
    {
        if (samples.Count == 0)
            return;
        report.Section("Health").Paragraph($"What the monitor measured at {Display.Count(samples.Count)} steps{(Named(samples).Length < Names(samples, _ => true).Length ? $"; of {Names(samples, _ => true).Length} layers, {MostLayers} from first to last" : "")}.{Waiting(samples)}");
        report.AddCharts([.. Charts(samples).OfType<LineChart>()]);
        if (samples[^1].Layers.Count > 0)
            report.Heading("Layers at the last sample").Add(Layers(samples[^1]));
        Spread(report, samples[^1]);
    }

    /// <summary>A wait too short for a chart in words.</summary>
    private static string Waiting(IReadOnlyList<Health> samples) =>
        samples.Max(health => health.DataWait) is < LongWait and var most ? $" At most {Display.Percent(most)} of the time went by waiting for data." : "";

    private static IEnumerable<LineChart?> Charts(IReadOnlyList<Health> samples)
    {
        yield return Chart("Gradient norm, all layers", samples, health => health.GradientNorm, log: true);
        yield return ByLayer("Gradient norm by layer", samples, layer => layer.GradientNorm, log: true);
        LineChart? updates = ByLayer("Update ratio: step's change over weights", samples, layer => layer.UpdateRatio, log: true);
        foreach ((double bound, string name) in updates is null ? [] : new[] { (LeastUpdate, "usual range"), (LargestUpdate, "") })
            updates!.Series.Add(new ChartSeries(name, [samples[0].Step, samples[^1].Step], [bound, bound], SeriesStyle.Reference));
        yield return updates;
        yield return ByLayer("Spread of activations by layer", samples, layer => layer.ActivationDeviation, log: true);
        yield return ByLayer("Dead units by layer", samples, layer => layer.DeadShare, share: true);
        yield return ByLayer("Saturated values by layer", samples, layer => layer.SaturatedShare, share: true);
        if (samples.Any(health => health.ClippedShare is not null))
            yield return Chart("Share of steps whose gradients were clipped", samples, health => health.ClippedShare ?? double.NaN, share: true);
        yield return Chart("Rows a second", samples, health => health.RowsPerSecond);
        if (samples.Any(health => health.DataWait >= LongWait))
            yield return Chart("Share of time waiting for data", samples, health => health.DataWait, share: true);
    }

    private static LineChart Chart(string title, IReadOnlyList<Health> samples, Func<Health, double> value, bool log = false, bool share = false) => new()
    {
        Title = title,
        XLabel = "step",
        LogY = log,
        YRange = share ? (0, 1) : null,
        Series = { new ChartSeries("", samples.Select(health => (double)health.Step), samples.Select(value)) },
    };

    private static LineChart? ByLayer(string title, IReadOnlyList<Health> samples, Func<LayerHealth, double?> value, bool log = false, bool share = false)
    {
        string[] names = Thin(Names(samples, layer => value(layer) is not null));
        if (names.Length == 0)
            return null;
        var chart = new LineChart { Title = title, XLabel = "step", LogY = log, YRange = share ? (0, 1) : null };
        foreach (string name in names)
        {
            string kind = samples.SelectMany(health => health.Layers).First(layer => layer.Name == name).Kind;
            chart.Series.Add(new ChartSeries($"{name} {kind}", samples.Select(health => (double)health.Step), samples.Select(health => health.Layers.FirstOrDefault(layer => layer.Name == name) is { } layer ? value(layer) ?? double.NaN : double.NaN)));
        }

        return chart;
    }

    private static string[] Named(IReadOnlyList<Health> samples) => Thin(Names(samples, _ => true));

    private static string[] Names(IReadOnlyList<Health> samples, Func<LayerHealth, bool> counts) => [.. samples.SelectMany(health => health.Layers).Where(counts).Select(layer => layer.Name).Distinct()];

    /// <summary>From first to last, evenly.</summary>
    private static string[] Thin(string[] names) =>
        names.Length <= MostLayers ? names : [.. Enumerable.Range(0, MostLayers).Select(i => names[i * (names.Length - 1) / (MostLayers - 1)])];

    private static TextTable Layers(Health health)
    {
        var table = new TextTable("layer", "kind", TextColumn.Right("gradient norm"), TextColumn.Right("weight norm"), TextColumn.Right("update ratio"), TextColumn.Right("activations"), TextColumn.Right("dead"), TextColumn.Right("saturated"))
        {
            Caption = $"Step {Display.Count(health.Step)}; activations are mean ± deviation",
            HasRowHeadings = true,
        };
        foreach (LayerHealth layer in health.Layers)
            table.Add(layer.Name, layer.Kind, Number(layer.GradientNorm), Number(layer.WeightNorm), Number(layer.UpdateRatio), layer.ActivationMean is { } mean ? $"{Display.Number(mean, 3)} ± {Number(layer.ActivationDeviation)}" : "–", Share(layer.DeadShare), Share(layer.SaturatedShare));
        return table;
    }

    /// <summary>Histograms of weights, gradients and activations of the last sample that has them.</summary>
    private static void Spread(HtmlReport report, Health health)
    {
        LineChart[] charts = [.. new (string Title, Func<LayerHealth, Histogram?> Pick)[]
        {
            ("Weights by layer", layer => layer.Weights),
            ("Gradients by layer", layer => layer.Gradients),
            ("Activations by layer", layer => layer.Activations),
        }.Select(kind => Histograms(kind.Title, health, kind.Pick)).OfType<LineChart>()];
        if (charts.Length == 0)
            return;
        report.Heading("How values are spread").AddCharts(charts);
    }

    private static LineChart? Histograms(string title, Health health, Func<LayerHealth, Histogram?> pick)
    {
        LayerHealth[] layers = [.. health.Layers.Where(layer => pick(layer) is { Counts.Count: > 0 } histogram && histogram.Maximum > histogram.Minimum)];
        if (layers.Length == 0)
            return null;
        var chart = new LineChart { Title = title, XLabel = "value", YLabel = "share a bin" };
        for (int i = 0; i < Math.Min(MostLayers, layers.Length); i++)
        {
            LayerHealth layer = layers[layers.Length <= MostLayers ? i : i * (layers.Length - 1) / (MostLayers - 1)];
            Histogram histogram = pick(layer)!;
            double all = Math.Max(1, histogram.Counts.Sum());
            double width = (histogram.Maximum - histogram.Minimum) / histogram.Counts.Count;
            chart.Series.Add(new ChartSeries($"{layer.Name} {layer.Kind}", histogram.Counts.Select((_, b) => histogram.Minimum + ((b + 0.5) * width)), histogram.Counts.Select(count => count / all)));
        }

        return chart;
    }

    private static string Number(double? value) => value is { } number ? Display.Number(number, 3) : "–";

    private static string Share(double? value) => value is { } share ? Display.Percent(share) : "–";
}
