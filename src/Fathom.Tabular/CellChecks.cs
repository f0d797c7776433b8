namespace Fathom;

/// <summary>What planning asks of the cells of a column, whether it is a target or an input.</summary>
internal static class CellChecks
{
    /// <summary>Share of the present cells that spell a number, the first row whose cell does not, and all texts that do not.</summary>
    public static double Share(TableColumn column, out int firstOther, out List<string> others)
    {
        firstOther = -1;
        others = [];
        if (column.IsNumeric) return 1;
        int numbers = 0;
        for (int r = 0; r < column.RowCount; r++)
        {
            if (column.IsMissing(r)) continue;
            if (double.IsFinite(column.Number(r))) numbers++;
            else if (firstOther < 0) firstOther = r;
        }
        if (column.Kind == ColumnKind.Text) others = [.. column.Words.Where(w => !CellText.TryNumber(w, out double v) || double.IsInfinity(v)).Order(StringComparer.Ordinal)];
        return column.Present == 0 ? 0 : (double)numbers / column.Present;
    }

    /// <summary>Refuses a column with an infinite number.</summary>
    public static void RefuseInfinite(Table table, TableColumn column, bool isTarget)
    {
        if (column.Infinite is not { } cell) return;
        throw table.CellFault($"{Fault.Show(cell.Text)} is not a finite number. Correct the cell, or empty it to make it missing{(isTarget ? "" : $", or leave the column out (--drop {column.Name})")}.", column, cell.Row);
    }

    /// <summary>A hint for numbers written with a comma.</summary>
    public static string CommaHint(string text) =>
        text.Count(c => c == ',') == 1 && CellText.TryNumber(text.Replace(',', '.'), out _) ? " Numbers are written with a point, not a comma." : "";
}
