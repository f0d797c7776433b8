using System.Globalization;

namespace Fathom;

/// <summary>The dates of a time series: read from a column, put in order, and brought to equal steps.</summary>
internal sealed class SeriesDates
{
    private const int LeastYear = 1000;
    private const int MostYear = 9999;
    private const int MonthsPerYear = 12;
    private const double MillisecondsPerDay = 86_400_000;

    /// <summary>How far a time may be from a whole number of steps, in steps.</summary>
    private const double Slack = 1e-3;

    private static readonly string[] s_names = ["date", "time", "year", "month", "week", "day", "hour", "step", "index", "period", "quarter", "t"];

    private readonly Table _table;
    private readonly TableColumn _column;
    private readonly double[] _times;
    private readonly bool _isCounted;

    private SeriesDates(Table table, TableColumn column, double[] times, bool isCounted) => (_table, _column, _times, _isCounted) = (table, column, times, isCounted);

    /// <summary>The rows of the table in the order of their dates.</summary>
    public int[] Order { get; private set; } = [];

    /// <summary>The step of each row of <see cref="Order"/>, from 0; a step that is passed over is a gap.</summary>
    public long[] Steps { get; private set; } = [];

    public TimeAxis Axis { get; private set; } = TimeAxis.Counted;

    /// <summary>The column that looks like dates; null when there is none.</summary>
    public static TableColumn? Find(Table table, string target)
    {
        var others = table.Columns.Where(column => column.Name != target && column.Missing == 0).ToList();
        return others.FirstOrDefault(column => column.Kind == ColumnKind.Date)
            ?? others.FirstOrDefault(column => column.Kind == ColumnKind.Integer && (s_names.Contains(column.Name.ToLowerInvariant()) || AreCompact(column)));
    }

    /// <summary>Reads dates, sorts rows by them, and finds the step.</summary>
    /// <exception cref="DatasetException">A cell is no date, one occurs twice, or they are not at equal steps.</exception>
    public static SeriesDates Read(Table table, TableColumn column, List<Notice> notices)
    {
        bool compact = AreCompact(column), years = !compact && AreYears(column), counted = column.IsNumeric && !compact && !years;
        double[] times = new double[table.RowCount];
        for (int row = 0; row < times.Length; row++)
        {
            double number = column.Number(row);
            times[row] = double.IsNaN(number) ? throw table.CellFault($"{(column.IsMissing(row) ? "the date is missing" : $"{Fault.Show(column.Text(row)!)} is not a date")}; expected one like 2024-12 or 2024-12-31. Correct the cell, or name another column with --date.", column, row)
                : compact ? Days(Compact(number)!.Value)
                : years ? Days(new DateTime((int)number, 1, 1))
                : number;
        }

        var dates = new SeriesDates(table, column, times, counted);
        dates.Sort(notices);
        dates.FindStep();
        return dates;
    }

    private void Sort(List<Notice> notices)
    {
        Order = [.. Enumerable.Range(0, _times.Length)];
        int late = Array.FindIndex(Order, 1, row => _times[row] < _times[row - 1]);
        if (late >= 0)
        {
            notices.Add(new Notice(NoticeKind.Warning, $"rows are not in the order of '{_column.Name}': line {_table.Line(late)} ({_column.Text(late)}) comes after {_column.Text(late - 1)}. They were sorted by it."));
            Array.Sort((double[])_times.Clone(), Order);
        }

        for (int i = 1; i < Order.Length; i++)
        {
            if (_times[Order[i]] == _times[Order[i - 1]])
                throw _table.CellFault($"{Fault.Show(_column.Text(Order[i])!)} occurs twice, first on line {_table.Line(Math.Min(Order[i], Order[i - 1]))}; a series has one value at a time. Remove one of the rows, or add them up.", _column, Math.Max(Order[i], Order[i - 1]));
        }
    }

    /// <summary>Months where every date is the same day of its month, else days; the step is the smallest distance, of which all others must be multiples.</summary>
    private void FindStep()
    {
        double[] sorted = [.. Order.Select(row => _times[row])];
        if (!_isCounted && sorted.Length > 1 && sorted.All(IsSameDayOfMonth))
        {
            long[] months = Array.ConvertAll(sorted, time => Month(Date(time)));
            long every = Smallest(months);
            if (Array.TrueForAll(months, month => (month - months[0]) % every == 0))
            {
                Steps = Array.ConvertAll(months, month => (month - months[0]) / every);
                Axis = every % MonthsPerYear == 0 ? new TimeAxis(Date(sorted[0]), TimeUnit.Year, every / MonthsPerYear) : new TimeAxis(Date(sorted[0]), TimeUnit.Month, every);
                return;
            }
        }

        double step = sorted.Length > 1 ? Enumerable.Range(1, sorted.Length - 1).Min(i => sorted[i] - sorted[i - 1]) : 1;
        Steps = Array.ConvertAll(sorted, time => (long)Math.Round((time - sorted[0]) / step));
        int odd = Array.FindIndex(sorted, time => Math.Abs(((time - sorted[0]) / step) - Math.Round((time - sorted[0]) / step)) > Slack);
        if (odd >= 0)
            throw _table.CellFault($"{Fault.Show(_column.Text(Order[odd])!)} is not a whole number of steps after the first date {_column.Text(Order[0])}, where a step is the smallest distance found; a series needs equal steps. Bring the dates to equal steps, or leave the column out with --date none.", _column, Order[odd]);
        Axis = _isCounted ? TimeAxis.Counted : new TimeAxis(Date(sorted[0]), TimeUnit.Day, step);

        bool IsSameDayOfMonth(double time) => time == Math.Floor(time) && (Date(time).Day == Date(sorted[0]).Day || (IsMonthsEnd(Date(time)) && IsMonthsEnd(Date(sorted[0]))));
    }

    private static long Smallest(long[] sorted) => Enumerable.Range(1, sorted.Length - 1).Min(i => sorted[i] - sorted[i - 1]) is > 0 and var least ? least : 1;

    private static bool IsMonthsEnd(DateTime date) => date.AddDays(1).Day == 1;

    private static long Month(DateTime date) => (date.Year * MonthsPerYear) + date.Month;

    private static DateTime Date(double days) => DateTime.UnixEpoch.AddTicks((long)Math.Round(days * MillisecondsPerDay) * TimeSpan.TicksPerMillisecond);

    private static double Days(DateTime date) => (date - DateTime.UnixEpoch).TotalDays;

    private static bool AreYears(TableColumn column) => column.Kind == ColumnKind.Integer && (column.Name.Contains("year", StringComparison.OrdinalIgnoreCase) || column.Name.Contains("date", StringComparison.OrdinalIgnoreCase))
        && Enumerable.Range(0, column.RowCount).All(row => column.IsMissing(row) || column.Number(row) is >= LeastYear and <= MostYear);

    private static bool AreCompact(TableColumn column) => column.Kind == ColumnKind.Integer && column.Present > 0
        && Enumerable.Range(0, column.RowCount).All(row => column.IsMissing(row) || Compact(column.Number(row)) is not null);

    /// <summary>A date written as yyyyMMdd.</summary>
    private static DateTime? Compact(double number) => number is >= 1e7 and < 1e8
        && DateTime.TryParseExact(number.ToString("0", CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date) ? date : null;
}
