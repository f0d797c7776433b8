namespace Fathom;

/// <summary>A signal higher or lower at the same length: every frequency times 2^(n/12), n semitones. It is stretched by that factor, then read that much faster.</summary>
/// <remarks><code>
/// formula   f → f · 2^(n/12), n ~ U(semitones): a stretch by 2^(−n/12) (<see cref="TimeStretch"/>), then a resampling to T values
/// shapes    (…, T) → the same
/// use       sounds whose height means nothing: not for a melody that is to be recognized
/// source    Laroche and Dolson 1999, "Improved phase vocoder time-scale modification of audio"; Smith 2002, "Digital audio resampling"
/// </code></remarks>
public sealed record PitchShift : Augmentation
{
    /// <summary>Settles how far.</summary>
    /// <param name="semitones">Twelfths of an octave: 2 for −2…2, or a pair; fractions are allowed.</param>
    /// <param name="window">Samples a spectrum is taken of, a power of two; shorter for shorter signals.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than 48 semitones, or a window that is no power of two of at least 16.</exception>
    public PitchShift(Interval semitones, int window = Signals.UsualWindow)
    {
        Semitones = semitones.Within(-48, 48, nameof(semitones), "at most 48 semitones (four octaves) up or down");
        Window = Signals.Window(window);
    }

    /// <summary>Twelfths of an octave.</summary>
    public Interval Semitones { get; }

    /// <summary>Samples a spectrum is taken of.</summary>
    public int Window { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Signals.Kept(x, nameof(PitchShift));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        double factor = Math.Pow(2, Semitones.Draw(rng) / 12);
        int length = shape[^1], stretched = Signals.LengthAt(length, 1 / factor);
        var vocoder = new PhaseVocoder(length, Window);
        for (int at = 0; at < x.Length; at += length)
            Signals.Resample(vocoder.Stretch(x.Slice(at, length), (double)length / stretched, stretched), y.Slice(at, length));
    }
}
