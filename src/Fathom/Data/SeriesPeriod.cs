namespace Fathom;

/// <summary>Finds how long a season of a time series is.</summary>
public static class SeriesPeriod
{
    /// <summary>An autocorrelation of changes from which a season is believed.</summary>
    private const double Believed = 0.3;

    // A multiple of a season correlates as much as the season itself, so the first peak near the highest is taken.
    private const double NearHighest = 0.9;

    // A year of weeks peaks at 52 or 53.
    private const double NearUsual = 0.02;
    private const int SeasonsNeeded = 3;
    private const int Longest = 400;

    /// <summary>The season with which changes from value to value repeat; 1 when there is none.</summary>
    /// <remarks><code>
    /// formula   rₖ = Σ (dₜ − d̄)(dₜ₊ₖ − d̄) / Σ (dₜ − d̄)² of d = yₜ − yₜ₋₁; the first peak of r within a tenth of its highest, if that is .3 or more
    /// source    Box, Jenkins and Reinsel 2008, "Time Series Analysis", 2.1
    /// </code></remarks>
    /// <param name="train">The values, oldest first: those of the training part alone.</param>
    /// <param name="usual">The season that the dates suggest, as 12 of months; taken when its own autocorrelation is .3 or more.</param>
    public static int Find(ReadOnlySpan<double> train, int usual = 1)
    {
        int most = Math.Min(train.Length / SeasonsNeeded, Longest);
        double[] r = Autocorrelation(train, most + 1);
        if (usual > 1 && usual <= most && r[usual] >= Believed)
            return usual;
        var peaks = Enumerable.Range(2, Math.Max(0, most - 1)).Where(k => r[k] >= Believed && r[k] > r[k - 1] && r[k] >= r[k + 1]).ToList();
        int found = peaks.Count == 0 ? 1 : peaks.First(k => r[k] >= NearHighest * peaks.Max(peak => r[peak]));
        return Math.Abs(found - usual) <= NearUsual * usual ? usual : found;
    }

    private static double[] Autocorrelation(ReadOnlySpan<double> values, int most)
    {
        double[] changes = new double[Math.Max(0, values.Length - 1)];
        for (int i = 0; i < changes.Length; i++)
            changes[i] = values[i + 1] - values[i];
        double mean = changes.Length == 0 ? 0 : changes.Average(), all = changes.Sum(change => (change - mean) * (change - mean));
        double[] r = new double[most + 1];
        for (int k = 0; k <= most && all > 0; k++)
        {
            for (int i = 0; i + k < changes.Length; i++)
                r[k] += (changes[i] - mean) * (changes[i + k] - mean) / all;
        }

        return r;
    }
}
