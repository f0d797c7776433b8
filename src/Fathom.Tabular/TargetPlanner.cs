namespace Fathom;

/// <summary>Works out what is predicted: the target columns, the task, the rows that have all targets, and the labels or values of those.</summary>
internal sealed class TargetPlanner
{
    private const int MostClasses = 1000;

    private readonly Table _table;
    private readonly TablePlanOptions _options;
    private readonly List<Notice> _notices;

    public TargetPlanner(Table table, IReadOnlyList<string>? targets, TablePlanOptions options, List<Notice> notices)
    {
        _table = table;
        _options = options;
        _notices = notices;
        Columns = targets is { Count: > 0 } ? Find(targets) : [LastColumn()];
    }

    /// <summary>The columns to predict, in the order they were named.</summary>
    public TableColumn[] Columns { get; }

    /// <summary>Their names between commas.</summary>
    public string Name => Fault.Names([.. Columns.Select(c => c.Name)]);

    public TableTask Task { get; private set; }

    public string TaskReason { get; private set; } = "";

    /// <summary>Class names; of a multi-label task the labels, which are the targets.</summary>
    public IReadOnlyList<string> Classes { get; private set; } = [];

    /// <summary>Multi-label: how 0 and 1 of each label are written.</summary>
    public IReadOnlyList<string>[] Words { get; private set; } = [];

    public int[] Rows { get; private set; } = [];

    /// <summary>The class of each row; multi-label: 0 or 1 for each row and label, row by row.</summary>
    public int[] Labels { get; private set; } = [];

    /// <summary>The number of each row and target, row by row.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>Settles rows, task and what is right.</summary>
    public void Choose()
    {
        Rows = TargetRows();
        if (Columns.Length == 1 && _options.Task != TableTask.MultiLabel) ChooseTask(Columns[0]);
        else ChooseSeveral();
    }

    /// <summary>Looks for columns that give a target away, one judge for each target.</summary>
    public Giveaway[] Judges()
    {
        int k = Columns.Length;
        if (Task != TableTask.MultiLabel && k == 1) return [new Giveaway(Labels, Values, Classes, Rows, Columns[0].Name)];
        return [.. Enumerable.Range(0, k).Select(j => Task == TableTask.MultiLabel
            ? new Giveaway(Every(Labels, j, k), [], Words[j], Rows, Columns[j].Name)
            : new Giveaway([], Every(Values, j, k), [], Rows, Columns[j].Name))];
    }

    private static T[] Every<T>(T[] all, int first, int step) => [.. Enumerable.Range(0, all.Length / step).Select(i => all[(i * step) + first])];

    private TableColumn[] Find(IReadOnlyList<string> names)
    {
        string quotes = names.Count > 1 && _table.Columns.Any(c => c.Name.Contains(',')) ? " (several are parted by commas, a name that holds one stands in double quotes)" : "";
        var columns = names.Select(name => _table.Find(name) ?? throw _table.NoColumn(name, $"no such target column{quotes}")).ToArray();
        if (columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Fault.Data($"the target '{twice.Key.Name}' is named twice; name each target once.", _table.File);
        return columns;
    }

    private TableColumn LastColumn()
    {
        var last = _table.Columns[^1];
        if (_table.HasHeader)
            throw Fault.Data($"no target was named; expected one of the columns {Fault.List(_table.Columns.Select(c => c.Name))}. Name it, for example --target {last.Name}.", _table.File);
        _notices.Add(Notice.Note($"the target is the last column, {last.Name}; --target takes another."));
        return last;
    }

    private int[] TargetRows()
    {
        if (_table.RowCount == 1) Fault.Throw("there is only one row; expected at least a few for each class to train, validate and test on.", _table.File, _table.Line(0));
        foreach (var target in Columns)
            if (target.Present == 0) Fault.Throw("every cell of the target is missing. Name another target.", _table.File, column: target.Name);
        var rows = Enumerable.Range(0, _table.RowCount).Where(r => Array.TrueForAll(Columns, c => !c.IsMissing(r))).ToArray();
        int missing = _table.RowCount - rows.Length;
        if (rows.Length == 0) Fault.Throw($"no row has all the targets {Fault.List(Columns.Select(c => c.Name))}. Train on fewer targets, or bring rows that have all.", _table.File);
        if (missing > 0)
        {
            string what = string.Join(" or ", Columns.Where(c => c.Missing > 0).Select(c => $"'{c.Name}' ({Marks(c)})"));
            _notices.Add(Notice.Note($"{Fault.Count(missing, "row has", "rows have")} no {what} and {(missing == 1 ? "is" : "are")} left out."));
        }
        return rows;
    }

    private static string Marks(TableColumn column) =>
        "written as " + string.Join(", ", column.MissingMarks.Select(m => m.Key.Length == 0 ? "an empty cell" : Fault.Show(m.Key)));

    // ---- several targets, or labels

    private void ChooseSeveral()
    {
        foreach (var target in Columns) RefuseConstant(target, target.Distinct, target.Text(Rows[0])!);
        string many = Columns.Length == 1 ? "it holds" : "each of them holds";
        switch (_options.Task)
        {
            case TableTask.MultiLabel or TableTask.Regression:
                Task = _options.Task.Value;
                TaskReason = $"{Word(Task)}, as asked.";
                break;
            case { } classes:
                Fault.Throw($"{Columns.Length} targets were named for {Word(classes)}, which has one. Use --task multilabel for columns of yes and no, --task regression for columns of numbers, or name one target.", _table.File);
                break;
            case null when Array.TrueForAll(Columns, HoldsTwo):
                Task = TableTask.MultiLabel;
                TaskReason = $"{Word(Task)}, because {many} two values. Override with --task regression.";
                break;
            case null when Array.TrueForAll(Columns, HoldsNumbers):
                Task = TableTask.Regression;
                TaskReason = $"{Word(Task)}, because {many} numbers. Override with --task multilabel.";
                break;
            default:
                Fault.Throw($"the targets do not tell what they are: {string.Join(", ", Columns.Select(c => $"'{c.Name}' holds {Content(c)}"))}. Say it: --task multilabel for columns of two values each, --task regression for numbers.", _table.File);
                break;
        }
        if (Task == TableTask.MultiLabel) ReadLabels(); else ReadAllValues();
    }

    private static bool HoldsTwo(TableColumn column) => column.Distinct == 2 && column.Kind != ColumnKind.Number;

    private static bool HoldsNumbers(TableColumn column) => column.Kind == ColumnKind.Number || (column.Kind == ColumnKind.Integer && column.Distinct > TablePlan.MostIntegerClasses);

    private static string Content(TableColumn column) => column.Kind switch
    {
        _ when column.Distinct == 2 => "two values",
        ColumnKind.Number => "numbers with fractions",
        ColumnKind.Integer => $"whole numbers, {column.Distinct:N0} different ones",
        _ => $"text, {column.Distinct:N0} different ones",
    };

    private void ReadAllValues()
    {
        int k = Columns.Length;
        Values = new double[Rows.Length * k];
        for (int j = 0; j < k; j++)
        {
            var target = Columns[j];
            var column = ReadValues(target);
            for (int i = 0; i < column.Length; i++) Values[(i * k) + j] = column[i];
        }
    }

    private void ReadLabels()
    {
        int k = Columns.Length;
        Classes = [.. Columns.Select(c => c.Name)];
        Words = Array.ConvertAll(Columns, WordsOf);
        Labels = new int[Rows.Length * k];
        for (int j = 0; j < k; j++)
        {
            var target = Columns[j];
            var column = new TargetClasses(Words[j]).Read(_table, target, Rows, out _);
            int ones = column.Sum();
            if (ones == 0 || ones == column.Length)
                Fault.Throw($"the label is {Fault.Show(Words[j][ones == 0 ? 0 : 1])} in every row that has all targets; there is nothing to learn. Leave it out of the targets.", _table.File, column: target.Name);
            for (int i = 0; i < column.Length; i++) Labels[(i * k) + j] = column[i];
        }
    }

    /// <summary>How a label column writes 0 and 1.</summary>
    private IReadOnlyList<string> WordsOf(TableColumn target)
    {
        CellChecks.RefuseInfinite(_table, target, isTarget: true);
        var names = TargetClasses.Of(target).Names;
        RefuseConstant(target, names.Count, names[0]);
        if (names.Count > 2)
            Fault.Throw($"a label holds two values, such as 0 and 1 or no and yes, but the column has {names.Count:N0}: {Fault.List(names, 6)}. "
                + (target.IsNumeric ? "Use --task regression for numbers, or make a column of 0 and 1 for each value." : "Make a column of 0 and 1 for each value."), _table.File, column: target.Name);
        if (CellText.IsYesNo(names[0], names[1])) return CellText.YesOrNo(names[0]) == 1 ? [names[1], names[0]] : names;
        if (names is not ["0", "1"]) _notices.Add(Notice.Note($"label '{target.Name}': {Fault.Show(names[1])} counts as 1, {Fault.Show(names[0])} as 0."));
        return names;
    }

    // ---- one target

    private void ChooseTask(TableColumn target)
    {
        RefuseConstant(target, target.Distinct, target.Text(Rows[0])!);
        string name = $"'{target.Name}'";
        switch (target.Kind)
        {
            case ColumnKind.Number:
                Choose(TableTask.Regression, $"{name} holds numbers with fractions", "classification");
                break;
            case ColumnKind.Integer:
                if (target.Distinct <= TablePlan.MostIntegerClasses)
                    Choose(ClassTask(target.Distinct), $"{name} holds whole numbers, {target.Distinct} different ones (up to {TablePlan.MostIntegerClasses} are taken as classes)", "regression");
                else
                    Choose(TableTask.Regression, $"{name} holds whole numbers, {target.Distinct:N0} different ones (more than {TablePlan.MostIntegerClasses})", "classification");
                break;
            case ColumnKind.Boolean:
                Choose(TableTask.Binary, $"{name} holds {Fault.Show(target.Words[0])} and {Fault.Show(target.Words[1])}", null);
                break;
            default:
                if (_options.Task is null && CellChecks.Share(target, out int row, out _) > 0.5) RefuseText(target, row, "; add --task classification if the texts are class labels");
                Choose(ClassTask(TargetClasses.Of(target).Names.Count), $"{name} holds text", null);
                break;
        }
        if (Task == TableTask.Regression) Values = ReadValues(target); else ReadClasses(target);
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
        TableTask.MultiLabel => "labels that do not exclude each other",
        _ => "regression",
    };

    private void RefuseConstant(TableColumn target, int distinct, string value)
    {
        if (distinct == 1) Fault.Throw($"the target is {Fault.Show(value)} in every row; there is nothing to learn. Name another target.", _table.File, column: target.Name);
    }

    private void RefuseText(TableColumn target, int row, string otherwise) => throw _table.CellFault(
        $"{Fault.Show(target.Text(row)!)} is not a number, but the target is one in most rows. Correct the cell, or empty it to leave the row out{otherwise}.{CellChecks.CommaHint(target.Text(row)!)}", target, row);

    private double[] ReadValues(TableColumn target)
    {
        if (!target.IsNumeric && target.Kind != ColumnKind.Date)
        {
            double share = CellChecks.Share(target, out int row, out _);
            if (share > 0.5) RefuseText(target, row, "");
            throw _table.CellFault($"{Fault.Show(target.Text(row)!)} is not a number, so regression is impossible; the target holds text. Use --task classification.", target, row);
        }
        CellChecks.RefuseInfinite(_table, target, isTarget: true);
        return Array.ConvertAll(Rows, target.Number);
    }

    private void ReadClasses(TableColumn target)
    {
        CellChecks.RefuseInfinite(_table, target, isTarget: true);
        int distinct = target.Distinct;
        if (distinct > MostClasses || (distinct > TablePlan.MostIntegerClasses && distinct > Rows.Length / 2))
            Fault.Throw($"{distinct:N0} different values in {Rows.Length:N0} rows are too many for classes (at most {MostClasses:N0}, and half the rows). "
                + (target.IsNumeric ? "Use --task regression." : "Name another target."), _table.File, column: target.Name);
        var classes = TargetClasses.Of(target);
        Classes = classes.Names;
        RefuseConstant(target, Classes.Count, Classes[0]);
        if (Task == TableTask.Binary && Classes.Count != 2)
            Fault.Throw($"a binary task needs two classes, but the target has {Classes.Count}: {Fault.List(Classes, 6)}. Use --task classification.", _table.File, column: target.Name);
        Labels = classes.Read(_table, target, Rows, out int stops);
        if (stops > 0)
            _notices.Add(Notice.Note($"{Fault.Count(stops, "label")} of '{target.Name}' {(stops == 1 ? "ends" : "end")} in a full stop and {(stops == 1 ? "is" : "are")} read without it ({Fault.List(Classes, 4)})."));
    }
}
