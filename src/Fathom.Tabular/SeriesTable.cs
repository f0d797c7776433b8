namespace Fathom;

/// <summary>Time series from tables: one column of values, and one of dates if there is one.</summary>
public static class SeriesTable
{
    /// <summary>The word for <c>date</c> that leaves the dates out.</summary>
    public const string NoDate = "none";

    /// <summary>Reads the series of a column.</summary>
    /// <remarks>
    /// Rows are put in the order of their dates, and the step is found from them: years, quarters, months, weeks, days, hours or whatever all distances are multiples of. A value that is
    /// missing, or whose date is passed over, becomes the value before it, never one from later: what is not known yet must not show. All of that is noticed.
    /// </remarks>
    /// <param name="table">The table.</param>
    /// <param name="target">The column of values; the only numeric one when null.</param>
    /// <param name="date">The column of dates; found when null, left out when <see cref="NoDate"/>.</param>
    /// <param name="notices">Receives what was noticed.</param>
    /// <exception cref="DatasetException">A column is missing, values are no numbers, dates do not make a series; the text says where and what to do.</exception>
    public static TimeSeries Read(Table table, string? target, string? date, List<Notice> notices)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(notices);
        TableColumn values = Target(table, target, date);
        double[] numbers = Numbers(table, values);
        TableColumn? dated = date == NoDate ? null : date is null ? SeriesDates.Find(table, values.Name) : table[date];
        if (dated is null)
        {
            if (date is null)
                notices.Add(new Notice(NoticeKind.Note, "no column of dates was found: rows are taken in the order of the file, at equal steps."));
            return Fill(table, values.Name, numbers, [.. Enumerable.Range(0, numbers.Length).Select(row => (long)row)], TimeAxis.Counted, notices);
        }

        if (dated == values)
            throw new DatasetException($"'{values.Name}' is both the values and the dates. Name another column with --date, or --date none.");
        SeriesDates dates = SeriesDates.Read(table, dated, notices);
        return Fill(table, values.Name, [.. dates.Order.Select(row => numbers[row])], dates.Steps, dates.Axis, notices);
    }

    private static TableColumn Target(Table table, string? target, string? date)
    {
        if (target is not null)
            return table[target];
        string? dated = date ?? SeriesDates.Find(table, "")?.Name;
        var numeric = table.Columns.Where(column => column.IsNumeric && column.Name != dated).ToList();
        return numeric.Count == 1 ? numeric[0] : throw new DatasetException($"no target was named, and {numeric.Count} columns hold numbers ({Fault.List(table.Columns.Select(column => column.Name))} are the columns). Name the one to forecast with --target.");
    }

    private static double[] Numbers(Table table, TableColumn values)
    {
        double[] numbers = new double[table.RowCount];
        for (int row = 0; row < numbers.Length; row++)
        {
            numbers[row] = values.Kind == ColumnKind.Date ? double.NaN : values.Number(row);
            if (double.IsInfinity(numbers[row]) || (double.IsNaN(numbers[row]) && !values.IsMissing(row)))
                throw table.CellFault($"{Fault.Show(values.Text(row)!)} is not a finite number, but the values to forecast must be. Correct the cell, empty it to make it missing, or name another column with --target.", values, row);
        }

        return values.Present > 0 ? numbers : throw Fault.Data("every cell of the target is missing.", table.File, column: values.Name);
    }

    /// <summary>Puts values at their steps and carries the last one over gaps.</summary>
    private static TimeSeries Fill(Table table, string name, double[] numbers, long[] steps, TimeAxis axis, List<Notice> notices)
    {
        int first = Array.FindIndex(numbers, number => !double.IsNaN(number));
        if (first > 0)
            notices.Add(new Notice(NoticeKind.Warning, $"the first {first} values are missing: the series begins after them."));
        long count = steps[^1] - steps[first] + 1, empty = count - (numbers.Length - first);
        if (empty > numbers.Length)
            throw Fault.Data($"between the first and the last date {empty:N0} of {count:N0} steps ({axis.StepName}) have no row, more than have one. A wrong date does that: correct it, or bring the dates to their real steps.", table.File);
        axis = axis.From((int)steps[first]);
        double[] values = new double[count];
        Array.Fill(values, double.NaN);
        for (int i = first; i < numbers.Length; i++)
            values[steps[i] - steps[first]] = numbers[i];
        int[] gaps = [.. Enumerable.Range(0, values.Length).Where(step => double.IsNaN(values[step]))];
        foreach (int gap in gaps)
            values[gap] = values[gap - 1];
        if (gaps.Length > 0)
            notices.Add(new Notice(NoticeKind.Warning, $"{gaps.Length:N0} of {count:N0} values are missing, the first at {axis.Label(gaps[0])}: each was taken to be the value before it."));
        return new TimeSeries(values, name, axis);
    }
}
