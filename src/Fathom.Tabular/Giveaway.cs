namespace Fathom;

/// <summary>
/// Finds columns that give the target away: what was written down after, or because of, the outcome. A strong feature must pass, so
/// each test asks for what strong features do not do.
/// </summary>
/// <remarks>
/// <code>
/// presence   classes: among the rows where the cell is present (or missing), a class of at most 90 % of all rows makes up ≥ 95 %, and the
///            rest shrinks to a tenth; not by chance: n·KL(share ‖ overall share) ≥ ln 10⁶ (Chernoff).  regression: explains ≥ 90 % of the variance
/// category   text, yes/no, or ≤ 20 whole numbers: the commonest class of the other rows with the same value (leave-one-out) errs at most
///            1/100 as often as always guessing the commonest class, and not by chance.  regression: group means explain ≥ 99.8 %
/// number     classes: they explain ≥ 99 % of its variance (correlation ratio η²: the classes lie 20 standard deviations apart).
///            regression: |Pearson r| or |Spearman ρ| ≥ 0.999
/// </code>
/// Iris petals (η² .94), which part one class from the rest without error, pass; a number whose class ranges do not even touch, yet vary
/// within, passes with a warning.
/// </remarks>
internal sealed class Giveaway(int[] labels, double[] values, IReadOnlyList<string> classes, int[] rows, string target)
{
    private const double Chance = 13.8; // ln 10⁶
    private const int FewRows = 20;
    private const int MostIntegers = 20;
    private const int MostRanked = 100_000;

    private readonly double[] _shares = Shares(labels, classes.Count);
    private readonly double _variance = Variance(values);

    public DroppedColumn? Test(TableColumn column, List<Notice> notices)
    {
        string? why = rows.Length < FewRows ? null
            : Presence(column) ?? Category(column) ?? (column.Kind is ColumnKind.Integer or ColumnKind.Number or ColumnKind.Date ? Number(column, notices) : null);
        return why is null ? null : new(column.Name, DropReason.Giveaway, "it gives the target away: " + why);
    }

    // ---- whether the cell is filled in

    private string? Presence(TableColumn column)
    {
        if (column.Missing == 0 || column.Present == 0) return null;
        if (classes.Count == 0)
        {
            var codes = Array.ConvertAll(rows, r => column.IsMissing(r) ? 0 : 1);
            double explained = Explained(codes, 2, leaveOneOut: false);
            return explained >= 0.9 ? $"whether it is filled in explains {Percent(explained)} of the variance of {target}" : null;
        }
        foreach (bool missing in new[] { false, true })
        {
            var counts = new int[classes.Count];
            int n = 0;
            for (int i = 0; i < rows.Length; i++)
                if (column.IsMissing(rows[i]) == missing) { counts[labels[i]]++; n++; }
            if (n == 0) continue;
            int c = Array.IndexOf(counts, counts.Max());
            double share = (double)counts[c] / n, overall = _shares[c];
            if (overall <= 0.9 && share >= 0.95 && 1 - share <= 0.1 * (1 - overall) && n * Divergence(share, overall) >= Chance)
                return $"{Percent(share)} of the {n:N0} rows where it is {(missing ? "missing" : "filled in")} have {target}={classes[c]}, of all rows {Percent(overall)}";
        }
        return null;
    }

    // ---- each value decides

    private string? Category(TableColumn column)
    {
        bool categorical = column.Kind is ColumnKind.Text or ColumnKind.Boolean || (column.Kind == ColumnKind.Integer && column.Distinct <= MostIntegers);
        if (!categorical) return null;
        var all = column.Codes(out int count);
        var codes = new int[rows.Length];
        for (int i = 0; i < codes.Length; i++) codes[i] = all[rows[i]] < 0 ? count : all[rows[i]];
        if (classes.Count == 0)
        {
            double explained = Explained(codes, count + 1, leaveOneOut: true);
            return explained >= 0.998 ? $"its value alone explains {Percent(explained)} of the variance of {target}" : null;
        }
        double right = LeaveOneOut(codes, count + 1), guess = _shares.Max();
        return 1 - right <= 0.01 * (1 - guess) && rows.Length * Divergence(right, guess) >= Chance
            ? $"its value alone tells {target} right in {Percent(right)} of the rows (guessing: {Percent(guess)})"
            : null;
    }

    /// <summary>Share of rows whose class is the commonest among the other rows of the same value (ties and lone rows: the commonest overall).</summary>
    private double LeaveOneOut(int[] codes, int groups)
    {
        int k = classes.Count, commonest = Array.IndexOf(_shares, _shares.Max()), right = 0;
        var counts = new Dictionary<long, int>();
        for (int i = 0; i < codes.Length; i++)
        {
            long key = (long)codes[i] * k + labels[i];
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        var best = new (int Class, int Count, int Second)[groups];
        foreach (var (key, n) in counts)
        {
            ref var b = ref best[key / k];
            int c = (int)(key % k);
            if (n > b.Count || (n == b.Count && c == commonest)) b = (c, n, b.Count);
            else b.Second = Math.Max(b.Second, n);
        }
        for (int i = 0; i < codes.Length; i++)
        {
            var b = best[codes[i]];
            int own = counts[(long)codes[i] * k + labels[i]] - 1;
            // Without itself a row's class may fall behind the next: then another class, or the commonest, is predicted.
            bool hit = labels[i] == b.Class ? own > b.Second || (own == b.Second && labels[i] == commonest) : false;
            if (own == 0 && b.Count == 1 && b.Second == 0) hit = labels[i] == commonest;
            if (hit) right++;
        }
        return (double)right / codes.Length;
    }

    // ---- the target in other numbers

    private string? Number(TableColumn column, List<Notice> notices)
    {
        var present = Enumerable.Range(0, rows.Length).Where(i => !column.IsMissing(rows[i])).ToArray();
        if (present.Length < FewRows || column.Distinct < 2) return null;
        var x = Array.ConvertAll(present, i => column.Number(rows[i]));
        if (!Array.TrueForAll(x, double.IsFinite)) return null;
        if (classes.Count > 0) return AmongClasses(column, x, Array.ConvertAll(present, i => labels[i]), notices);
        var y = Array.ConvertAll(present, i => values[i]);
        double r = Correlation(x, y);
        if (Math.Abs(r) >= 0.999) return $"it is {target} in other numbers (correlation {r:0.0000})";
        double rho = Correlation(Ranks(Thin(x)), Ranks(Thin(y)));
        return Math.Abs(rho) >= 0.999 ? $"it puts the rows in the order of {target} (rank correlation {rho:0.0000})" : null;
    }

    private string? AmongClasses(TableColumn column, double[] x, int[] y, List<Notice> notices)
    {
        int k = classes.Count;
        var (n, mean, low, high) = (new int[k], new double[k], new double[k], new double[k]);
        Array.Fill(low, double.PositiveInfinity);
        Array.Fill(high, double.NegativeInfinity);
        double scale = x.Max(Math.Abs);
        for (int i = 0; i < x.Length; i++)
        {
            int c = y[i];
            n[c]++;
            mean[c] += x[i] / scale;
            (low[c], high[c]) = (Math.Min(low[c], x[i]), Math.Max(high[c], x[i]));
        }
        var used = Enumerable.Range(0, k).Where(c => n[c] > 0).OrderBy(c => low[c]).ToArray();
        if (used.Length < 2 || x.Length - used.Length < FewRows) return null;
        foreach (int c in used) mean[c] /= n[c];
        double overall = x.Sum(v => v / scale) / x.Length, total = 0, within = 0;
        for (int i = 0; i < x.Length; i++)
        {
            total += Square(x[i] / scale - overall);
            within += Square(x[i] / scale - mean[y[i]]);
        }
        double ratio = total > 0 ? 1 - within / total : 0;
        if (ratio >= 0.99) return $"it is {target} in other numbers ({Percent(ratio)} of its variance is between the classes)";
        if (used.Zip(used.Skip(1)).All(p => high[p.First] < low[p.Second]) && x.Length >= 2 * FewRows)
            notices.Add(Notice.Warning($"'{column.Name}' alone parts the classes of '{target}' without error. If it is known only after the outcome, leave it out (--drop {column.Name})."));
        return null;
    }

    // ---- sums

    private double Explained(int[] codes, int groups, bool leaveOneOut)
    {
        var sum = new double[groups];
        var n = new int[groups];
        double mean = values.Average(), error = 0;
        for (int i = 0; i < codes.Length; i++) { sum[codes[i]] += values[i]; n[codes[i]]++; }
        for (int i = 0; i < codes.Length; i++)
        {
            int g = codes[i];
            double guess = !leaveOneOut ? sum[g] / n[g] : n[g] > 1 ? (sum[g] - values[i]) / (n[g] - 1) : mean;
            error += Square(values[i] - guess);
        }
        return _variance > 0 ? 1 - error / _variance : 0;
    }

    private static double[] Shares(int[] labels, int classes)
    {
        var shares = new double[classes];
        foreach (int c in labels) shares[c] += 1.0 / labels.Length;
        return shares;
    }

    private static double Variance(double[] values)
    {
        if (values.Length == 0) return 0;
        double mean = values.Average();
        return values.Sum(v => Square(v - mean));
    }

    /// <summary>Kullback–Leibler divergence between two shares.</summary>
    private static double Divergence(double p, double q) => p <= q ? 0 : Term(p, q) + Term(1 - p, 1 - q);

    private static double Term(double p, double q) => p <= 0 ? 0 : p * Math.Log(p / q);

    private static double Correlation(double[] x, double[] y)
    {
        double mx = x.Average(), my = y.Average(), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double a = x[i] - mx, b = y[i] - my;
            xy += a * b;
            xx += a * a;
            yy += b * b;
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    /// <summary>Evenly spaced values of a long column: sorting a million to know a correlation to four places is time lost.</summary>
    private static double[] Thin(double[] x)
    {
        int step = (x.Length + MostRanked - 1) / MostRanked;
        return step <= 1 ? x : [.. Enumerable.Range(0, x.Length / step).Select(i => x[i * step])];
    }

    private static double[] Ranks(double[] x)
    {
        var keys = (double[])x.Clone();
        var order = Enumerable.Range(0, x.Length).ToArray();
        Array.Sort(keys, order);
        var ranks = new double[x.Length];
        for (int i = 0; i < keys.Length;)
        {
            int j = i;
            while (j < keys.Length && keys[j] == keys[i]) j++;
            for (int t = i; t < j; t++) ranks[order[t]] = (i + j - 1) / 2.0;
            i = j;
        }
        return ranks;
    }

    private static double Square(double v) => v * v;

    private static string Percent(double share) => share >= 0.9995 || share <= 0.0005 ? $"{100 * share:0} %" : $"{100 * share:0.#} %";
}
