namespace Fathom;

/// <summary>Every feature to [0, 1]: y = (x − min) / (max − min), fitted on training rows; other rows may fall outside.</summary>
/// <remarks>A feature that is constant on the training rows is divided by 1. As scikit-learn's MinMaxScaler.</remarks>
public sealed class MinMaxScaler : FeatureScaler
{
    private MinMaxScaler(double[] minimum, double[] scale)
        : base(minimum, scale)
    {
    }

    /// <summary>The least value of each feature over the training rows.</summary>
    public IReadOnlyList<double> Minimum => Shift;

    /// <summary>Works out the range of each feature of a data set.</summary>
    public static MinMaxScaler Fit(Dataset data) => Fit(new TrainingRows(data));

    /// <summary>Works out the range of each feature of X (N, …).</summary>
    /// <exception cref="ShapeException">X holds no floating-point numbers, or no rows.</exception>
    public static MinMaxScaler Fit(Tensor x) => Fit(new TrainingRows(x, nameof(MinMaxScaler)));

    private static MinMaxScaler Fit(TrainingRows x)
    {
        double[] minimum = new double[x.Width];
        double[] maximum = new double[minimum.Length];
        minimum.AsSpan().Fill(double.PositiveInfinity);
        maximum.AsSpan().Fill(double.NegativeInfinity);
        x.ForEach(row =>
        {
            for (int j = 0; j < row.Length; j++)
            {
                minimum[j] = Math.Min(minimum[j], row[j]);
                maximum[j] = Math.Max(maximum[j], row[j]);
            }
        });
        double[] scale = new double[minimum.Length];
        var warnings = new List<string>();
        for (int j = 0; j < scale.Length; j++)
        {
            scale[j] = maximum[j] > minimum[j] ? maximum[j] - minimum[j] : 1;
            if (maximum[j] <= minimum[j])
                warnings.Add(Constant(x.Feature(j), minimum[j]));
        }

        return new MinMaxScaler(minimum, scale) { Warnings = warnings };
    }
}
