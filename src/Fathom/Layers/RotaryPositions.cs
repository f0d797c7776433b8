namespace Fathom;

/// <summary>Rotary positions: what queries and keys pass through so that their product depends on how far apart two places are. Nothing is learned.</summary>
/// <remarks><code>
/// formula   pairs of each head are turned by the angle t · base^(−2i/E)
/// shapes    x (…, T, H·E) → y (…, T, H·E), E even
/// names     none
/// differs   PyTorch has none; pairs (2i, 2i + 1) as in the paper, or halves (i, i + E/2) as in GPT-NeoX and Llama files
/// source    Su, Lu, Pan, Murtadha, Wen and Liu 2021, arXiv:2104.09864
/// </code>Given to <see cref="MultiHeadAttention"/>, it turns queries and keys there.</remarks>
public sealed class RotaryPositions : Layer, ILayer<RotaryPositions>
{
    /// <summary>Makes the layer.</summary>
    /// <param name="heads">H: so many heads lie side by side.</param>
    /// <param name="base">The longest wave is 2π times this; 10,000 by default.</param>
    /// <param name="halves">Whether pair i is (i, i + E/2), else (2i, 2i + 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">heads below 1, or a base that is not above 0.</exception>
    public RotaryPositions(int heads = 1, double @base = 10_000, bool halves = false)
    {
        Heads = Require.Positive(heads, nameof(heads));
        Base = Require.PositiveNumber(@base, nameof(@base));
        Halves = halves;
    }

    static string ILayer<RotaryPositions>.Name => "RotaryPositions";

    /// <summary>H.</summary>
    public int Heads { get; }

    /// <summary>The base of the angles.</summary>
    public double Base { get; }

    /// <summary>Whether pair i is (i, i + E/2), else (2i, 2i + 1).</summary>
    public bool Halves { get; }

    static RotaryPositions ILayer<RotaryPositions>.Create(Settings settings) => new(settings.Int("heads"), settings.Double("base"), settings.Bool("halves"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, 0);

    /// <summary>Turns a sequence whose first element stands at place <paramref name="start"/>.</summary>
    /// <param name="x">The sequence (…, T, H·E).</param>
    /// <param name="start">The place of its first element.</param>
    public Tensor Forward(Tensor x, int start) => Marked(x).RotaryPositions(Heads, start, Base, Halves);

    /// <summary>Turns queries and keys that lie side by side before values, (…, T, 3·H·E).</summary>
    internal Tensor Packed(Tensor qkv, int start) => Marked(qkv).RotaryPositions(2 * Heads, start, Base, Halves, qkv.Shape[^1] / 3 * 2);

    void ILayer<RotaryPositions>.Describe(Settings settings)
    {
        settings.Set("heads", Heads);
        settings.Set("base", Base);
        settings.Set("halves", Halves);
    }

    /// <inheritdoc/>
    public override string ToString() => $"RotaryPositions({Heads})";
}
