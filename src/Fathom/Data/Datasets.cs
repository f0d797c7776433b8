namespace Fathom;

/// <summary>Data sets with nothing to download: four small real tables, and generators of points for trying networks out.</summary>
/// <remarks>
/// Features are raw: call <see cref="DatasetSplit.Standardize"/> after splitting. Origin and licences of the tables stand beside them in the
/// source and in the package (<c>data-sources/README.md</c>).
/// </remarks>
public static partial class Datasets
{
    /// <summary>Every built-in set by name, with its default arguments.</summary>
    public static IReadOnlyList<BuiltInDataset> All { get; } =
    [
        new("breast-cancer", "569 tumours, 30 measurements of cell nuclei; malignant or benign", BreastCancer),
        new("iris", "150 flowers, 4 measurements; three species", Iris),
        new("wine", "178 wines, 13 chemical measurements; three cultivars", Wine),
        new("digits", "1,797 handwritten digits of 8×8 pixels; 0 to 9", Digits),
        new("xor", "400 noisy points at the corners of a square; two classes no straight line parts", () => Xor(400, noise: 0.1)),
        new("moons", "500 points in two interleaved half circles; two classes", () => Moons()),
        new("circles", "500 points on a circle within a circle; two classes", () => Circles()),
        new("spirals", "600 points on three spiral arms; three classes", () => Spirals()),
        new("blobs", "500 points in three round clusters; three classes", () => Blobs()),
        new("sine", "200 noisy points of a sine curve; regression", () => Sine()),
    ];

    /// <summary>The set of that name (letter case, and <c>_</c> for <c>-</c>, do not matter), or null.</summary>
    public static BuiltInDataset? Find(string name) =>
        All.FirstOrDefault(set => set.Name.Equals(name.Replace('_', '-'), StringComparison.OrdinalIgnoreCase));
}
