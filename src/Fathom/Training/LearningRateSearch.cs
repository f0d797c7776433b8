using System.Globalization;

namespace Fathom;

/// <summary>What a learning-rate range test gave: the curve as plain data, and the rate it suggests.</summary>
/// <remarks><code>
/// smoothed    Sᵢ = Σⱼ β^|i−j|·Lⱼ / Σⱼ β^|i−j|: an exponential average to both sides, so that it does not lag behind, bias-corrected at the ends
/// band        the mean loss of the first tenth of the steps, less their standard deviation or 1 % of it: what happens above is noise between batches
/// suggestion  the rate at which S falls most steeply against log lr, from where it leaves the band to its minimum (central differences over five points)
/// none        when S never leaves the band
/// </code></remarks>
public sealed record LearningRateSearch
{
    private const double LeastFall = 0.01;
    private const int Reach = 2;

    internal LearningRateSearch(IReadOnlyList<double> rates, IReadOnlyList<double> losses, RangeTestEnd end, double smoothing)
    {
        Rates = rates;
        Losses = losses;
        End = end;
        Smoothing = smoothing;

        // The loss that ended the test may be of any size; it would bend the curve before it.
        int usable = end == RangeTestEnd.AllRates ? losses.Count : losses.Count - 1;
        double[] smoothed = Smooth([.. losses.Take(usable)], smoothing);
        Smoothed = [.. smoothed, .. losses.Skip(usable)];
        int least = Array.IndexOf(smoothed, smoothed.DefaultIfEmpty().Min());
        double band = Band(losses, usable);
        if (usable < 2 * Reach || least < Reach || smoothed[least] >= band)
            return;
        MinimumOverTen = rates[least] / 10;
        Steepest = rates[SteepestIndex(smoothed, Math.Max(0, Array.FindLastIndex(smoothed, least, loss => loss >= band)), least)];
        StillFalls = least == usable - 1 && end == RangeTestEnd.AllRates;
    }

    /// <summary>The rates that were tried, in order.</summary>
    public IReadOnlyList<double> Rates { get; }

    /// <summary>The raw loss at each rate; the last may have ended the test.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>The smoothed loss at each rate. A last loss that ended the test stands there as it was and smooths nothing.</summary>
    public IReadOnlyList<double> Smoothed { get; }

    /// <summary>β of the smoothing; 0 for none.</summary>
    public double Smoothing { get; }

    /// <summary>Why the test ended.</summary>
    public RangeTestEnd End { get; }

    /// <summary>The rate to train with: <see cref="Steepest"/>. Null when the loss never fell by more than the noise between batches, so that there is none to suggest.</summary>
    public double? Suggestion => Steepest;

    /// <summary>The rate at which the smoothed loss falls most steeply; null as <see cref="Suggestion"/> is.</summary>
    public double? Steepest { get; }

    /// <summary>A tenth of the rate with the smallest smoothed loss, an older rule of thumb; null as <see cref="Suggestion"/> is.</summary>
    public double? MinimumOverTen { get; }

    /// <summary>Whether the loss was still falling at the last rate: a larger one may be better.</summary>
    public bool StillFalls { get; }

    /// <summary>What was found, in words.</summary>
    public override string ToString()
    {
        string ended = End switch
        {
            RangeTestEnd.AllRates => $"all {Rates.Count} rates were tried",
            RangeTestEnd.LossGrew => $"stopped at {Text(Rates[^1])}, where the loss exceeded {LearningRateFinder.Growth} times its minimum",
            _ => $"stopped at {Text(Rates[^1])}, where the loss was no longer finite",
        };
        if (Suggestion is not { } rate)
            return $"No rate can be suggested: the loss never fell by more than the noise between batches ({ended}). Look at the data, the labels and the network first, or try other rates.";
        string more = StillFalls ? " It was still falling at the last rate: try larger ones." : "";
        return $"The suggested learning rate is {Text(rate)}, where the loss falls fastest; a tenth of the rate of the smallest loss would be {Text(MinimumOverTen!.Value)} ({ended}).{more}";
    }

    private static string Text(double rate) => rate.ToString(rate < 1e-4 ? "0.0e0" : rate < 100 ? "G2" : "F0", CultureInfo.InvariantCulture);

    private static double[] Smooth(double[] losses, double beta)
    {
        double[] sums = BothSides(losses, beta), weights = BothSides([.. losses.Select(_ => 1.0)], beta);
        return [.. sums.Zip(weights, (sum, weight) => sum / weight)];
    }

    /// <summary>Σⱼ β^|i−j|·xⱼ: what comes from the left and from the right, each carried along from neighbour to neighbour.</summary>
    private static double[] BothSides(double[] x, double beta)
    {
        double[] sums = new double[x.Length];
        double left = 0, right = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sums[i] += left = (beta * left) + x[i];
            sums[^(i + 1)] += beta * right;
            right = (beta * right) + x[^(i + 1)];
        }

        return sums;
    }

    /// <summary>The loss below which a fall is more than the noise between batches, and worth speaking of.</summary>
    private static double Band(IReadOnlyList<double> losses, int usable)
    {
        double[] first = [.. losses.Take(Math.Max(3, usable / 10))];
        double mean = first.Average();
        double noise = Math.Sqrt(first.Average(loss => (loss - mean) * (loss - mean)));
        return mean - Math.Max(noise, LeastFall * Math.Abs(mean));
    }

    private static int SteepestIndex(double[] smoothed, int first, int least)
    {
        int best = first;
        double steepest = double.PositiveInfinity;
        for (int i = first; i <= least; i++)
        {
            (int left, int right) = (Math.Max(0, i - Reach), Math.Min(smoothed.Length - 1, i + Reach));
            double slope = (smoothed[right] - smoothed[left]) / (right - left);
            if (slope < steepest)
                (steepest, best) = (slope, i);
        }

        return best;
    }
}
