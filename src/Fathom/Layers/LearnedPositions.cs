namespace Fathom;

/// <summary>Learned positions: a vector for each place, added to the sequence.</summary>
/// <remarks><code>
/// formula   y[t] = x[t] + W[t]
/// shapes    x (…, T, D) → y (…, T, D), T at most the length      W (length, D)
/// gradient  dx = dy      dW[t] = Σ dy[t] over the other axes
/// names     weight, as the torch.nn.Embedding that stands for it in PyTorch
/// start     N(0, 0.02)
/// source    Gehring et al. 2017, arXiv:1705.03122; Radford et al. 2018, "Improving language understanding by generative pre-training"
/// </code></remarks>
public sealed class LearnedPositions : Layer, ILayer<LearnedPositions>
{
    /// <summary>Makes fresh vectors.</summary>
    /// <param name="length">The longest sequence.</param>
    /// <param name="width">D: the length of each vector.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public LearnedPositions(int length, int width, Rng? rng = null)
    {
        Weight = Tensor.Parameter([Require.Positive(length, nameof(length)), Require.Positive(width, nameof(width))]);
        (rng ?? Rng.Default).Normal(Weight, 0, 0.02);
    }

    static string ILayer<LearnedPositions>.Name => "LearnedPositions";

    /// <summary>The longest sequence.</summary>
    public int Length => Weight.Shape[0];

    /// <summary>W (length, D).</summary>
    public Tensor Weight { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight)];

    static LearnedPositions ILayer<LearnedPositions>.Create(Settings settings) => new(settings.Int("length"), settings.Int("width"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, 0);

    /// <summary>Adds the vectors of places start, start + 1, …</summary>
    /// <param name="x">The sequence (…, T, D).</param>
    /// <param name="start">The place of its first element.</param>
    /// <exception cref="ShapeException">x has another width or goes beyond the length.</exception>
    public Tensor Forward(Tensor x, int start)
    {
        Check(nameof(LearnedPositions), x, start, Length, Weight.Shape[1]);
        return Marked(x) + Weight[start..(start + x.Shape[^2])];
    }

    void ILayer<LearnedPositions>.Describe(Settings settings)
    {
        settings.Set("length", Length);
        settings.Set("width", Weight.Shape[1]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"LearnedPositions({Length}, {Weight.Shape[1]})";

    /// <summary>Demands a sequence that fits the places there are.</summary>
    internal static void Check(string layer, Tensor x, int start, int length, int width)
    {
        if (x.Rank < 2 || x.Shape[^1] != width)
            throw new ShapeException(layer, nameof(x), x.Shape.ToString(), $"(…, T, {width})");
        if (start < 0 || start > length - x.Shape[^2])
            throw new ShapeException(layer, nameof(x), $"{x.Shape} from place {start} on", $"places 0 to {length - 1}", "Make the layer with a greater length, or pass a shorter window.");
    }
}
