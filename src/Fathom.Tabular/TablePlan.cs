namespace Fathom;

/// <summary>What is going to be learned from a table: the target, the task, the columns that are used, and those that are not, each with its reason.</summary>
/// <remarks>
/// <code>
/// task       text or yes/no → classes; numbers with a fraction → regression; whole numbers → classes up to 20 different ones, else regression
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
        Target = planner.Target.Name;
        Task = planner.Task;
        TaskReason = planner.TaskReason;
        Classes = planner.Classes;
        Rows = planner.Rows;
        Labels = planner.Labels;
        Values = planner.Values;
        var counts = new int[Classes.Count];
        foreach (int label in Labels) counts[label]++;
        ClassCounts = counts;
        Columns = planner.Columns;
        Dropped = planner.Dropped;
        Notices = planner.Notices;
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>The column to predict.</summary>
    public string Target { get; }

    /// <summary>What is learned.</summary>
    public TableTask Task { get; }

    /// <summary>Why that task, and how to have another: one sentence.</summary>
    public string TaskReason { get; }

    /// <summary>Class names, in the order of the labels; empty for regression.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Rows of each class; empty for regression.</summary>
    public IReadOnlyList<int> ClassCounts { get; }

    /// <summary>Rows of the table that have a target, in order.</summary>
    public int[] Rows { get; }

    /// <summary>The class of each of <see cref="Rows"/>; empty for regression.</summary>
    public int[] Labels { get; }

    /// <summary>The number to predict for each of <see cref="Rows"/>; empty for classes.</summary>
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
    public static TablePlan Infer(Table table, string? target, TablePlanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new TablePlan(table, new TablePlanner(table, target, options ?? new TablePlanOptions()));
    }

    /// <summary>Splits <see cref="Rows"/>; for classes each part gets its share of every class.</summary>
    /// <param name="validation">Share for validation, 0 ≤ v &lt; 1.</param>
    /// <param name="test">Share for the test, 0 ≤ t &lt; 1, v + t &lt; 1.</param>
    /// <param name="rng">Chooses: a generator in the same state gives the same split.</param>
    /// <exception cref="DatasetException">A share is out of range, a part would be empty, or a class has a single row.</exception>
    public TableSplit Split(double validation, double test, Rng rng)
    {
        var parts = Task == TableTask.Regression
            ? TableSplit.Create(Rows.Length, validation, test, rng)
            : TableSplit.Create(Labels, Classes, validation, test, rng);
        return parts.Map(i => Rows[i]);
    }
}
