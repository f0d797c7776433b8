namespace Fathom;

/// <summary>What augmentations of signals share: the last axis is time, channels before it change alike.</summary>
internal static class Signals
{
    public const int UsualWindow = 1024;
    private const int Lobes = 16;

    /// <summary>The shape of a signal that keeps its length; refuses what has no axis of time.</summary>
    public static Shape Kept(in Shape shape, string who)
    {
        if (shape.Rank == 0 || shape.Length == 0)
            throw new ShapeException(who, "the signal", shape.ToString(), "(…, T), at least one value, time last");
        return shape;
    }

    /// <summary>A window for <see cref="PhaseVocoder"/>.</summary>
    public static int Window(int window) => window >= 16 && (window & (window - 1)) == 0
        ? window
        : throw new ArgumentOutOfRangeException(nameof(window), $"window is {window}; expected a power of two of at least 16, such as {UsualWindow}.");

    /// <summary>The length of a signal at another speed.</summary>
    public static int LengthAt(int length, double rate) => (int)Math.Clamp(Math.Round(length / rate), 1, int.MaxValue / 4);

    /// <summary>The signal with other distances between its samples: y[i] = x(i · T / length), by a windowed sinc that keeps out what the new distances cannot hold.</summary>
    /// <remarks>Smith 2002, "Digital audio resampling".</remarks>
    public static void Resample(ReadOnlySpan<double> x, Span<float> y)
    {
        double step = (double)x.Length / y.Length, cutoff = Math.Min(1, 1 / step), reach = Lobes / cutoff;
        for (int i = 0; i < y.Length; i++)
        {
            double at = i * step, sum = 0, weights = 0;
            int first = Math.Max(0, (int)Math.Ceiling(at - reach)), last = Math.Min(x.Length - 1, (int)Math.Floor(at + reach));
            for (int k = first; k <= last; k++)
            {
                double u = (k - at) * cutoff, sinc = u == 0 ? 1 : Math.Sin(Math.PI * u) / (Math.PI * u), weight = sinc * (0.5 + (0.5 * Math.Cos(Math.PI * u / Lobes)));
                sum += weight * x[k];
                weights += weight;
            }

            y[i] = (float)(sum / weights);
        }
    }
}
