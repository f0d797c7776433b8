namespace Fathom;

/// <summary>How large steps are beside weights, layer by layer over the sampled steps. The first step of adaptive optimizers is left out: it says nothing.</summary>
/// <param name="Median">Of all layers and samples; NaN of none.</param>
/// <param name="Worst">The layer with the largest median.</param>
/// <param name="Least">The layer with the smallest.</param>
internal sealed record UpdateRatios(double Median, (string Name, double Ratio)? Worst, (string Name, double Ratio)? Least)
{
    private const int Few = 4;

    /// <summary>Of some samples; nothing where there are fewer than four.</summary>
    public static UpdateRatios Of(IEnumerable<Health> samples)
    {
        (string Name, double Ratio)[][] all = [.. samples.Select(sample => sample.Layers.Where(layer => layer.UpdateRatio is { } ratio && double.IsFinite(ratio)).Select(layer => (layer.Name, layer.UpdateRatio!.Value)).ToArray())];
        if (all.Length < Few)
            return new UpdateRatios(double.NaN, null, null);
        (string Name, double Ratio)[] layers = [.. all.SelectMany(sample => sample).GroupBy(layer => layer.Name).Select(group => (group.Key, Figure.Median(group.Select(layer => layer.Ratio)))).OrderBy(layer => layer.Item2)];
        return new UpdateRatios(Figure.Median(all.SelectMany(sample => sample).Select(layer => layer.Ratio)), layers.Length > 0 ? layers[^1] : null, layers.Length > 0 ? layers[0] : null);
    }
}
