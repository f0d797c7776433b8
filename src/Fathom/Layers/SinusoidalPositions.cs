using System.Numerics;

namespace Fathom;

/// <summary>Sinusoidal positions: waves of many lengths added to a sequence, so that each place looks different and shifts are linear maps. Nothing is learned.</summary>
/// <remarks><code>
/// formula   y[t] = x[t] + p[t], p[t, 2i] = sin(t · 10000^(−2i/D)), p[t, 2i + 1] = cos(t · 10000^(−2i/D))
/// shapes    x (…, T, D) → y (…, T, D), T at most the length
/// names     none: the waves are not saved
/// differs   PyTorch has none; the same as in its tutorial
/// source    Vaswani et al. 2017, arXiv:1706.03762, section 3.5
/// </code></remarks>
public sealed class SinusoidalPositions : Layer, ILayer<SinusoidalPositions>
{
    /// <summary>The waves of the first places, as many as were asked for: a file can claim any length.</summary>
    private float[] _waves = [];
    private double[] _exact = [];

    /// <summary>Makes the layer; waves are worked out when they are first needed.</summary>
    /// <param name="length">The longest sequence.</param>
    /// <param name="width">D: the length of each element's vector.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public SinusoidalPositions(int length, int width)
    {
        Length = Require.Positive(length, nameof(length));
        Width = Require.Positive(width, nameof(width));
    }

    static string ILayer<SinusoidalPositions>.Name => "SinusoidalPositions";

    /// <summary>The longest sequence.</summary>
    public int Length { get; }

    /// <summary>D.</summary>
    public int Width { get; }

    static SinusoidalPositions ILayer<SinusoidalPositions>.Create(Settings settings) => new(settings.Int("length"), settings.Int("width"));

    /// <summary>The waves themselves.</summary>
    /// <param name="length">How many places.</param>
    /// <param name="width">D.</param>
    /// <param name="type">The type of the numbers.</param>
    /// <returns>p (length, D).</returns>
    public static Tensor Table(int length, int width, DType type = DType.Float32)
    {
        Shape shape = [Require.Positive(length, nameof(length)), Require.Positive(width, nameof(width))];
        return Tensor.From<double>(Numbers(shape), shape).To(type);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, 0);

    /// <summary>Adds the waves of places start, start + 1, …</summary>
    /// <param name="x">The sequence (…, T, D).</param>
    /// <param name="start">The place of its first element.</param>
    /// <exception cref="ShapeException">x has another width or goes beyond the length.</exception>
    public Tensor Forward(Tensor x, int start)
    {
        LearnedPositions.Check(nameof(SinusoidalPositions), x, start, Length, Width);
        int places = x.Shape[^2];
        return Marked(x) + (x.Type == DType.Float64 ? Waves(ref _exact, start, places) : Waves(ref _waves, start, places));
    }

    void ILayer<SinusoidalPositions>.Describe(Settings settings)
    {
        settings.Set("length", Length);
        settings.Set("width", Width);
    }

    private static double[] Numbers(in Shape shape)
    {
        double[] waves = new double[shape.Length];
        for (int i = 0; i < waves.Length; i++)
        {
            (int place, int column) = Math.DivRem(i, shape[1]);
            double angle = place * Math.Pow(10_000, -(column & ~1) / (double)shape[1]);
            waves[i] = column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
        }

        return waves;
    }

    /// <summary>The waves of places start, start + 1, … out of those that are known, which grow when they do not reach.</summary>
    private Tensor Waves<T>(ref T[] known, int start, int places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if ((long)known.Length < (start + (long)places) * Width)
            known = Array.ConvertAll(Numbers([(int)Math.Min(Length, Math.Max(start + (long)places, 2L * known.Length / Width)), Width]), T.CreateTruncating);
        return Tensor.From<T>(known.AsSpan(start * Width, places * Width), [places, Width]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"SinusoidalPositions({Length}, {Width})";
}
