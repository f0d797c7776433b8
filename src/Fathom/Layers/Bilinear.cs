namespace Fathom;

/// <summary>Bilinear layer of two inputs: every product of an element of one with an element of the other has a weight for each output.</summary>
/// <remarks><code>
/// formula   yₖ = aᵀ·Wₖ·b + biasₖ
/// shapes    a (…, in1), b (…, in2) → y (…, out)      W (out, in1, in2)      bias (out)
/// names     weight, bias
/// start     U(±1/√in1) for both, as PyTorch
/// differs   from torch.nn.Bilinear: nothing. It takes two inputs, so it is a module and no <see cref="Layer"/>: a network of one's own holds it as a part
/// source    Tenenbaum and Freeman 2000, "Separating style and content with bilinear models"
/// </code></remarks>
public sealed class Bilinear : Module
{
    /// <summary>Makes a layer with fresh weights.</summary>
    /// <param name="inputs1">The length of the first input's last axis.</param>
    /// <param name="inputs2">The length of the second input's last axis.</param>
    /// <param name="outputs">The length of the output's last axis.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public Bilinear(int inputs1, int inputs2, int outputs, bool bias = true, Rng? rng = null)
    {
        Require.Positive(inputs1, nameof(inputs1));
        Require.Positive(inputs2, nameof(inputs2));
        Require.Positive(outputs, nameof(outputs));
        rng ??= Rng.Default;
        double limit = 1 / Math.Sqrt(inputs1);
        Weight = Tensor.Parameter([outputs, inputs1, inputs2]);
        rng.Uniform(Weight, -limit, limit);
        if (!bias)
            return;
        Bias = Tensor.Parameter([outputs]);
        rng.Uniform(Bias, -limit, limit);
    }

    /// <summary>W (out, in1, in2).</summary>
    public Tensor Weight { get; }

    /// <summary>The bias (out), or none.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight), ("bias", Bias)];

    /// <summary>Computes the output of two inputs with the same leading axes.</summary>
    /// <param name="a">The first input (…, in1).</param>
    /// <param name="b">The second input (…, in2).</param>
    public Tensor Forward(Tensor a, Tensor b)
    {
        using ModuleScope running = Running();
        return a.Bilinear(b, Weight, Bias);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Bilinear({Weight.Shape[1]}, {Weight.Shape[2]}, {Weight.Shape[0]}{(Bias.IsNone ? ", bias: false" : "")})";
}
