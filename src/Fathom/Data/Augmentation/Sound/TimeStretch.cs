namespace Fathom;

/// <summary>A signal faster or slower at the same pitch, by a phase vocoder: y(t) sounds like x(rate · t). What becomes too long is cut, what becomes too short is followed by silence.</summary>
/// <remarks><code>
/// formula   rate r, log r ~ U(log interval); spectra of windows read at r times the speed, phases running on as fast as each frequency's
/// shapes    (…, T) → the same; <see cref="Of"/> gives all round(T / rate) values
/// differs   from librosa.effects.time_stretch: the augmentation keeps the length, so that signals still form a batch
/// source    Flanagan and Golden 1966, "Phase vocoder"; Dolson 1986
/// </code></remarks>
public sealed record TimeStretch : Augmentation
{
    /// <summary>Settles the speeds.</summary>
    /// <param name="rate">Factors of the speed; 0.8…1.25 when left out.</param>
    /// <param name="window">Samples a spectrum is taken of, a power of two; shorter for shorter signals. Long ones keep tones, short ones keep beats.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate below 0.01 or above 100, or a window that is no power of two of at least 16.</exception>
    public TimeStretch(Interval? rate = null, int window = Signals.UsualWindow)
    {
        Rate = Checked(rate ?? (0.8, 1.25), nameof(rate));
        Window = Signals.Window(window);
    }

    /// <summary>Factors of the speed.</summary>
    public Interval Rate { get; }

    /// <summary>Samples a spectrum is taken of.</summary>
    public int Window { get; }

    /// <summary>The whole signal at another speed, (…, T) → (…, round(T / rate)).</summary>
    /// <param name="x">The signal, Float32, time last.</param>
    /// <param name="rate">How much faster: 2 makes it half as long.</param>
    /// <param name="window">Samples a spectrum is taken of, a power of two.</param>
    /// <exception cref="ShapeException">x is not Float32, or has no axis of time.</exception>
    public static Tensor Of(Tensor x, double rate, int window = Signals.UsualWindow)
    {
        Shape shape = Signals.Kept(x.Shape, nameof(TimeStretch));
        Checked((rate, rate), nameof(rate));
        int length = shape[^1], stretched = Signals.LengthAt(length, rate);
        Tensor y = Tensor.Empty(shape.With(shape.Rank - 1, stretched), DType.Float32);
        Fill(x.AsReadOnlySpan<float>(), length, y.AsSpan<float>(), stretched, rate, Signals.Window(window));
        return y;
    }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Signals.Kept(x, nameof(TimeStretch));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng) =>
        Fill(x, shape[^1], y, shape[^1], Rate.DrawFactor(rng), Window);

    private static void Fill(ReadOnlySpan<float> x, int length, Span<float> y, int room, double rate, int window)
    {
        var vocoder = new PhaseVocoder(length, window);
        int stretched = Math.Min(room, Signals.LengthAt(length, rate));
        for (int channel = 0; channel < x.Length / length; channel++)
        {
            double[] values = vocoder.Stretch(x.Slice(channel * length, length), rate, stretched);
            Span<float> to = y.Slice(channel * room, room);
            for (int t = 0; t < stretched; t++)
                to[t] = (float)values[t];
            to[stretched..].Clear();
        }
    }

    private static Interval Checked(Interval rate, string name) => rate.Within(0.01, 100, name, "factors from 0.01 to 100, as (0.8, 1.25)");
}
