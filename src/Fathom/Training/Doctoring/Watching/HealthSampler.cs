using System.Numerics.Tensors;

namespace Fathom;

/// <summary>Gradient norms and updates layer by layer, without hooks: read before and after a step, from parameters alone.</summary>
internal sealed class HealthSampler
{
    private readonly Optimizer _optimizer;
    private readonly OwnParameters[] _layers;
    private double _norm;

    public HealthSampler(Layer model, Optimizer optimizer)
    {
        _optimizer = optimizer;
        _layers = [.. model.Descendants().Select(item => new OwnParameters(item.Path, item.Module)).Where(layer => layer.HasAny)];
    }

    /// <summary>Takes down gradients and weights, before anything is changed.</summary>
    public void Before()
    {
        double squares = 0;
        foreach (OwnParameters layer in _layers)
            squares += layer.Before();
        _norm = Math.Sqrt(squares);
    }

    /// <summary>What the step did.</summary>
    public Health After(long step, int epoch, double loss) => new()
    {
        Step = step,
        Epoch = epoch,
        Loss = loss,
        LearningRate = _optimizer.LearningRate,
        GradientNorm = _norm,
        ClippedShare = _optimizer.ClipNorm is { } limit ? _norm > limit ? 1 : 0 : null,
        Layers = [.. _layers.Select(layer => layer.After())],
    };

    private sealed class OwnParameters(string path, Module module)
    {
        private readonly Tensor[] _parameters = [.. module.GetParts().Where(part => part.Module is null && !part.IsBuffer && !part.Tensor.IsNone).Select(part => part.Tensor.Origin)];
        private double[][]? _before;
        private double _gradient;

        public bool HasAny => _parameters.Length > 0;

        /// <summary>The sum of the squares of its gradients.</summary>
        public double Before()
        {
            _before ??= [.. _parameters.Select(parameter => new double[parameter.Length])];
            double squares = 0;
            for (int i = 0; i < _parameters.Length; i++)
            {
                Copy(_parameters[i], _before[i]);
                if (!_parameters[i].Gradient.IsNone)
                    squares += Squares(_parameters[i].Gradient);
            }

            _gradient = Math.Sqrt(squares);
            return squares;
        }

        public LayerHealth After()
        {
            double weights = 0, change = 0;
            for (int i = 0; i < _parameters.Length; i++)
            {
                double[] now = new double[_parameters[i].Length];
                Copy(_parameters[i], now);
                weights += TensorPrimitives.SumOfSquares<double>(_before![i]);
                TensorPrimitives.Subtract(now, _before[i], now);
                change += TensorPrimitives.SumOfSquares<double>(now);
            }

            return new LayerHealth
            {
                Name = path,
                Kind = module.GetType().Name,
                GradientNorm = _gradient,
                WeightNorm = Math.Sqrt(weights),
                UpdateRatio = weights > 0 ? Math.Sqrt(change / weights) : null,
            };
        }

        private static void Copy(Tensor from, double[] to)
        {
            if (from.Type == DType.Float64)
                from.AsReadOnlySpan<double>().CopyTo(to);
            else
                TensorPrimitives.ConvertTruncating(from.AsReadOnlySpan<float>(), to);
        }

        private static double Squares(Tensor tensor) => tensor.Type == DType.Float64
            ? TensorPrimitives.SumOfSquares(tensor.AsReadOnlySpan<double>())
            : TensorPrimitives.SumOfSquares(tensor.AsReadOnlySpan<float>());
    }
}
