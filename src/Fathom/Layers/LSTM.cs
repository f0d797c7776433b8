namespace Fathom;

/// <summary>Layers of long short-term memory: c' = f∘c + i∘g, h' = o∘tanh c', a state that gates write, keep and read.</summary>
/// <remarks><code>
/// formula   i, f, o = σ(W_i·x + b_i + W_h·h + b_h), each with its rows; g = tanh(…); c' = f∘c + i∘g; h' = o∘tanh c', projected W_hr·(o∘tanh c'); the next layer's x is this one's h
/// shapes    x (N, T, D), or (T, N, D) with batchFirst: false, or (T, D) → y (N, T, directions·P), state h (layers·directions, N, P) and c (layers·directions, N, H); P = H without a projection
/// gradient  backpropagation through time, over all steps of one call
/// names     weight_ih_l0 (4H, D), weight_hh_l0 (4H, P), bias_ih_l0, bias_hh_l0 (4H), rows in the order i, f, g, o; weight_hr_l0 (P, H); then _l1 …, backwards _l0_reverse …
/// start     U(±1/√H) for all, as PyTorch
/// differs   from torch.nn.LSTM: batch first by default; lengths instead of packed sequences; Forward(x) alone gives the output without the state
/// source    Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000; projection: Sak, Senior and Beaufays 2014, arXiv:1402.1128; bidirectional: Schuster and Paliwal 1997
/// </code></remarks>
public sealed class LSTM : RecurrentLayer, ILayer<LSTM>
{
    /// <summary>Makes layers with fresh weights.</summary>
    /// <param name="inputs">D: the length of the input's last axis.</param>
    /// <param name="hidden">H: the units of each layer and direction.</param>
    /// <param name="layers">How many layers stand upon each other; 1 by default.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="batchFirst">Whether the input is (N, T, D), the default, instead of (T, N, D).</param>
    /// <param name="dropout">The probability of dropping an output between layers, in training; 0 by default.</param>
    /// <param name="bidirectional">Whether each layer also runs backwards in time; the outputs of both stand side by side.</param>
    /// <param name="projected">P: what h is projected to, less than H; 0, the default, for no projection. PyTorch's proj_size.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, dropout not in [0, 1), or projected not less than hidden.</exception>
    public LSTM(int inputs, int hidden, int layers = 1, bool bias = true, bool batchFirst = true, double dropout = 0, bool bidirectional = false, int projected = 0, Rng? rng = null)
        : base(4, inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, projected, rng)
    {
    }

    static string ILayer<LSTM>.Name => "LSTM";

    /// <summary>P: what h is projected to, or 0 for no projection.</summary>
    public int Projected => Projection;

    private protected override bool HasCells => true;

    private protected override string Special => Projected > 0 ? $", projected: {Projected}" : "";

    static LSTM ILayer<LSTM>.Create(Settings s) =>
        new(s.Int("in"), s.Int("hidden"), s.Int("layers"), s.Bool("bias"), s.Bool("batch_first"), s.Double("dropout"), s.Bool("bidirectional"), s.Int("projected"));

    void ILayer<LSTM>.Describe(Settings settings)
    {
        DescribeShared(settings);
        settings.Set("projected", Projected);
    }

    private protected override (Tensor Y, Tensor H, Tensor C) RunDirection(Tensor x, ReadOnlySpan<Tensor> p, Tensor h0, Tensor c0, Tensor lengths, bool reverse) =>
        x.LSTM(p[0], p[1], p[2], p[3], h0, c0, lengths, p[4], reverse);
}
