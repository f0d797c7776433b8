using System.Globalization;

namespace Fathom;

/// <summary>Are the inputs what a network can learn from? Mean, deviation and range of every feature; constant ones, values that are no numbers, outliers, scales far apart.</summary>
/// <remarks>Networks start with weights made for inputs of mean about 0 and deviation about 1: LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp", §4.3.
/// A table (N, D) is looked at column by column, anything else as a whole; indices have no scale.</remarks>
public sealed record InputCheck : CheckResult
{
    private const double FarFromZero = 5;
    private const double WideDeviation = 10;
    private const double NarrowDeviation = 0.01;
    private const double OutlierDeviations = 10;
    private const int MostNames = 5;

    private InputCheck(IReadOnlyList<Feature> features, CheckVerdict verdict, string finding, string advice)
        : base("inputs", verdict, finding, advice) => Features = features;

    /// <summary>The features in order; none for indices.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>Looks at the inputs of a data set: give it what the network gets, after all preprocessing.</summary>
    public static InputCheck Of(Dataset data) => Of(data.X, data.FeatureNames);

    /// <summary>Looks at inputs that are no data set, which may hold what is no number.</summary>
    /// <param name="x">The inputs, rows first.</param>
    /// <param name="names">A name for each column of a table.</param>
    public static InputCheck Of(Tensor x, IReadOnlyList<string>? names = null)
    {
        if (!x.Type.IsFloating())
            return new InputCheck([], CheckVerdict.Fine, "they are indices, which have no scale.", "");
        int columns = x.Rank == 2 ? x.Shape[1] : 1;
        var features = new Feature[columns];
        for (int c = 0; c < columns; c++)
            features[c] = Feature.Of(names is not null && c < names.Count && columns > 1 ? names[c] : columns > 1 ? $"x{c}" : "input", x, c, columns);
        return Judge(features, x.Shape[0]);
    }

    private static InputCheck Judge(Feature[] features, int rows)
    {
        var finding = new List<string>();
        var advice = new List<string>();
        Feature[] broken = [.. features.Where(f => f.NotFinite > 0)], constant = [.. features.Where(f => f.IsConstant)];
        Feature[] scaled = [.. features.Where(f => !f.IsConstant && (Math.Abs(f.Mean) > FarFromZero || f.Deviation is > WideDeviation or < NarrowDeviation))];
        Feature[] outlying = [.. features.Where(f => f.Outliers > 0)];
        if (broken.Length > 0)
        {
            finding.Add($"{Count(broken.Sum(f => (long)f.NotFinite))} of {Names(broken)} NaN or infinite");
            advice.Add("Fill in or drop missing values before training: one NaN makes everything NaN.");
        }

        if (constant.Length > 0)
        {
            finding.Add($"{Names(constant)} {(constant.Length == 1 ? "is" : "are")} constant");
            advice.Add("Drop constant features: they say nothing.");
        }

        if (scaled.Length > 0)
        {
            Feature worst = scaled.MaxBy(f => Math.Max(Math.Abs(f.Mean), Math.Max(f.Deviation, 1 / Math.Max(f.Deviation, 1e-300))))!;
            finding.Add(string.Create(CultureInfo.InvariantCulture, $"{Names(scaled)} {(scaled.Length == 1 ? "is" : "are")} not on the scale of the weights ({worst.Name}: mean {worst.Mean:G3}, deviation {worst.Deviation:G3})"));
            advice.Add($"Bring features to mean 0 and deviation 1: {nameof(Standardizer)}.{nameof(Standardizer.Fit)} on the training rows, then the same for all.");
        }

        if (outlying.Length > 0)
        {
            finding.Add($"{Count(outlying.Sum(f => (long)f.Outliers))} of {Names(outlying)} more than {OutlierDeviations} deviations off");
            advice.Add("Look at these rows: clip them, or take the logarithm of what spans powers of ten.");
        }

        CheckVerdict verdict = broken.Length > 0 || constant.Length == features.Length ? CheckVerdict.Wrong : finding.Count > 0 ? CheckVerdict.Doubtful : CheckVerdict.Fine;
        string text = finding.Count == 0 ? $"{rows:N0} rows, {features.Length:N0} features near mean 0 and deviation 1." : $"{string.Join("; ", finding)}.";
        return new InputCheck(features, verdict, text, string.Join(" ", advice));
    }

    private static string Count(long values) => values == 1 ? "one value" : $"{values:N0} values";

    private static string Names(Feature[] features) =>
        string.Join(", ", features.Take(MostNames).Select(f => f.Name)) + (features.Length > MostNames ? $" and {features.Length - MostNames:N0} more features" : "");

    /// <summary>One feature's statistics, over the values that are numbers.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Mean">The mean.</param>
    /// <param name="Deviation">The standard deviation, of the population.</param>
    /// <param name="Min">The smallest value.</param>
    /// <param name="Max">The largest value.</param>
    /// <param name="NotFinite">How many are NaN or infinite.</param>
    /// <param name="Outliers">How many lie more than ten deviations from the mean.</param>
    public sealed record Feature(string Name, double Mean, double Deviation, double Min, double Max, int NotFinite, int Outliers)
    {
        /// <summary>Whether all its numbers are one, or it has none.</summary>
        public bool IsConstant => !(Min < Max);

        internal static Feature Of(string name, Tensor x, int first, int stride)
        {
            double sum = 0, squares = 0, min = double.PositiveInfinity, max = double.NegativeInfinity;
            int count = 0, outliers = 0;
            for (int i = first; i < x.Length; i += stride)
            {
                double value = x.GetElement(i);
                if (!double.IsFinite(value))
                    continue;
                count++;
                sum += value;
                (min, max) = (Math.Min(min, value), Math.Max(max, value));
            }

            double mean = sum / Math.Max(1, count);
            for (int i = first; i < x.Length; i += stride)
            {
                if (x.GetElement(i) is var value && double.IsFinite(value))
                    squares += (value - mean) * (value - mean);
            }

            double deviation = Math.Sqrt(squares / Math.Max(1, count));
            for (int i = first; i < x.Length; i += stride)
            {
                if (x.GetElement(i) is var value && double.IsFinite(value) && Math.Abs(value - mean) > OutlierDeviations * deviation)
                    outliers++;
            }

            return new Feature(name, mean, deviation, min, max, (x.Length / stride) - count, min < max ? outliers : 0);
        }
    }
}
