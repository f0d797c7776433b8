using System.Globalization;
using System.Text;

namespace Fathom;

/// <summary>A few rows as the network sees them, with the statistics of every feature: the first thing to look at when training goes badly.</summary>
/// <param name="Names">The features.</param>
/// <param name="Rows">Which rows of the data set are shown, from 0, spread over the whole.</param>
/// <param name="Inputs">Their values, row by row.</param>
/// <param name="Labels">What is right for each: the class's name, or values.</param>
/// <param name="Statistics">Statistics over all rows.</param>
public sealed record DataPreview(IReadOnlyList<string> Names, IReadOnlyList<int> Rows, IReadOnlyList<IReadOnlyList<double>> Inputs, IReadOnlyList<string> Labels, InputCheck Statistics)
{
    /// <summary>Picks the rows.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="rows">How many, at least 1; all where it has fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public static DataPreview Of(Dataset data, int rows = 5)
    {
        int[] picked = Spread(data.Count, Require.Positive(rows, nameof(rows)));
        int columns = data.X.Length / data.Count;
        string[] names = data.FeatureNames.Count == columns ? [.. data.FeatureNames] : [.. Enumerable.Range(0, columns).Select(c => $"x{c}")];
        return new DataPreview(
            names,
            picked,
            [.. picked.Select(row => (IReadOnlyList<double>)[.. Enumerable.Range(0, columns).Select(c => data.X.GetElement((row * columns) + c))])],
            [.. picked.Select(row => Label(data, row))],
            InputCheck.Of(data));
    }

    /// <summary>Rows spread evenly over a set, so that a sorted one shows more than its first class.</summary>
    internal static int[] Spread(int count, int rows) => [.. Enumerable.Range(0, Math.Min(rows, count)).Select(i => (int)((long)i * count / Math.Min(rows, count)))];

    /// <summary>A line a feature: its name, the rows' values, then mean, deviation and range; the labels below.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int width = Math.Min(24, Names.Append("label").Max(name => name.Length));
        Line("feature", Rows.Select(row => $"row {row}"), "mean", "deviation", "min", "max");
        for (int c = 0; c < Names.Count; c++)
        {
            int column = c;
            InputCheck.Feature? all = c < Statistics.Features.Count && Statistics.Features.Count == Names.Count ? Statistics.Features[c] : null;
            Line(Names[c], Inputs.Select(row => Text(row[column])), all is null ? [] : [Text(all.Mean), Text(all.Deviation), Text(all.Min), Text(all.Max)]);
        }

        Line("label", Labels);
        return text.ToString().TrimEnd('\n');

        void Line(string name, IEnumerable<string> cells, params string[] more)
        {
            text.Append((name.Length > width ? name[..width] : name).PadRight(width));
            foreach (string cell in cells.Concat(more))
                text.Append(' ').Append(cell.PadLeft(10));
            text.Append('\n');
        }
    }

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Label(Dataset data, int row)
    {
        int outputs = data.Y.Length / data.Count;
        double[] values = [.. Enumerable.Range(0, outputs).Select(i => data.Y.GetElement((row * outputs) + i))];
        return data.ClassNames is not { } classes ? string.Join(", ", values.Select(Text))
            : outputs == 1 ? classes[(int)values[0]]
            : string.Join(", ", classes.Where((_, c) => values[c] != 0));
    }
}
