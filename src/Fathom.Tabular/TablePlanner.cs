namespace Fathom;

/// <summary>Works out a <see cref="TablePlan"/>.</summary>
internal sealed class TablePlanner
{
    private const int MostClasses = 1000;
    private const double MostlyNumbers = 0.95;

    private readonly Table _table;
    private readonly TablePlanOptions _options;

    public TablePlanner(Table table, string? target, TablePlanOptions options)
    {
        _table = table;
        _options = options;
        Target = FindTarget(target);
        CheckLists();
        Rows = TargetRows();
        ChooseTask();
        ChooseColumns();
    }

    public TableColumn Target { get; }

    public TableTask Task { get; private set; }

    public string TaskReason { get; private set; } = "";

    public IReadOnlyList<string> Classes { get; private set; } = [];

    public int[] Rows { get; }

    public int[] Labels { get; private set; } = [];

    public double[] Values { get; private set; } = [];

    public List<PlannedColumn> Columns { get; } = [];

    public List<DroppedColumn> Dropped { get; private set; } = [];

    public List<Notice> Notices { get; } = [];

    private TableColumn FindTarget(string? name)
    {
        if (name is not null) return _table.Find(name) ?? throw _table.NoColumn(name, "no such target column");
        var last = _table.Columns[^1];
        if (_table.HasHeader)
            throw Fault.Data($"no target was named; expected one of the columns {Fault.List(_table.Columns.Select(c => c.Name))}. Name it, for example --target {last.Name}.", _table.File);
        Notices.Add(Notice.Note($"the target is the last column, {last.Name}; --target takes another."));
        return last;
    }

    private void CheckLists()
    {
        foreach (var (list, option) in new[] { (_options.Keep, "keep"), (_options.Drop, "drop") })
            foreach (string name in list)
            {
                var column = _table.Find(name) ?? throw _table.NoColumn(name, $"no such column to {option}");
                if (column == Target) throw Fault.Data($"the target cannot be a column to {option}: it is what is predicted. Take it off the list.", _table.File, column: name);
            }
        var both = _options.Keep.Intersect(_options.Drop).ToList();
        if (both.Count > 0) Fault.Throw($"{Fault.List(both)} cannot be both kept and dropped. Take it off one of the two lists.", _table.File);
    }

    private int[] TargetRows()
    {
        if (_table.RowCount == 1) Fault.Throw("there is only one row; expected at least a few for each class to train, validate and test on.", _table.File, _table.Line(0));
        if (Target.Present == 0) Fault.Throw("every cell of the target is missing. Name another target.", _table.File, column: Target.Name);
        var rows = Enumerable.Range(0, _table.RowCount).Where(r => !Target.IsMissing(r)).ToArray();
        if (Target.Missing > 0)
            Notices.Add(Notice.Note($"{Fault.Count(Target.Missing, "row has", "rows have")} no '{Target.Name}' ({Marks(Target)}) and {(Target.Missing == 1 ? "is" : "are")} left out."));
        return rows;
    }

    private static string Marks(TableColumn column) =>
        "written as " + string.Join(", ", column.MissingMarks.Select(m => m.Key.Length == 0 ? "an empty cell" : Fault.Show(m.Key)));

    // ---- the task

    private void ChooseTask()
    {
        RefuseConstant(Target.Distinct, Target.Text(Rows[0])!);
        string name = $"'{Target.Name}'";
        switch (Target.Kind)
        {
            case ColumnKind.Number:
                Choose(TableTask.Regression, $"{name} holds numbers with fractions", "classification");
                break;
            case ColumnKind.Integer:
                if (Target.Distinct <= TablePlan.MostIntegerClasses)
                    Choose(ClassTask(Target.Distinct), $"{name} holds whole numbers, {Target.Distinct} different ones (up to {TablePlan.MostIntegerClasses} are taken as classes)", "regression");
                else
                    Choose(TableTask.Regression, $"{name} holds whole numbers, {Target.Distinct:N0} different ones (more than {TablePlan.MostIntegerClasses})", "classification");
                break;
            case ColumnKind.Boolean:
                Choose(TableTask.Binary, $"{name} holds {Fault.Show(Target.Words[0])} and {Fault.Show(Target.Words[1])}", null);
                break;
            default:
                if (_options.Task is null && Share(Target, out int row, out _) > 0.5) RefuseText(row, "; add --task classification if the texts are class labels");
                Choose(ClassTask(TargetClasses.Of(Target).Names.Count), $"{name} holds text", null);
                break;
        }
        if (Task == TableTask.Regression) ReadValues(); else ReadClasses();
    }

    private static TableTask ClassTask(int count) => count == 2 ? TableTask.Binary : TableTask.Classification;

    private void Choose(TableTask inferred, string because, string? other)
    {
        Task = _options.Task ?? inferred;
        TaskReason = _options.Task is not null ? $"{Word(Task)}, as asked."
            : $"{Word(Task)}, because {because}.{(other is null ? "" : $" Override with --task {other}.")}";
    }

    private static string Word(TableTask task) => task switch
    {
        TableTask.Binary => "two classes",
        TableTask.Classification => "classes",
        _ => "regression",
    };

    private void RefuseConstant(int distinct, string value)
    {
        if (distinct == 1) Fault.Throw($"the target is {Fault.Show(value)} in every row; there is nothing to learn. Name another target.", _table.File, column: Target.Name);
    }

    private void RefuseText(int row, string otherwise) => throw _table.CellFault(
        $"{Fault.Show(Target.Text(row)!)} is not a number, but the target is one in most rows. Correct the cell, or empty it to leave the row out{otherwise}.{CommaHint(Target.Text(row)!)}", Target, row);

    private static string CommaHint(string text) =>
        text.Count(c => c == ',') == 1 && CellText.TryNumber(text.Replace(',', '.'), out _) ? " Numbers are written with a point, not a comma." : "";

    private void ReadValues()
    {
        if (!Target.IsNumeric && Target.Kind != ColumnKind.Date)
        {
            double share = Share(Target, out int row, out _);
            if (share > 0.5) RefuseText(row, "");
            throw _table.CellFault($"{Fault.Show(Target.Text(row)!)} is not a number, so regression is impossible; the target holds text. Use --task classification.", Target, row);
        }
        RefuseInfinite(Target);
        Values = Array.ConvertAll(Rows, Target.Number);
    }

    private void ReadClasses()
    {
        RefuseInfinite(Target);
        int distinct = Target.Distinct;
        if (distinct > MostClasses || (distinct > TablePlan.MostIntegerClasses && distinct > Rows.Length / 2))
            Fault.Throw($"{distinct:N0} different values in {Rows.Length:N0} rows are too many for classes (at most {MostClasses:N0}, and half the rows). "
                + (Target.IsNumeric ? "Use --task regression." : "Name another target."), _table.File, column: Target.Name);
        var classes = TargetClasses.Of(Target);
        Classes = classes.Names;
        RefuseConstant(Classes.Count, Classes[0]);
        if (Task == TableTask.Binary && Classes.Count != 2)
            Fault.Throw($"a binary task needs two classes, but the target has {Classes.Count}: {Fault.List(Classes, 6)}. Use --task classification.", _table.File, column: Target.Name);
        Labels = classes.Read(_table, Target, Rows, out int stops);
        if (stops > 0)
            Notices.Add(Notice.Note($"{Fault.Count(stops, "label")} of '{Target.Name}' {(stops == 1 ? "ends" : "end")} in a full stop and {(stops == 1 ? "is" : "are")} read without it ({Fault.List(Classes, 4)})."));
    }

    private void RefuseInfinite(TableColumn column)
    {
        if (column.Infinite is not { } cell) return;
        throw _table.CellFault($"{Fault.Show(cell.Text)} is not a finite number. Correct the cell, or empty it to make it missing{(column == Target ? "" : $", or leave the column out (--drop {column.Name})")}.", column, cell.Row);
    }

    /// <summary>Share of the present cells that spell a number, the first row whose cell does not, and all texts that do not.</summary>
    private static double Share(TableColumn column, out int firstOther, out List<string> others)
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

    // ---- the columns

    private void ChooseColumns()
    {
        var drop = _options.Drop.Select(n => _table[n]).ToHashSet();
        var keep = _options.Keep.Select(n => _table[n]).ToHashSet();
        var useful = new List<TableColumn>();
        var judge = new Giveaway(Labels, Values, Classes, Rows, Target.Name);
        foreach (var column in _table.Columns.Where(c => c != Target))
        {
            var dropped = drop.Contains(column) ? new DroppedColumn(column.Name, DropReason.Asked, "left out as asked")
                : keep.Contains(column) ? null
                : Useless(column) ?? judge.Test(column, Notices);
            if (dropped is null) useful.Add(column); else Dropped.Add(dropped);
        }
        if (useful.Count == 0) Readmit(useful);
        foreach (var column in useful) Columns.Add(Plan(column, keep.Contains(column)));
    }

    /// <summary>A table whose only input counts the rows, or is an exact law of the target, is still worth learning from.</summary>
    private void Readmit(List<TableColumn> useful)
    {
        var back = Dropped.Where(d => d.Reason is DropReason.Identifier or DropReason.Giveaway).ToList();
        if (back.Count == 0)
            Fault.Throw(_table.Columns.Count == 1
                ? $"the target '{Target.Name}' is the only column; expected at least one more to learn from. Is '{_table.Delimiter}' really what separates the fields (--delimiter)?"
                : $"no column is left to learn from: {string.Join("; ", Dropped.Select(d => $"'{d.Name}': {d.Text}"))}. Name columns to --keep.", _table.File);
        foreach (var d in back)
            Notices.Add(Notice.Warning($"'{d.Name}' would be dropped ({d.Text}), but no other column is left, so it is used."));
        Dropped = [.. Dropped.Except(back)];
        useful.AddRange(back.Select(d => _table[d.Name]));
    }

    private DroppedColumn? Useless(TableColumn column) => Identifiers.Constant(column) ?? Identifiers.RowName(column) ?? (
        column.Kind == ColumnKind.Text && Share(column, out _, out _) is < MostlyNumbers or >= 1 ? Identifiers.NearUnique(column) : null);

    private PlannedColumn Plan(TableColumn column, bool asked)
    {
        RefuseInfinite(column);
        switch (column.Kind)
        {
            case ColumnKind.Integer or ColumnKind.Number or ColumnKind.Empty: return new(column.Name, ColumnRole.Number, []);
            case ColumnKind.Boolean: return new(column.Name, ColumnRole.Boolean, []);
            case ColumnKind.Date: return new(column.Name, ColumnRole.Date, []);
        }
        double share = Share(column, out int row, out var others);
        if (share >= 1) return new(column.Name, ColumnRole.Category, []);
        if (share >= MostlyNumbers)
        {
            int count = column.Present - (int)Math.Round(share * column.Present);
            Notices.Add(Notice.Warning($"'{column.Name}' holds numbers except in {Fault.Count(count, "cell")} ({Fault.List(others, 3)}; first in line {_table.Line(row)}), taken as missing.{CommaHint(column.Text(row)!)}"));
            return new(column.Name, ColumnRole.Number, others);
        }
        if (share >= 0.5 && !asked)
            Notices.Add(Notice.Warning($"'{column.Name}' mixes numbers and text (first {Fault.Show(column.Text(row)!)} in line {_table.Line(row)}) and is taken as text."));
        return new(column.Name, ColumnRole.Category, []);
    }
}
