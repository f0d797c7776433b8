namespace Fathom;

/// <summary>Numbers that are positive and add up to 1 along an axis. Networks for classes end in logits instead: the loss takes those.</summary>
/// <param name="axis">The axis that adds up to 1; the last by default.</param>
/// <param name="temperature">T: above 1 evens the numbers out, below 1 sharpens them; 1 by default.</param>
/// <remarks><code>
/// formula   yᵢ = e^(xᵢ/T) / Σ e^(xⱼ/T)
/// shapes    x (…) → y (…)
/// gradient  dx = y · (dy − Σ dy · y) / T
/// differs   from torch.nn.Softmax: the temperature; the axis has a default
/// source    Bridle 1990; temperature: Hinton, Vinyals and Dean 2015, arXiv:1503.02531
/// </code></remarks>
/// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0.</exception>
public sealed class Softmax(int axis = -1, double temperature = 1) : Layer, ILayer<Softmax>, IInference
{
    static string ILayer<Softmax>.Name => "Softmax";

    /// <summary>The axis that adds up to 1; the last by default.</summary>
    public int Axis { get; } = axis;

    /// <summary>T: above 1 evens the numbers out, below 1 sharpens them; 1 by default.</summary>
    public double Temperature { get; } = Require.PositiveNumber(temperature, nameof(temperature));

    static Softmax ILayer<Softmax>.Create(Settings settings) => new(settings.Int("axis"), settings.Double("temperature"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        return x.Softmax(Axis, Temperature);
    }

    bool IInference.Build(InferencePlan plan) => plan.Row.Rank > 0 && (Axis == -1 || Axis == plan.Row.Rank) && plan.Softmax(this, Temperature);

    void ILayer<Softmax>.Describe(Settings settings)
    {
        settings.Set("axis", Axis);
        settings.Set("temperature", Temperature);
    }
}
