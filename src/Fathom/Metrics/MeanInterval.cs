using System.Globalization;

namespace Fathom;

/// <summary>The mean of a figure over repeated runs, and how far the true mean may be from it: 0.972 ± 0.003.</summary>
/// <remarks>
/// The interval of Student's t: x̄ ± t · s/√n, with s² = Σ(xᵢ − x̄)²/(n − 1) and t the (1 + level)/2 quantile with n − 1 degrees of freedom
/// (Student, 1908). It takes the values to be independent and about normal. Runs of several seeds that split the same rows anew are nearly so; the
/// folds of a cross-validation share most of their training rows, so that their interval comes out too narrow (Nadeau and Bengio, "Inference for the
/// generalization error", 2003). Without a second value there is no interval: <see cref="HalfWidth"/> is NaN.
/// </remarks>
/// <param name="Count">How many values, n.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their sample standard deviation s; NaN for one value.</param>
/// <param name="HalfWidth">What stands behind the ±.</param>
/// <param name="Level">How sure: 0.95.</param>
public sealed record MeanInterval(int Count, double Mean, double Deviation, double HalfWidth, double Level)
{
    private const int Digits = 4, MostDecimals = 9;

    /// <summary>The lower end.</summary>
    public double Low => Mean - HalfWidth;

    /// <summary>The upper end.</summary>
    public double High => Mean + HalfWidth;

    /// <summary>The interval of some values.</summary>
    /// <param name="values">One value a run.</param>
    /// <param name="level">How sure, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public static MeanInterval Of(ReadOnlySpan<double> values, double level = 0.95)
    {
        if (values.IsEmpty)
            throw new ArgumentException("MeanInterval: there is no value to take the mean of; give at least one.", nameof(values));
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "MeanInterval: the level is above 0 and below 1, such as 0.95.");
        int n = values.Length;
        double mean = 0, squares = 0;
        foreach (double value in values)
            mean += value / n;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        if (n == 1)
            return new MeanInterval(1, mean, double.NaN, double.NaN, level);
        double deviation = Math.Sqrt(squares / (n - 1));
        double width = double.IsFinite(deviation) ? StudentT.Quantile((1 + level) / 2, n - 1) * deviation / Math.Sqrt(n) : double.NaN;
        return new MeanInterval(n, mean, deviation, width, level);
    }

    /// <summary><c>0.972 ± 0.003</c>: as many decimals as the half-width has a first digit that says something (two of a 1); the mean alone where there is no interval.</summary>
    public override string ToString()
    {
        if (!double.IsFinite(HalfWidth) || !double.IsFinite(Mean))
            return Text(Mean, Digits);
        string[] exponential = HalfWidth.ToString("E1", CultureInfo.InvariantCulture).Split('E');
        int power = int.Parse(exponential[1], CultureInfo.InvariantCulture), decimals = (exponential[0][0] == '1' ? 1 : 0) - power;
        return HalfWidth == 0 || decimals > MostDecimals ? $"{Text(Mean, Digits)} ± {Text(HalfWidth, 1)}" : $"{Fixed(Mean)} ± {Fixed(HalfWidth)}";

        string Fixed(double value) => value.ToString($"N{Math.Max(0, decimals)}", CultureInfo.InvariantCulture);
    }

    private static string Text(double value, int digits) => value.ToString($"G{digits}", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
}
