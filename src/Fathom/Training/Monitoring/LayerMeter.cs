using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>Measures one layer: its parameters, their gradients and change, and what it gives. Its memory is made once.</summary>
internal sealed class LayerMeter
{
    /// <summary>How near to an asymptote a value is saturated.</summary>
    public const double Near = 0.01;

    private readonly Tensor[] _parameters;
    private readonly Tensor[] _before;
    private readonly bool _rectifies;
    private readonly (double Low, double High)? _asymptotes;
    private bool[] _alive = [];
    private LayerHealth _health;

    public LayerMeter(string name, Module module, IEnumerable<Tensor> parameters)
    {
        Module = module;
        _parameters = [.. parameters];
        _before = new Tensor[_parameters.Length];
        _rectifies = module is ReLU or ReLU6;
        _asymptotes = AsymptotesOf(module);
        _health = Empty = new LayerHealth { Name = name, Kind = module.GetType().Name };
    }

    public Module Module { get; }

    /// <summary>Whether its result's second axis holds channels also where there are three axes, as of a convolution over time.</summary>
    public bool HasChannels => Module is Convolution or BatchNorm or InstanceNorm or GroupNorm;

    public bool HasParameters => _parameters.Length > 0;

    private LayerHealth Empty { get; }

    /// <summary>The layers of a network worth measuring, in the order of computation: those with parameters of their own, activations, and those from elsewhere that hold no others. What only moves or drops values is not.</summary>
    public static LayerMeter[] Of(Module model, Func<string, bool> wanted)
    {
        var meters = new List<LayerMeter>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in model.Descendants())
        {
            if (!seen.Add(module))
                continue;
            Part[] parts = [.. module.GetParts()];
            Tensor[] own = [.. parts.Where(part => part.Module is null && !part.IsBuffer && !part.Tensor.IsNone).Select(part => part.Tensor.Origin).Where(tensor => tensor.Type.IsFloating() && seen.Add(tensor.Cell))];
            bool isForeign = module.GetType().Assembly != typeof(Module).Assembly && !parts.Any(part => part.Module is not null);
            if ((own.Length > 0 || module is Activation or Softmax or LogSoftmax || isForeign) && wanted(path))
                meters.Add(new LayerMeter(path, module, own));
        }

        return [.. meters];
    }

    /// <summary>Whether a parameter is one of the layer's.</summary>
    public bool Measures(Tensor parameter) => _parameters.Any(own => own.Cell == parameter.Cell);

    /// <summary>Begins a sample: forgets the last, and remembers the parameters where their change is wanted.</summary>
    public void Begin(bool remember)
    {
        _health = Empty;
        for (int i = 0; remember && i < _parameters.Length; i++)
        {
            if (_before[i].IsNone)
                _before[i] = _parameters[i].Copy().Keep();
            else
                _before[i].CopyFrom(_parameters[i]);
        }
    }

    /// <summary>Measures what the layer gave; of several calls in one step the last counts.</summary>
    /// <param name="y">What it gave.</param>
    /// <param name="rectified">Whether that went through a rectifier of its own.</param>
    /// <param name="channelsSecond">Where the units of a result of three axes lie.</param>
    /// <param name="bins">Bins of the histogram; 0 for none.</param>
    public void Output(Cell y, bool rectified, bool channelsSecond, int bins)
    {
        if (y.Type == DType.Float32)
            Output<float>(y, rectified, channelsSecond, bins);
        else if (y.Type == DType.Float64)
            Output<double>(y, rectified, channelsSecond, bins);
    }

    /// <summary>Σ x²; NaN where a number is not finite.</summary>
    public static double SquaresOf(Tensor tensor)
    {
        Moments moments = Of(tensor);
        return moments.NotFinite > 0 ? double.NaN : moments.Squares;
    }

    /// <summary>Measures parameters and gradients; gives Σ g².</summary>
    public double Gradients(int bins)
    {
        Moments weights = Moments.None, gradients = Moments.None;
        bool any = false;
        foreach (Tensor parameter in _parameters)
        {
            weights += Of(parameter);
            if (parameter.Gradient is not { IsNone: false } gradient)
                continue;
            gradients += Of(gradient);
            any = true;
        }

        _health = _health with
        {
            WeightNorm = HasParameters ? weights.Norm : null,
            GradientNorm = any ? gradients.Norm : null,
            Weights = HasParameters ? Bins(_parameters, weights, bins) : null,
            Gradients = any ? Bins(_parameters.Select(parameter => parameter.Gradient).Where(gradient => !gradient.IsNone), gradients, bins) : null,
        };
        return gradients.NotFinite > 0 ? double.NaN : gradients.Squares;
    }

    /// <summary>Measures how far the step moved the parameters.</summary>
    public void Update()
    {
        if (!HasParameters)
            return;
        double change = 0;
        for (int i = 0; i < _parameters.Length; i++)
        {
            change += _parameters[i].Type == DType.Float64
                ? Moments.SquaredDistance(_parameters[i].AsReadOnlySpan<double>(), _before[i].AsReadOnlySpan<double>())
                : Moments.SquaredDistance(_parameters[i].AsReadOnlySpan<float>(), _before[i].AsReadOnlySpan<float>());
        }

        // A frozen layer takes no steps; a ratio of 0 would say that its steps are too small.
        if (change != 0 || _health.GradientNorm is not null)
            _health = _health with { UpdateRatio = Math.Sqrt(change) / _health.WeightNorm!.Value };
    }

    /// <summary>What was measured.</summary>
    public LayerHealth ToHealth() => _health;

    private static (double, double)? AsymptotesOf(Module module) => module switch
    {
        ReLU6 or Heaviside => null,
        Activation { Range: { Low: > double.NegativeInfinity, High: < double.PositiveInfinity } range } => range,
        RNN { IsReLU: false } or GRU or LSTM { Projected: 0 } => (-1, 1),
        _ => null,
    };

    private static Moments Of(Tensor tensor) => tensor.Type == DType.Float64 ? Moments.Of(tensor.AsReadOnlySpan<double>()) : Moments.Of(tensor.AsReadOnlySpan<float>());

    private static Histogram? Bins(IEnumerable<Tensor> tensors, Moments moments, int bins)
    {
        if (bins == 0 || moments.Count == 0)
            return null;
        long[] counts = new long[bins];
        foreach (Tensor tensor in tensors)
        {
            if (tensor.Type == DType.Float64)
                ValueBins.Add(tensor.AsReadOnlySpan<double>(), moments.Low, moments.High, counts);
            else
                ValueBins.Add(tensor.AsReadOnlySpan<float>(), moments.Low, moments.High, counts);
        }

        return new Histogram(moments.Low, moments.High, counts) { NotFinite = moments.NotFinite };
    }

    private void Output<T>(Cell y, bool rectified, bool channelsSecond, int bins)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> values = y.Span<T>();
        if (values.IsEmpty)
            return;
        var moments = Moments.Of(values);
        Histogram? histogram = null;
        if (bins > 0 && moments.Count > 0)
        {
            long[] counts = new long[bins];
            ValueBins.Add(values, moments.Low, moments.High, counts);
            histogram = new Histogram(moments.Low, moments.High, counts) { NotFinite = moments.NotFinite };
        }

        _health = _health with
        {
            ActivationMean = moments.Mean,
            ActivationDeviation = moments.Deviation,
            DeadShare = _rectifies || rectified ? DeadShare(values, y.Shape, channelsSecond) : null,
            SaturatedShare = _asymptotes is var (low, high) ? (double)Moments.CountNear(values, low, high, Near) / values.Length : null,
            Activations = histogram,
        };
    }

    /// <summary>The share of units that are 0 throughout: channels of pictures, else places of the last axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double DeadShare<T>(ReadOnlySpan<T> values, in Shape shape, bool channelsSecond)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int axis = shape.Rank > 3 || (shape.Rank == 3 && channelsSecond) ? 1 : shape.Rank - 1;
        int units = axis < 0 ? 1 : shape[axis], inner = axis < 0 ? 1 : shape[(axis + 1)..].Length, alive = 0;
        if (_alive.Length < units)
            _alive = new bool[units];
        Array.Clear(_alive);
        for (int at = 0, unit = 0; at < values.Length && alive < units; at += inner, unit = unit + 1 == units ? 0 : unit + 1)
        {
            if (_alive[unit] || IsZero(values.Slice(at, inner)))
                continue;
            _alive[unit] = true;
            alive++;
        }

        return (double)(units - alive) / units;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsZero<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T value in values)
        {
            if (value != T.Zero)
                return false;
        }

        return true;
    }
}
