using System.Globalization;

namespace Fathom;

/// <summary>Every feature to mean 0 and standard deviation 1: y = (x − mean) / std, fitted on training rows.</summary>
/// <remarks><code>
/// mean     Σx / N
/// std      √(Σ(x − mean)² / N), biased
/// constant a feature whose variance is rounding error (≤ N·ε·variance + (N·mean·ε)²) is divided by 1
/// source   scikit-learn's StandardScaler, whose numbers these are
/// </code></remarks>
public sealed class Standardizer : FeatureScaler
{
    // Below it, four of Float32's seven digits are lost.
    private const double LeastSpread = 1e-4;

    private Standardizer(double[] mean, double[] scale)
        : base(mean, scale)
    {
    }

    /// <summary>The mean of each feature over the training rows.</summary>
    public IReadOnlyList<double> Mean => Shift;

    /// <summary>Works out mean and standard deviation of each feature of a data set.</summary>
    public static Standardizer Fit(Dataset data) => Fit(new TrainingRows(data));

    /// <summary>Works out mean and standard deviation of each feature of X (N, …).</summary>
    /// <exception cref="ShapeException">X holds no floating-point numbers, or no rows.</exception>
    public static Standardizer Fit(Tensor x) => Fit(new TrainingRows(x, nameof(Standardizer)));

    private static Standardizer Fit(TrainingRows x)
    {
        int n = x.Count;
        double[] mean = new double[x.Width];
        double[] scale = new double[mean.Length];
        x.ForEach(row =>
        {
            for (int j = 0; j < row.Length; j++)
                mean[j] += row[j];
        });
        for (int j = 0; j < mean.Length; j++)
            mean[j] /= n;
        x.ForEach(row =>
        {
            for (int j = 0; j < row.Length; j++)
                scale[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / n;
        });
        const double eps = 2.220446049250313e-16;
        var warnings = new List<string>();
        for (int j = 0; j < scale.Length; j++)
        {
            double noise = n * mean[j] * eps;
            bool constant = scale[j] <= (n * eps * scale[j]) + (noise * noise);
            scale[j] = constant ? 1 : Math.Sqrt(scale[j]);
            if (constant)
                warnings.Add(Constant(x.Feature(j), mean[j]));
            else if (scale[j] < LeastSpread * Math.Abs(mean[j]))
                warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{x.Feature(j)} has a standard deviation of {scale[j]:G3} around a mean of {mean[j]:G6}: Float32 has about seven digits, so little is left of the differences. Subtract a constant while it is Float64."));
        }

        return new Standardizer(mean, scale) { Warnings = warnings };
    }
}
