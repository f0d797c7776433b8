namespace Fathom;

/// <summary>
/// A layer that does the same with every element, y = f(x). Value and derivative can be called on their own, for looking at a function:
/// <c>new GELU().Derivative(0.5)</c>. <see cref="Activations"/> lists all of them and makes them by name.
/// </summary>
/// <remarks>Both are what the library trains with: the value is <see cref="Layer.Forward"/>'s operation in double, the derivative what backward makes of it. There is no second formula.</remarks>
public abstract class Activation : Layer, IInference
{
    /// <summary>The name, as PyTorch's; a variant adds its setting.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>f(x) as a textbook writes it.</summary>
    public abstract string Formula { get; }

    /// <summary>The values of f lie between these, ends included or only approached; ±∞ where there is no bound.</summary>
    public abstract (double Low, double High) Range { get; }

    /// <summary>How weights before this activation should start: He's way for ReLU and its kin, unless the activation says otherwise.</summary>
    public virtual Initializer Start => new HeUniform();

    /// <summary>f for a predictor, to be applied wherever the numbers are written; null where f has weights or is put together of several operations.</summary>
    internal virtual InferenceMap? Map => null;

    /// <summary>f(x).</summary>
    /// <param name="x">Where.</param>
    public double Value(double x) => Value(Tensor.Scalar(x, DType.Float64)).ToScalar();

    /// <summary>f of every element, not recorded for backward.</summary>
    /// <param name="x">Where, of any shape and floating-point type.</param>
    public Tensor Value(Tensor x)
    {
        using (Tape.NoGradients())
            return At(x);
    }

    /// <summary>f′(x); at a kink the value that backward uses (0 for ReLU at 0).</summary>
    /// <param name="x">Where.</param>
    public double Derivative(double x) => Derivative(Tensor.Scalar(x, DType.Float64)).ToScalar();

    /// <summary>f′ of every element; at a kink the value that backward uses. No parameter receives a gradient.</summary>
    /// <param name="x">Where, of any shape and floating-point type.</param>
    public Tensor Derivative(Tensor x)
    {
        using (Tape.Gradients())
        {
            Tensor leaf = x.Copy().RequireGradient();
            At(leaf).Backward(Tensor.Ones(x.Shape, x.Type));
            return leaf.Gradient;
        }
    }

    bool IInference.Build(InferencePlan plan) => Map is { } map && plan.Map(map, ToString());

    /// <summary>f with parameters, if there are any, held fixed and in x's type.</summary>
    private protected virtual Tensor At(Tensor x) => Forward(x);
}
