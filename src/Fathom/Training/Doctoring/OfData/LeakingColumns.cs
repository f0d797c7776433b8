using static System.FormattableString;

namespace Fathom;

/// <summary>Columns that tell the target almost alone: what is known only after the outcome.</summary>
internal sealed class LeakingColumns : DataRule
{
    private const int FewRows = 20;
    private const int MostValues = 20;
    private const double Between = 0.99;
    private const double Correlated = 0.999;
    private const double Copied = 0.999999;

    public override string Id => "leaking-column";

    public override string Title => "leaking columns";

    public override string Why => "A column that is written down after the outcome, or made from it, is not there when a prediction is wanted: the score in training is a promise that cannot be kept.";

    public override string Effect => "A lower score in training, the same one in use.";

    public override string Page => "K3";

    public override int Order => 20;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (!data.IsTable || data.Columns.Count < 2 || data.Sample.Count < FewRows || data.Sample.Outputs != 1)
            yield break;
        double[] y = data.Sample.Y;
        foreach (DataColumn column in data.Columns.Where(column => column.NotFinite == 0 && !column.IsConstant))
        {
            (string Evidence, bool Copy)? found = data.Objective.Task == TaskKind.Regression ? OfValues(column, y) : data.Counts is { } counts ? OfClasses(column, y, counts) : null;
            if (found is not { } leak)
                continue;
            yield return Found(
                $"The column '{column.Name}' gives {data.Train.TargetName} away.",
                $"{leak.Evidence}{data.Sample.Words}.",
                $"Leave '{column.Name}' out (--drop), unless it is known before the outcome.",
                column.Name,
                leak.Copy ? FindingWeight.Error : null);
        }
    }

    private static (string, bool)? OfValues(DataColumn column, double[] y)
    {
        if (Array.Exists(y, value => !double.IsFinite(value)))
            return null;
        double r = Correlation(column.Values, y);
        if (Math.Abs(r) >= Correlated)
            return (Invariant($"Its correlation with the target is {r:0.000000} over {y.Length:N0} rows"), Math.Abs(r) >= Copied);
        if (!column.IsContinuous)
            return null;
        double rho = Correlation(Ranks(column.Values), Ranks(y));
        return Math.Abs(rho) >= Correlated ? (Invariant($"It puts {y.Length:N0} rows in the order of the target: rank correlation {rho:0.000000}"), Math.Abs(rho) >= Copied) : null;
    }

    private static (string, bool)? OfClasses(DataColumn column, double[] y, long[] counts)
    {
        if (counts.Count(count => count > 0) < 2)
            return null;
        double guessed = (double)counts.Max() / counts.Sum();
        if (column.Distinct <= Math.Min(MostValues, y.Length / 5))
        {
            var groups = column.Values.Zip(y).GroupBy(pair => pair.First, pair => pair.Second).Select(group => group.GroupBy(label => label).Max(same => same.Count())).ToArray();
            double right = (double)groups.Sum() / y.Length;
            return 1 - right <= 0.01 * (1 - guessed) ? (Invariant($"Its value alone tells the class right in {100 * right:0.##} % of {y.Length:N0} rows (guessing: {100 * guessed:0.##} %)"), right == 1) : null;
        }

        double between = BetweenClasses(column, y, counts.Length);
        return between >= Between ? (Invariant($"{100 * between:0.##} % of its variance lies between the classes, over {y.Length:N0} rows"), between >= Copied) : null;
    }

    /// <summary>The correlation ratio η²: the share of a column's variance that the classes explain.</summary>
    private static double BetweenClasses(DataColumn column, double[] y, int classes)
    {
        double[] sums = new double[classes], rows = new double[classes];
        for (int i = 0; i < y.Length; i++)
        {
            if (y[i] < 0)
                continue;
            sums[(int)y[i]] += column.Values[i] - column.Mean;
            rows[(int)y[i]]++;
        }

        double explained = 0;
        for (int c = 0; c < classes; c++)
            explained += rows[c] > 0 ? sums[c] * sums[c] / rows[c] : 0;
        return explained / (column.Deviation * column.Deviation * y.Length);
    }

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average(), ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }

    private static double[] Ranks(double[] values)
    {
        double[] sorted = (double[])values.Clone(), ranks = new double[values.Length];
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(sorted, order);
        for (int i = 0, end; i < sorted.Length; i = end)
        {
            for (end = i; end < sorted.Length && sorted[end] == sorted[i];)
                end++;
            for (int k = i; k < end; k++)
                ranks[order[k]] = (i + end - 1) / 2.0;
        }

        return ranks;
    }
}
