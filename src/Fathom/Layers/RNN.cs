namespace Fathom;

/// <summary>Plain recurrent layers: h' = φ(W_ih·x + b_ih + W_hh·h + b_hh), with φ = tanh or ReLU.</summary>
/// <remarks><code>
/// formula   h_t = φ(W_ih·x_t + b_ih + W_hh·h_(t−1) + b_hh); the next layer's x is this one's h
/// shapes    x (N, T, D), or (T, N, D) with batchFirst: false, or (T, D) → y (N, T, directions·H), state h (layers·directions, N, H)
/// gradient  backpropagation through time, over all steps of one call
/// names     weight_ih_l0 (H, D), weight_hh_l0 (H, H), bias_ih_l0, bias_hh_l0 (H); then _l1 …, backwards _l0_reverse …
/// start     U(±1/√H) for all, as PyTorch
/// differs   from torch.nn.RNN: batch first by default; lengths instead of packed sequences; relu: true for nonlinearity="relu"; Forward(x) alone gives the output without the state
/// source    Elman 1990, "Finding structure in time"; bidirectional: Schuster and Paliwal 1997
/// </code></remarks>
public sealed class RNN : RecurrentLayer, ILayer<RNN>
{
    /// <summary>Makes layers with fresh weights.</summary>
    /// <param name="inputs">D: the length of the input's last axis.</param>
    /// <param name="hidden">H: the units of each layer and direction.</param>
    /// <param name="layers">How many layers stand upon each other; 1 by default.</param>
    /// <param name="relu">Whether φ is ReLU; tanh by default.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="batchFirst">Whether the input is (N, T, D), the default, instead of (T, N, D).</param>
    /// <param name="dropout">The probability of dropping an output between layers, in training; 0 by default.</param>
    /// <param name="bidirectional">Whether each layer also runs backwards in time; the outputs of both stand side by side.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or dropout not in [0, 1).</exception>
    public RNN(int inputs, int hidden, int layers = 1, bool relu = false, bool bias = true, bool batchFirst = true, double dropout = 0, bool bidirectional = false, Rng? rng = null)
        : base(1, inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, 0, rng) => IsReLU = relu;

    static string ILayer<RNN>.Name => "RNN";

    /// <summary>Whether φ is ReLU instead of tanh.</summary>
    public bool IsReLU { get; }

    private protected override bool HasCells => false;

    private protected override string Special => IsReLU ? ", relu: true" : "";

    static RNN ILayer<RNN>.Create(Settings s) =>
        new(s.Int("in"), s.Int("hidden"), s.Int("layers"), s.Bool("relu"), s.Bool("bias"), s.Bool("batch_first"), s.Double("dropout"), s.Bool("bidirectional"));

    void ILayer<RNN>.Describe(Settings settings)
    {
        DescribeShared(settings);
        settings.Set("relu", IsReLU);
    }

    private protected override (Tensor Y, Tensor H, Tensor C) RunDirection(Tensor x, ReadOnlySpan<Tensor> p, Tensor h0, Tensor c0, Tensor lengths, bool reverse)
    {
        (Tensor y, Tensor h) = x.RNN(p[0], p[1], p[2], p[3], h0, lengths, IsReLU, reverse);
        return (y, h, default);
    }
}
