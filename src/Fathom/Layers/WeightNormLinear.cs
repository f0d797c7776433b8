namespace Fathom;

/// <summary>Fully connected layer whose weight is kept as length and direction: y = x·Wᵀ + b, W = g·v/‖v‖.</summary>
/// <remarks><code>
/// formula   y = x·Wᵀ + b, W = g·v/‖v‖
/// shapes    x (…, in) → y (…, out)      v (out, in)      g (out, 1) with axis 0, (1, in) with axis 1, () with null      b (out)
/// names     bias, weight_g, weight_v, as torch.nn.utils.weight_norm gives a Linear
/// start     v and b as <see cref="Linear"/>, g = ‖v‖, so that W = v
/// differs   from torch.nn.utils.weight_norm(nn.Linear): nothing
/// source    Salimans and Kingma 2016, arXiv:1602.07868
/// </code></remarks>
public sealed class WeightNormLinear : Layer, ILayer<WeightNormLinear>
{
    private const int AllAxes = -1;

    /// <summary>Makes a layer with fresh weights.</summary>
    /// <param name="inputs">The length of the input's last axis.</param>
    /// <param name="outputs">The length of the output's last axis.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="axis">The axis of W whose slices have a length each: 0, each output, by default; 1, each input; null for one length in all.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or an axis that W has not.</exception>
    public WeightNormLinear(int inputs, int outputs, bool bias = true, int? axis = 0, Rng? rng = null)
    {
        if (axis is not (null or 0 or 1))
            throw new ArgumentOutOfRangeException(nameof(axis), $"axis is {axis}; expected 0 (outputs), 1 (inputs), or null for one length in all.");
        Axis = axis;
        var linear = new Linear(inputs, outputs, bias, rng: rng);
        V = linear.Weight;
        Bias = linear.Bias;
        using (Tape.NoGradients())
            G = (axis is { } kept ? V.Norm(1 - kept, keepAxes: true) : V.Norm()).Keep();
        G.RequireGradient();
    }

    static string ILayer<WeightNormLinear>.Name => "WeightNormLinear";

    /// <summary>The axis of W whose slices have a length each; null for one length in all.</summary>
    public int? Axis { get; }

    /// <summary>g, the lengths.</summary>
    public Tensor G { get; }

    /// <summary>v, the directions (out, in).</summary>
    public Tensor V { get; }

    /// <summary>b (out), or none.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("bias", Bias), ("weight_g", G), ("weight_v", V)];

    static WeightNormLinear ILayer<WeightNormLinear>.Create(Settings settings)
    {
        int axis = settings.Int("axis", AllAxes);
        return new(settings.Int("in"), settings.Int("out"), settings.Bool("bias"), axis == AllAxes ? null : axis);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        return x.Linear(V.WeightNorm(G, Axis), Bias);
    }

    void ILayer<WeightNormLinear>.Describe(Settings settings)
    {
        settings.Set("in", V.Shape[1]);
        settings.Set("out", V.Shape[0]);
        settings.Set("bias", !Bias.IsNone);
        settings.Set("axis", Axis ?? AllAxes);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"WeightNormLinear({V.Shape[1]}, {V.Shape[0]}{(Bias.IsNone ? ", bias: false" : "")}{(Axis == 0 ? "" : $", axis: {Axis?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}")})";
}
