namespace Fathom;

/// <summary>Normal noise on features, in proportion to each one's standard deviation: x + strength·σ·ε, ε ~ N(0, 1). Training with it is like weight decay.</summary>
/// <remarks><code>
/// var noise = new FeatureNoise(train, strength: 0.1);
/// foreach (var (x, y) in train.Steps(32, shuffle: true))
///     trainer.TrainStep(noise.Apply(x, rng), y); // new noise in every step
///
/// formula   y[i, j] = x[i, j] + strength·σ[j]·ε[i, j]      σ from the training rows; a feature that is constant there stays as it is
/// shapes    x (N, …) with as many values a row as the training rows have → the same
/// use       while training alone; 0.01…0.1 is usual
/// source    Bishop 1995, "Training with noise is equivalent to Tikhonov regularization"
/// </code></remarks>
public sealed class FeatureNoise
{
    private readonly double[] _deviation;

    /// <summary>Measures the features.</summary>
    /// <param name="training">The training part.</param>
    /// <param name="strength">The noise's standard deviation in those of the feature, 0 or more; .05 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The strength is negative or no finite number.</exception>
    /// <exception cref="ShapeException">X holds no floating-point numbers.</exception>
    public FeatureNoise(Dataset training, double strength = 0.05)
    {
        Strength = Require.NotNegativeNumber(strength, nameof(strength));
        if (!training.X.Type.IsFloating())
            throw new ShapeException(nameof(FeatureNoise), "X", $"{training.X.Type} {training.X.Shape}", "floating-point features", "Noise would make another index of an index.");
        int width = training.X.Length / training.Count;
        using (Tape.NoGradients())
        {
            Tensor rows = training.X.To(DType.Float64).Reshape(training.Count, width);
            double[] deviation = rows.Std(0, correction: 0).ToArray<double>(), spread = (rows.Max(0) - rows.Min(0)).ToArray<double>();
            _deviation = [.. deviation.Zip(spread, (std, range) => range == 0 ? 0 : std)]; // rounding makes a constant's deviation a little more than 0
        }
    }

    /// <summary>The noise's standard deviation in those of the feature.</summary>
    public double Strength { get; }

    /// <summary>The standard deviation of each feature on the training rows.</summary>
    public IReadOnlyList<double> Deviation => _deviation;

    /// <summary>The rows with noise of their own, in new memory.</summary>
    /// <param name="x">Rows of features.</param>
    /// <param name="rng">Where the noise comes from; the same state gives the same noise.</param>
    /// <exception cref="ShapeException">The rows have another number of features, or hold no floating-point numbers.</exception>
    public Tensor Apply(Tensor x, Rng? rng = null)
    {
        if (!x.Type.IsFloating() || x.Rank == 0 || x.Length != (long)x.Shape[0] * _deviation.Length)
            throw new ShapeException(nameof(FeatureNoise), "x", $"{x.Type} {x.Shape}", $"floating-point rows of {_deviation.Length} values, as the training rows have");
        using (Tape.NoGradients())
        {
            Tensor noise = (rng ?? Rng.Default.Fork()).Normal([x.Shape[0], _deviation.Length], 0, Strength, x.Type);
            return x + (noise * Tensor.From(_deviation, [_deviation.Length]).To(x.Type)).Reshape(x.Shape);
        }
    }

    /// <summary>The same data set with noise on its features.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="rng">Where the noise comes from.</param>
    public Dataset Apply(Dataset data, Rng? rng = null) => data.With(Apply(data.X, rng), data.Y);
}
