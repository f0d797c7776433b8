using static System.FormattableString;

namespace Fathom;

/// <summary>Columns that are copies of others, in the same or other units.</summary>
internal sealed class DuplicateColumns : DataRule
{
    private const int MostRows = 500;
    private const int MostColumns = 1_000;
    private const double Same = 0.999999;

    public override string Id => "duplicate-column";

    public override string Title => "duplicated columns";

    public override string Why => "Twins share one weight between them in no certain way: importance cannot be read off, weight decay counts half, and one of them may be missing later.";

    public override string Effect => "Fewer weights, the same accuracy, importances that can be read.";

    public override string Page => "K4";

    public override int Order => 45;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        // Compared on few rows first; those that agree there, on all that were looked at.
        DataColumn[] varied = [.. data.Columns.Where(column => data.IsTable && !column.IsConstant && column.NotFinite == 0 && column.Distinct > 2).Take(MostColumns)];
        int[] rows = DataPreview.Spread(data.Sample.Count, MostRows);
        double[][] scaled = Array.ConvertAll(varied, column => Scaled(column, rows));
        var twins = new List<(DataColumn First, DataColumn Second, double Correlation)>();
        for (int j = 1; j < varied.Length; j++)
        {
            for (int i = 0; i < j; i++)
            {
                if (Math.Abs(Product(scaled[i], scaled[j])) < Same)
                    continue;
                int[] all = [.. Enumerable.Range(0, data.Sample.Count)];
                double correlation = Product(Scaled(varied[i], all), Scaled(varied[j], all));
                if (Math.Abs(correlation) < Same)
                    continue;
                twins.Add((varied[i], varied[j], correlation));
                break;
            }
        }

        if (twins.Count == 0)
            yield break;
        (DataColumn one, DataColumn other, double r) = twins[0];
        yield return Found(
            twins.Count == 1 ? $"The column '{other.Name}' repeats '{one.Name}'." : $"The columns {DataCase.Names([.. twins.Select(twin => twin.Second)])} repeat others.",
            Invariant($"The correlation of '{one.Name}' and '{other.Name}' is {r:0.000000} over {data.Sample.Count:N0} rows{data.Sample.Words}{(one.Values.AsSpan().SequenceEqual(other.Values) ? ", value for value the same" : ", one in other units")}."),
            $"Keep one of each: leave '{other.Name}' out (--drop).",
            other.Name,
            data.LooksLikePictures ? FindingWeight.Note : null);
    }

    /// <summary>With mean 0 and length 1 over some rows, so that products are correlations.</summary>
    private static double[] Scaled(DataColumn column, int[] rows)
    {
        double[] values = Array.ConvertAll(rows, row => column.Values[row]);
        double mean = values.Average(), length = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)));
        return length == 0 ? new double[values.Length] : Array.ConvertAll(values, value => (value - mean) / length);
    }

    private static double Product(double[] a, double[] b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);
}
