namespace Fathom.Tests.Ops;

/// <summary>One input of a sample: a shape, and where its numbers come from. Always the same numbers.</summary>
public sealed record Input
{
    private readonly int[] _shape;
    private readonly Func<Rng, double> _next;
    private readonly DType? _type;

    private Input(int[] shape, Func<Rng, double> next, DType? type = null, bool differentiable = true)
    {
        _shape = shape;
        _next = next;
        _type = type;
        IsDifferentiable = differentiable;
    }

    public bool IsDifferentiable { get; private init; }

    public bool IsFloating => _type is null;

    /// <summary>Numbers spread evenly over a range.</summary>
    public static Input Between(double low, double high, params int[] shape) => new(shape, rng => low + ((high - low) * rng.NextDouble()));

    /// <summary>Numbers between −2 and 2 that keep 0.05 away from kinks.</summary>
    public static Input Away(double[] kinks, params int[] shape) => new(shape, rng =>
    {
        while (true)
        {
            double x = -2 + (4 * rng.NextDouble());
            if (kinks.All(kink => Math.Abs(x - kink) > 0.05))
                return x;
        }
    });

    /// <summary>Whole numbers 0 … count − 1.</summary>
    public static Input Numbers(int count, params int[] shape) => new(shape, rng => Math.Floor(count * rng.NextDouble()), DType.Int64, false);

    /// <summary>Whole numbers −1 … count − 1.</summary>
    public static Input LabelLists(int count, params int[] shape) => new(shape, rng => Math.Floor((count + 1) * rng.NextDouble()) - 1, DType.Int64, false);

    /// <summary>1 or −1, by which nothing is differentiated.</summary>
    public static Input Signs(params int[] shape) => new(shape, rng => rng.NextDouble() < 0.5 ? 1 : -1, differentiable: false);

    /// <summary>True or false.</summary>
    public static Input Mask(params int[] shape) => new(shape, rng => rng.NextDouble() < 0.5 ? 1 : 0, DType.Bool, false);

    /// <summary>The same input, but one by which the operation has no gradient, as labels are.</summary>
    public Input Fixed() => this with { IsDifferentiable = false };

    public Tensor Draw(DType type, int number, int length)
    {
        var rng = new Rng(7, stream: (ulong)number);
        Tensor tensor = Tensor.Zeros(length < 0 ? _shape : [length], _type ?? type);
        for (int i = 0; i < tensor.Length; i++)
        {
            double value = _next(rng);
            switch (tensor.Type)
            {
                case DType.Float64: tensor.AsSpan<double>()[i] = value; break;
                case DType.Float32: tensor.AsSpan<float>()[i] = (float)value; break;
                case DType.Int64: tensor.AsSpan<long>()[i] = (long)value; break;
                default: tensor.AsSpan<bool>()[i] = value != 0; break;
            }
        }

        return IsDifferentiable ? tensor.RequireGradient() : tensor;
    }
}
