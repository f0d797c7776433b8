namespace Fathom;

/// <summary>Layers of gated recurrent units: h' = (1 − z)∘n + z∘h, where gates decide what of the old state stays.</summary>
/// <remarks><code>
/// formula   r, z = σ(W_i·x + b_i + W_h·h + b_h); n = tanh(W_in·x + b_in + r∘(W_hn·h + b_hn)); h' = (1 − z)∘n + z∘h; the next layer's x is this one's h
/// shapes    x (N, T, D), or (T, N, D) with batchFirst: false, or (T, D) → y (N, T, directions·H), state h (layers·directions, N, H)
/// gradient  backpropagation through time, over all steps of one call
/// names     weight_ih_l0 (3H, D), weight_hh_l0 (3H, H), bias_ih_l0, bias_hh_l0 (3H), rows in the order r, z, n; then _l1 …, backwards _l0_reverse …
/// start     U(±1/√H) for all, as PyTorch
/// differs   from torch.nn.GRU: batch first by default; lengths instead of packed sequences; Forward(x) alone gives the output without the state
/// source    Cho et al. 2014, arXiv:1406.1078; bidirectional: Schuster and Paliwal 1997
/// </code></remarks>
public sealed class GRU : RecurrentLayer, ILayer<GRU>
{
    /// <summary>Makes layers with fresh weights.</summary>
    /// <param name="inputs">D: the length of the input's last axis.</param>
    /// <param name="hidden">H: the units of each layer and direction.</param>
    /// <param name="layers">How many layers stand upon each other; 1 by default.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="batchFirst">Whether the input is (N, T, D), the default, instead of (T, N, D).</param>
    /// <param name="dropout">The probability of dropping an output between layers, in training; 0 by default.</param>
    /// <param name="bidirectional">Whether each layer also runs backwards in time; the outputs of both stand side by side.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or dropout not in [0, 1).</exception>
    public GRU(int inputs, int hidden, int layers = 1, bool bias = true, bool batchFirst = true, double dropout = 0, bool bidirectional = false, Rng? rng = null)
        : base(3, inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, 0, rng)
    {
    }

    static string ILayer<GRU>.Name => "GRU";

    private protected override bool HasCells => false;

    static GRU ILayer<GRU>.Create(Settings s) =>
        new(s.Int("in"), s.Int("hidden"), s.Int("layers"), s.Bool("bias"), s.Bool("batch_first"), s.Double("dropout"), s.Bool("bidirectional"));

    void ILayer<GRU>.Describe(Settings settings) => DescribeShared(settings);

    private protected override (Tensor Y, Tensor H, Tensor C) RunDirection(Tensor x, ReadOnlySpan<Tensor> p, Tensor h0, Tensor c0, Tensor lengths, bool reverse)
    {
        (Tensor y, Tensor h) = x.GRU(p[0], p[1], p[2], p[3], h0, lengths, reverse);
        return (y, h, default);
    }
}
