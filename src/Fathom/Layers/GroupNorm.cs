namespace Fathom;

/// <summary>Group normalization: the channels of each example fall into groups of neighbours, each group is brought to mean 0 and variance 1, then scaled and shifted by channel.</summary>
/// <remarks><code>
/// formula   y = (x − mean)/√(var + ε)·w + b, mean and biased variance over each example's group
/// shapes    x (N, C, …) → y (N, C, …)      w, b (C)
/// names     weight, bias
/// start     w = 1, b = 0
/// differs   from torch.nn.GroupNorm: a group of one value is refused (it could only become 0)
/// source    Wu and He 2018, arXiv:1803.08494
/// </code>Looks at no other row: the choice below batches of 32. One group is layer normalization over channels and places, a group for each channel is instance normalization.</remarks>
/// <exception cref="ShapeException">The input has other channels, or one value a group.</exception>
public sealed class GroupNorm : Layer, ILayer<GroupNorm>
{
    /// <summary>Makes a layer.</summary>
    /// <param name="groups">How many groups; divides the channels.</param>
    /// <param name="channels">The number of channels C.</param>
    /// <param name="eps">ε, added to the variance.</param>
    /// <param name="affine">Whether to scale and shift by learned parameters.</param>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public GroupNorm(int groups, int channels, double eps = 1e-5, bool affine = true)
    {
        Groups = Require.Positive(groups, nameof(groups));
        ChannelCount = Require.Positive(channels, nameof(channels));
        Eps = Require.PositiveNumber(eps, nameof(eps));
        if (channels % groups != 0)
            throw new ArgumentException($"GroupNorm: {groups} groups do not divide {channels} channels; expected a divisor of {channels}.", nameof(groups));
        if (!affine)
            return;
        Weight = Tensor.Parameter([channels]);
        Weight.Fill(1);
        Bias = Tensor.Parameter([channels]);
    }

    static string ILayer<GroupNorm>.Name => "GroupNorm";

    /// <summary>The number of groups.</summary>
    public int Groups { get; }

    /// <summary>The number of channels C.</summary>
    public int ChannelCount { get; }

    /// <summary>ε.</summary>
    public double Eps { get; }

    /// <summary>w, the scale (C), or none.</summary>
    public Tensor Weight { get; }

    /// <summary>b, the shift (C), or none.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight), ("bias", Bias)];

    static GroupNorm ILayer<GroupNorm>.Create(Settings settings) =>
        new(settings.Int("groups"), settings.Int("channels"), settings.Double("eps"), settings.Bool("affine"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank < 2 || x.Shape[1] != ChannelCount)
            throw new ShapeException(nameof(GroupNorm), "x", x.Shape.ToString(), $"(N, {ChannelCount}, …)");
        return new Ops.GroupNorm(Groups, Eps).Run(Marked(x), Weight, Bias);
    }

    void ILayer<GroupNorm>.Describe(Settings settings)
    {
        settings.Set("groups", Groups);
        settings.Set("channels", ChannelCount);
        settings.Set("eps", Eps);
        settings.Set("affine", !Weight.IsNone);
    }

    /// <inheritdoc/>
    public override string ToString() => $"GroupNorm({Groups}, {ChannelCount}{(Weight.IsNone ? ", affine: false" : "")})";
}
