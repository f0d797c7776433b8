using System.Globalization;
using System.Numerics;

namespace Fathom;

/// <summary>Features brought to a common scale, each on its own: y = (x − shift) / scale, fitted once on training rows.</summary>
public abstract class FeatureScaler
{
    private readonly double[] _shift;
    private readonly double[] _scale;

    private protected FeatureScaler(double[] shift, double[] scale)
    {
        _shift = shift;
        _scale = scale;
    }

    /// <summary>What is taken away from each feature.</summary>
    private protected IReadOnlyList<double> Shift => _shift;

    /// <summary>What each feature is then divided by; 1 for a feature that is constant on the training rows.</summary>
    public IReadOnlyList<double> Scale => _scale;

    /// <summary>What was noticed about features while it was fitted: constant ones, which become 0, and those whose spread is next to nothing beside their size, so that numbers lose their digits; empty by default. Numbered from 0 and named where names are known.</summary>
    public IReadOnlyList<string> Warnings { get; private protected init; } = [];

    /// <summary>(x − shift) / scale in new memory, worked out in double: X (N, …) with as many values a row as there are features.</summary>
    /// <exception cref="ShapeException">X has another number of features, or holds no floating-point numbers.</exception>
    public Tensor Transform(Tensor x) => Apply(x, inverse: false);

    /// <summary>y · scale + shift: back to the original units.</summary>
    /// <exception cref="ShapeException">Y has another number of features, or holds no floating-point numbers.</exception>
    public Tensor Inverse(Tensor y) => Apply(y, inverse: true);

    /// <summary>What to say of a feature that is the same in every row.</summary>
    private protected static string Constant(string feature, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{feature} is {value:G6} in every row it was fitted on, so it becomes 0 and teaches nothing. Leave it out.");

    /// <summary>The same data set with its X scaled.</summary>
    public Dataset Transform(Dataset data) => data.Source.Tensors is null ? data.With(new ScaledRows(data.Source, this)) : data.With(Transform(data.X), data.Y);

    /// <summary>(x − shift) / scale in place.</summary>
    internal void TransformInPlace(Tensor x) => Apply(x, x, inverse: false);

    private Tensor Apply(Tensor x, bool inverse)
    {
        Tensor y = Tensor.Empty(x.Shape, x.Type);
        Apply(x, y, inverse);
        return y;
    }

    private void Apply(Tensor x, Tensor y, bool inverse)
    {
        if (!x.Type.IsFloating() || x.Rank == 0 || x.Length != (long)x.Shape[0] * _shift.Length)
            throw new ShapeException(GetType().Name, "X", $"{x.Type} {x.Shape}", $"floating-point rows of {_shift.Length} values, as it was fitted on");
        if (x.Type == DType.Float64)
            Apply(x.AsReadOnlySpan<double>(), y.AsSpan<double>(), inverse);
        else
            Apply(x.AsReadOnlySpan<float>(), y.AsSpan<float>(), inverse);
    }

    private void Apply<T>(ReadOnlySpan<T> x, Span<T> y, bool inverse)
        where T : IFloatingPointIeee754<T>
    {
        int features = _shift.Length;
        for (int start = 0; start < x.Length; start += features)
        {
            for (int j = 0; j < features; j++)
            {
                double value = double.CreateTruncating(x[start + j]);
                y[start + j] = T.CreateTruncating(inverse ? (value * _scale[j]) + _shift[j] : (value - _shift[j]) / _scale[j]);
            }
        }
    }
}
