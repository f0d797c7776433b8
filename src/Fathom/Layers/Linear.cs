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
public sealed class Linear : Layer, ILayer<Linear>, IProduct, IInference
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

    /// <summary>Makes a layer on tensors that are there already. Given another layer's parameter, both share it: one tensor, trained by both and counted once (tied weights). Tensors that ask for no gradient are not trained.</summary>
    /// <param name="weight">W, (out, in). An embedding's table (rows, dimension) makes the layer from a dimension back to rows.</param>
    /// <param name="bias">b (out), or none.</param>
    /// <exception cref="ShapeException">weight has not 2 axes of at least 1, or bias is not (out).</exception>
    /// <remarks>Press and Wolf 2017, arXiv:1608.05859.</remarks>
    public Linear(Tensor weight, Tensor bias = default)
    {
        if (weight.Rank != 2 || weight.Length == 0)
            throw new ShapeException(nameof(Linear), nameof(weight), weight.Shape.ToString(), "2 axes of at least 1, (out, in)");
        if (!bias.IsNone && bias.Shape != new Shape([weight.Shape[0]]))
            throw new ShapeException(nameof(Linear), nameof(bias), bias.Shape.ToString(), $"({weight.Shape[0]},), because weight is {weight.Shape} (axis 0)");
        (Outputs, Inputs) = (weight.Shape[0], weight.Shape[1]);
        Weight = weight.Keep();
        _bias = bias.IsNone ? bias : bias.Keep();
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

    long IProduct.MultiplyAdds(long inputs, long outputs) => outputs * Inputs;

    static Linear ILayer<Linear>.Create(Settings settings) => new(settings.Int("in"), settings.Int("out"), settings.Bool("bias"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new Ops.Linear().Run(Marked(x), Weight, _bias);

    bool IInference.Build(InferencePlan plan) => plan.Product(this, Weight, _bias);

    void ILayer<Linear>.Describe(Settings settings)
    {
        settings.Set("in", Inputs);
        settings.Set("out", Outputs);
        settings.Set("bias", !_bias.IsNone);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Linear({Inputs}, {Outputs}{(_bias.IsNone ? ", bias: false" : "")})";
}
