namespace Fathom;

/// <summary>A table of vectors looked up by integer: y = W[index].</summary>
/// <remarks><code>
/// shapes    index (…) Int64 → y (…, D)      W (K, D)
/// gradient  dW[index] += dy, in the order of the indices; rows equal to paddingIndex get none
/// names     weight
/// start     N(0, 1); the padding row 0
/// differs   from torch.nn.Embedding: nothing
/// source    Bengio et al. 2003, "A neural probabilistic language model"
/// </code></remarks>
public sealed class Embedding : Layer, ILayer<Embedding>
{
    /// <summary>Makes a table with fresh vectors.</summary>
    /// <param name="count">K: how many different indices there are.</param>
    /// <param name="dimension">D: the length of each vector.</param>
    /// <param name="paddingIndex">An index whose vector stays 0 and does not train; −1 for none.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    public Embedding(int count, int dimension, int paddingIndex = -1, Rng? rng = null)
    {
        Count = Require.Positive(count, nameof(count));
        Dimension = Require.Positive(dimension, nameof(dimension));
        if (paddingIndex < -1 || paddingIndex >= count)
            throw new ArgumentOutOfRangeException(nameof(paddingIndex), $"paddingIndex is {paddingIndex}; expected 0…{count - 1}, or −1 for none.");
        PaddingIndex = paddingIndex;
        Weight = Tensor.Parameter([count, dimension]);
        (rng ?? Rng.Default).Normal(Weight, 0, 1);
        if (paddingIndex >= 0)
            Weight[paddingIndex].Fill(0);
    }

    static string ILayer<Embedding>.Name => "Embedding";

    /// <summary>K: how many different indices there are.</summary>
    public int Count { get; }

    /// <summary>D: the length of each vector.</summary>
    public int Dimension { get; }

    /// <summary>The index whose vector does not train, or −1.</summary>
    public int PaddingIndex { get; }

    /// <summary>W, (K, D).</summary>
    public Tensor Weight { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight)];

    static Embedding ILayer<Embedding>.Create(Settings settings) => new(settings.Int("count"), settings.Int("dimension"), settings.Int("padding"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new Ops.Embedding(PaddingIndex).Run(Marked(Weight), x);

    void ILayer<Embedding>.Describe(Settings settings)
    {
        settings.Set("count", Count);
        settings.Set("dimension", Dimension);
        settings.Set("padding", PaddingIndex);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Embedding({Count}, {Dimension})";
}
