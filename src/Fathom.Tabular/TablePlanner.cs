namespace Fathom;

/// <summary>Works out a <see cref="TablePlan"/>.</summary>
internal sealed class TablePlanner
{
    private const double MostlyNumbers = 0.95;

    private readonly Table _table;
    private readonly TablePlanOptions _options;

    public TablePlanner(Table table, IReadOnlyList<string>? targets, TablePlanOptions options)
    {
        _table = table;
        _options = options;
        Target = new TargetPlanner(table, targets, options, Notices);
        CheckLists();
        Target.Choose();
        ChooseColumns();
    }

    public TargetPlanner Target { get; }

    public List<PlannedColumn> Columns { get; } = [];

    public List<DroppedColumn> Dropped { get; private set; } = [];

    public List<Notice> Notices { get; } = [];

    private void CheckLists()
    {
        foreach (var (list, option) in new[] { (_options.Keep, "keep"), (_options.Drop, "drop") })
            foreach (string name in list)
            {
                var column = _table.Find(name) ?? throw _table.NoColumn(name, $"no such column to {option}");
                if (Target.Columns.Contains(column)) throw Fault.Data($"the target cannot be a column to {option}: it is what is predicted. Take it off the list.", _table.File, column: name);
            }
        var both = _options.Keep.Intersect(_options.Drop).ToList();
        if (both.Count > 0) Fault.Throw($"{Fault.List(both)} cannot be both kept and dropped. Take it off one of the two lists.", _table.File);
    }

    // ---- the columns

    private void ChooseColumns()
    {
        var drop = _options.Drop.Select(n => _table[n]).ToHashSet();
        var keep = _options.Keep.Select(n => _table[n]).ToHashSet();
        var useful = new List<TableColumn>();
        var judges = Target.Judges();
        foreach (var column in _table.Columns.Except(Target.Columns))
        {
            var dropped = drop.Contains(column) ? new DroppedColumn(column.Name, DropReason.Asked, "left out as asked")
                : keep.Contains(column) ? null
                : Useless(column) ?? judges.Select(judge => judge.Test(column, Notices)).FirstOrDefault(d => d is not null);
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
            Fault.Throw(_table.Columns.Count == Target.Columns.Length
                ? $"{(Target.Columns.Length == 1 ? $"the target '{Target.Name}' is the only column" : "every column is a target")}; expected at least one more to learn from. Is '{_table.Delimiter}' really what separates the fields (--delimiter)?"
                : $"no column is left to learn from: {string.Join("; ", Dropped.Select(d => $"'{d.Name}': {d.Text}"))}. Name columns to --keep.", _table.File);
        foreach (var d in back)
            Notices.Add(Notice.Warning($"'{d.Name}' would be dropped ({d.Text}), but no other column is left, so it is used."));
        Dropped = [.. Dropped.Except(back)];
        useful.AddRange(back.Select(d => _table[d.Name]));
    }

    private DroppedColumn? Useless(TableColumn column) => Identifiers.Constant(column) ?? Identifiers.RowName(column) ?? (
        column.Kind == ColumnKind.Text && CellChecks.Share(column, out _, out _) is < MostlyNumbers or >= 1 ? Identifiers.NearUnique(column) : null);

    private PlannedColumn Plan(TableColumn column, bool asked)
    {
        CellChecks.RefuseInfinite(_table, column, isTarget: false);
        switch (column.Kind)
        {
            case ColumnKind.Integer or ColumnKind.Number or ColumnKind.Empty: return new(column.Name, ColumnRole.Number, []);
            case ColumnKind.Boolean: return new(column.Name, ColumnRole.Boolean, []);
            case ColumnKind.Date: return new(column.Name, ColumnRole.Date, []);
        }
        double share = CellChecks.Share(column, out int row, out var others);
        if (share >= 1) return new(column.Name, ColumnRole.Category, []);
        if (share >= MostlyNumbers)
        {
            int count = column.Present - (int)Math.Round(share * column.Present);
            Notices.Add(Notice.Warning($"'{column.Name}' holds numbers except in {Fault.Count(count, "cell")} ({Fault.List(others, 3)}; first in line {_table.Line(row)}), taken as missing.{CellChecks.CommaHint(column.Text(row)!)}"));
            return new(column.Name, ColumnRole.Number, others);
        }
        if (share >= 0.5 && !asked)
            Notices.Add(Notice.Warning($"'{column.Name}' mixes numbers and text (first {Fault.Show(column.Text(row)!)} in line {_table.Line(row)}) and is taken as text."));
        return new(column.Name, ColumnRole.Category, []);
    }
}
