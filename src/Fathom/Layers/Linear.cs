namespace Fathom;

/// <summary>Fully connected layer: y = x·Wᵀ + b.</summary>
/// <remarks><code>
/// shapes    x (…, in) → y (…, out)      W (out, in)      b (out,)
/// gradient  dx = dy·W      dW = dyᵀ·x      db = Σ dy over rows
/// names     weight, bias
/// start     U(±1/√in) for both, as PyTorch; model builders choose by activation (He for ReLU, Xavier for tanh)
/// differs   from torch.nn.Linear: nothing
/// source    Rosenblatt 1958, "The perceptron"; the start is that of torch.nn.Linear
/// </code>Rows are examples; a textbook's W·x with column vectors is the same map, transposed.</remarks>
public sealed class Linear : Layer, ILayer<Linear>
{
    private readonly Tensor _bias;

    /// <summary>Makes a layer with fresh weights.</summary>
    /// <param name="inputs">The length of the input's last axis.</param>
    /// <param name="outputs">The length of the output's last axis.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="weight">How W starts; by default U(±1/√in). The bias then starts at 0.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public Linear(int inputs, int outputs, bool bias = true, Initializer? weight = null, Rng? rng = null)
    {
        Inputs = Require.Positive(inputs, nameof(inputs));
        Outputs = Require.Positive(outputs, nameof(outputs));
        rng ??= Rng.Default;
        double limit = 1 / Math.Sqrt(inputs);
        Weight = Tensor.Parameter([outputs, inputs]);
        if (weight is not null)
            weight.Apply(Weight, rng);
        else
            rng.Uniform(Weight, -limit, limit);
        if (!bias)
            return;
        _bias = Tensor.Parameter([outputs]);
        if (weight is null)
            rng.Uniform(_bias, -limit, limit);
    }

    static string ILayer<Linear>.Name => "Linear";

    /// <summary>The length of the input's last axis.</summary>
    public int Inputs { get; }

    /// <summary>The length of the output's last axis.</summary>
    public int Outputs { get; }

    /// <summary>W, (out, in).</summary>
    public Tensor Weight { get; }

    /// <summary>b, (out,), or none.</summary>
    public Tensor Bias => _bias;

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight), ("bias", _bias)];

    static Linear ILayer<Linear>.Create(Settings settings) => new(settings.Int("in"), settings.Int("out"), settings.Bool("bias"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new Ops.Linear().Run(x, Weight, _bias);

    void ILayer<Linear>.Describe(Settings settings)
    {
        settings.Set("in", Inputs);
        settings.Set("out", Outputs);
        settings.Set("bias", !_bias.IsNone);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Linear({Inputs}, {Outputs}{(_bias.IsNone ? ", bias: false" : "")})";
}
