namespace Fathom;

/// <summary>Normal noise at a given distance below the signal: y = x + n, 10·log₁₀(power of x / power of n) = snr. For sounds, time series, images.</summary>
/// <remarks><code>
/// formula   y = x + σ·ε, ε ~ N(0, 1), σ so that Σx² / Σ(σε)² = 10^(snr / 10), snr ~ U(interval) decibels
/// shapes    any (…) → the same; a signal of zeros stays, as nothing is a given distance below silence
/// source    definition of the signal-to-noise ratio; Bishop 1995, "Training with noise is equivalent to Tikhonov regularization"
/// </code></remarks>
public sealed record AddNoise : Augmentation
{
    /// <summary>Settles how loud the noise is.</summary>
    /// <param name="snr">Decibels by which the signal is louder; 10…40 when left out. A pair of equal numbers fixes it: (20, 20).</param>
    /// <exception cref="ArgumentOutOfRangeException">More than 200 decibels, either way.</exception>
    public AddNoise(Interval? snr = null) => Snr = (snr ?? (10, 40)).Within(-200, 200, nameof(snr), "decibels from -200 to 200, as (10, 40)");

    /// <summary>Decibels by which the signal is louder.</summary>
    public Interval Snr { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Signals.Kept(x, nameof(AddNoise));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        double ratio = Math.Pow(10, Snr.Draw(rng) / 10), power = 0, noise = 0;
        rng.Normal(y);
        for (int i = 0; i < x.Length; i++)
        {
            power += (double)x[i] * x[i];
            noise += (double)y[i] * y[i];
        }

        float scale = (float)Math.Sqrt(power / (noise * ratio));
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] + (scale * y[i]);
    }
}
