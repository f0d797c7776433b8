namespace Fathom;

/// <summary>What is going to be learned from a table: the target, the task, the columns that are used, and those that are not, each with its reason.</summary>
/// <remarks>
/// <code>
/// task       text or yes/no → classes; numbers with a fraction → regression; whole numbers → classes up to 20 different ones, else regression
/// several    targets of two values each → multi-label; of numbers (with a fraction, or over 20 different ones) → regression; anything else must be said
/// label      0 and 1, no and yes, false and true; of two other values the second in order counts as 1, with a note
/// target     rows without one are left out and counted; labels that differ by a trailing full stop are one class
/// dropped    constant columns; columns that count or name the rows; text that hardly repeats; columns that give the target away
/// never      are all columns dropped: if none would be left, those with values come back with a warning
/// </code>
/// A text column counts as repeating when at least half of its cells hold a value that m cells share, with m = rows/100, at least 2 and at most 10.
/// A column gives the target away when its being filled in or not decides a class (Titanic's <c>boat</c> and <c>body</c>), when its value alone decides the
/// class in practically every row, or when it is the target in other numbers. A strong feature does none of these; the exact tests stand in <c>Giveaway.cs</c>.
/// A column in which at least 95 % of the cells are numbers is a column of numbers; its other texts are taken as missing, with a warning that names the first.
/// </remarks>
public sealed class TablePlan
{
    /// <summary>Most different whole numbers that are taken as classes.</summary>
    public const int MostIntegerClasses = 20;

    internal TablePlan(Table table, TablePlanner planner)
    {
        Table = table;
        TargetPlanner target = planner.Target;
        Target = target.Name;
        Targets = [.. target.Columns.Select(c => c.Name)];
        Task = target.Task;
        TaskReason = target.TaskReason;
        Classes = target.Classes;
        LabelWords = target.Words;
        Rows = target.Rows;
        Labels = target.Labels;
        Values = target.Values;
        var counts = new int[Classes.Count];
        for (int i = 0; i < Labels.Length; i++) counts[Task == TableTask.MultiLabel ? i % counts.Length : Labels[i]] += Task == TableTask.MultiLabel ? Labels[i] : 1;
        ClassCounts = counts;
        Columns = planner.Columns;
        Dropped = planner.Dropped;
        Notices = planner.Notices;
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>The column to predict; of several their names between commas.</summary>
    public string Target { get; }

    /// <summary>The columns to predict: one, or several numbers or labels.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>What is learned.</summary>
    public TableTask Task { get; }

    /// <summary>Why that task, and how to have another: one sentence.</summary>
    public string TaskReason { get; }

    /// <summary>Class names, in the order of the labels; of a multi-label task the labels, which are the targets; empty for regression.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Rows of each class, or with each label; empty for regression.</summary>
    public IReadOnlyList<int> ClassCounts { get; }

    /// <summary>Multi-label: how 0 and 1 of each label are written.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> LabelWords { get; }

    /// <summary>Rows of the table that have every target, in order.</summary>
    public int[] Rows { get; }

    /// <summary>The class of each of <see cref="Rows"/>; multi-label: 0 or 1 for each row and label, row by row; empty for regression.</summary>
    public int[] Labels { get; }

    /// <summary>The number to predict for each of <see cref="Rows"/>, of several targets row by row; empty for classes.</summary>
    public double[] Values { get; }

    /// <summary>Columns used as input, in file order.</summary>
    public IReadOnlyList<PlannedColumn> Columns { get; }

    /// <summary>Columns not used, in file order, each with its reason.</summary>
    public IReadOnlyList<DroppedColumn> Dropped { get; }

    /// <summary>What was noticed while planning.</summary>
    public IReadOnlyList<Notice> Notices { get; }

    /// <summary>Infers a plan.</summary>
    /// <param name="table">The table.</param>
    /// <param name="target">The column to predict. Null takes the last column of a table without a header, and is a fault otherwise.</param>
    /// <param name="options">What the user decided; null for nothing.</param>
    /// <exception cref="DatasetException">
    /// The target does not exist, is constant, all missing, or impossible for the task; an unknown or contradictory column is named to keep or drop;
    /// a used column holds an infinity; no column is left.
    /// </exception>
    public static TablePlan Infer(Table table, string? target, TablePlanOptions? options = null) => InferSeveral(table, target is null ? [] : [target], options);

    /// <summary>Infers a plan for one or several targets.</summary>
    /// <param name="table">The table.</param>
    /// <param name="targets">The columns to predict; none takes the last column of a table without a header, and is a fault otherwise.</param>
    /// <param name="options">What the user decided; null for nothing.</param>
    /// <exception cref="DatasetException">
    /// As for one target; also a target named twice, a label that does not hold two values, and several targets of which some look like labels and some like numbers.
    /// </exception>
    public static TablePlan InferSeveral(Table table, IReadOnlyList<string> targets, TablePlanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(targets);
        return new TablePlan(table, new TablePlanner(table, targets, options ?? new TablePlanOptions()));
    }

    /// <summary>Splits <see cref="Rows"/>; for classes each part gets its share of every class, for labels of every set of labels that occurs ten times.</summary>
    /// <param name="validation">Share for validation, 0 ≤ v &lt; 1.</param>
    /// <param name="test">Share for the test, 0 ≤ t &lt; 1, v + t &lt; 1.</param>
    /// <param name="rng">Chooses: a generator in the same state gives the same split.</param>
    /// <exception cref="DatasetException">A share is out of range, a part would be empty, or a class has a single row.</exception>
    public TableSplit Split(double validation, double test, Rng rng)
    {
        var parts = Task switch
        {
            TableTask.Regression => TableSplit.Create(Rows.Length, validation, test, rng),
            TableTask.MultiLabel => LabelSets.Split(Labels, Targets, validation, test, rng),
            _ => TableSplit.Create(Labels, Classes, validation, test, rng),
        };
        return parts.Map(i => Rows[i]);
    }

    /// <summary>One split of a cross-validation of <see cref="Rows"/>: over all folds each row is tested exactly once; folds share classes, or common sets of labels, in proportion.</summary>
    /// <param name="fold">Which fold is tested, from 1.</param>
    /// <param name="folds">How many there are, from 2.</param>
    /// <param name="validation">Share of all rows for validation, 0 ≤ v, v + 1/folds &lt; 1.</param>
    /// <param name="rng">Chooses: a generator in the same state gives the same folds.</param>
    /// <exception cref="DatasetException">There are more folds than rows, or than rows of a class, or a part would be empty.</exception>
    public TableSplit Fold(int fold, int folds, double validation, Rng rng)
    {
        var parts = Task switch
        {
            TableTask.Regression => TableSplit.Fold(new int[Rows.Length], [""], fold, folds, validation, rng),
            TableTask.MultiLabel => LabelSets.Fold(Labels, Targets, fold, folds, validation, rng),
            _ => TableSplit.Fold(Labels, Classes, fold, folds, validation, rng),
        };
        return parts.Map(i => Rows[i]);
    }
}
