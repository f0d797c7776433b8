namespace Fathom;

/// <summary>The rectifier whose slope below 0 is learned: one for all, or one for each channel.</summary>
/// <remarks><code>
/// formula     y = x for x &gt; 0, w·x elsewhere
/// shapes      x (N, C, …) → y (N, C, …)      w (1) or (C), for axis 1 (axis 0 of a vector)
/// derivative  1 where x &gt; 0, w elsewhere (also at 0)      dw = Σ dy · min(x, 0)
/// names       weight
/// start       w = 0.25
/// differs     from torch.nn.PReLU: nothing. Leave weight decay off: it pulls towards ReLU
/// source      He, Zhang, Ren and Sun 2015, arXiv:1502.01852
/// </code></remarks>
public sealed class PReLU : Activation, ILayer<PReLU>
{
    /// <summary>Makes an activation with fresh slopes.</summary>
    /// <param name="channels">The number of slopes: 1 for one that all share, or the length of axis 1. torch: num_parameters.</param>
    /// <param name="start">What the slopes start at; 0.25 by default. torch: init.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer channels than 1.</exception>
    public PReLU(int channels = 1, double start = 0.25)
    {
        Channels = Require.Positive(channels, nameof(channels));
        Weight = Tensor.Parameter([channels]);
        Weight.Fill(start);
    }

    static string ILayer<PReLU>.Name => "PReLU";

    /// <summary>The number of slopes.</summary>
    public int Channels { get; }

    /// <summary>w, the slopes below 0.</summary>
    public Tensor Weight { get; }

    /// <inheritdoc/>
    public override string Formula => "x for x > 0, w·x elsewhere, w learned";

    /// <inheritdoc/>
    public override (double Low, double High) Range => (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>He's way for the slope as it is now.</summary>
    public override Initializer Start => new HeUniform(gain: Gain.LeakyReLU(Weight.GetElement(0)));

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight)];

    static PReLU ILayer<PReLU>.Create(Settings settings) => new(settings.Int("channels"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        return x.PReLU(Weight);
    }

    void ILayer<PReLU>.Describe(Settings settings) => settings.Set("channels", Channels);

    /// <inheritdoc/>
    public override string ToString() => Channels == 1 ? "PReLU" : $"PReLU({Channels})";

    private protected override Tensor At(Tensor x) => x.PReLU(Weight.Detach().To(x.Type));
}
