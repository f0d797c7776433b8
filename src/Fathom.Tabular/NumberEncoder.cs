using System.Text.Json;

namespace Fathom;

/// <summary>
/// x ← (x − mean) / scale, cut off at ±10; a missing cell becomes the median, and a second feature says so where the training rows had
/// missing cells. A boolean is 0 or 1, and its mean where missing.
/// </summary>
internal sealed class NumberEncoder : ColumnEncoder
{
    // Beyond ten standard deviations the size says nothing more, but a float could overflow.
    private const double Limit = 10;

    private readonly ColumnRole _role;
    private readonly double _fill, _mean, _scale;
    private readonly bool _flag;
    private readonly string[] _extraMissing;

    private NumberEncoder(string column, ColumnRole role, double fill, double mean, double scale, bool flag, IEnumerable<string> extraMissing) : base(column)
    {
        (_role, _fill, _mean, _scale, _flag) = (role, fill, mean, scale, flag);
        _extraMissing = [.. extraMissing];
        Features = flag ? [column, column + " (missing)"] : [column];
    }

    public override IReadOnlyList<string> Features { get; }

    public static NumberEncoder Fit(Table table, TableColumn cells, PlannedColumn plan, int[] rows)
    {
        var marks = plan.ExtraMissing.ToHashSet(StringComparer.Ordinal);
        var present = new List<double>(rows.Length);
        foreach (int row in rows)
            if (Cell(table, cells, plan.Role, row, marks, out double value)) present.Add(value);
        bool flag = present.Count < rows.Length;
        if (present.Count == 0) return new(plan.Name, plan.Role, 0, 0, 1, flag, plan.ExtraMissing);
        var (mean, deviation) = Moments(present);
        if (plan.Role == ColumnRole.Boolean) return new(plan.Name, plan.Role, mean, 0, 1, flag, plan.ExtraMissing);
        return new(plan.Name, plan.Role, Median(present), mean, deviation, flag, plan.ExtraMissing);
    }

    /// <summary>Mean and standard deviation (n in the denominator); 1 for a deviation that is nothing but rounding.</summary>
    public static (double Mean, double Deviation) Moments(List<double> values)
    {
        // Divided by the largest first, so that squares of very large numbers do not overflow.
        double largest = values.Max(Math.Abs), mean = 0, square = 0;
        if (largest == 0) return (0, 1);
        foreach (double v in values) mean += v / largest;
        mean /= values.Count;
        foreach (double v in values) square += (v / largest - mean) * (v / largest - mean);
        double deviation = Math.Sqrt(square / values.Count);
        return (mean * largest, deviation > 1e-12 * Math.Abs(mean) ? deviation * largest : 1);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        int half = values.Count / 2;
        return values.Count % 2 == 1 ? values[half] : values[half - 1] / 2 + values[half] / 2;
    }

    public override void Encode(Table table, TableColumn cells, int[] rows, float[] features, int width, int offset, List<Notice> notices)
    {
        var marks = _extraMissing.ToHashSet(StringComparer.Ordinal);
        int missing = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            bool there = Cell(table, cells, _role, rows[i], marks, out double value);
            if (!there) { missing++; value = _fill; }
            int at = i * width + offset;
            features[at] = (float)Math.Clamp((value - _mean) / _scale, -Limit, Limit);
            if (_flag) features[at + 1] = there ? 0 : 1;
        }
        if (missing > 0 && !_flag)
            notices.Add(Notice.Warning(FormattableString.Invariant($"'{Column}' has {Fault.Count(missing, "missing cell")}, but had none in training; {Typical} is taken.")));
    }

    private string Typical => _role == ColumnRole.Boolean ? "its mean" : FormattableString.Invariant($"the median, {_fill:G6},");

    private static bool Cell(Table table, TableColumn cells, ColumnRole role, int row, HashSet<string> marks, out double value)
    {
        value = double.NaN;
        if (cells.IsMissing(row)) return false;
        value = cells.Number(row, role);
        if (double.IsFinite(value)) return true;
        string text = cells.Infinite is { } cell && cell.Row == row ? cell.Text : cells.Text(row)!;
        if (marks.Contains(text)) return false;
        throw table.CellFault(role switch
        {
            ColumnRole.Date => $"{Fault.Show(text)} is not a date; expected one like 2024-12-31. Correct the cell, or empty it to make it missing.",
            ColumnRole.Boolean => $"{Fault.Show(text)} is neither yes nor no; expected yes/no, true/false, y/n, t/f or 1/0. Correct the cell, or empty it to make it missing.",
            _ => $"{Fault.Show(text)} is not a finite number; expected one like 12.5 (with a point). Correct the cell, or empty it to make it missing.",
        }, cells, row);
    }

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteString("role", _role switch { ColumnRole.Number => "number", ColumnRole.Date => "date", _ => "boolean" });
        json.WriteNumber("fill", _fill);
        json.WriteNumber("mean", _mean);
        json.WriteNumber("scale", _scale);
        json.WriteBoolean("missing", _flag);
        StrictJson.WriteTexts(json, "marks", _extraMissing);
    }

    public static NumberEncoder Read(StrictJson json, string column, ColumnRole role)
    {
        double scale = json.Number("scale");
        if (!(scale > 0)) throw json.Wrong("scale", "a number above 0");
        return new(column, role, json.Number("fill"), json.Number("mean"), scale, json.Flag("missing"), json.Texts("marks"));
    }
}
