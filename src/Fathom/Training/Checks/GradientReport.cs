namespace Fathom;

/// <summary>What the gradient check of a layer or network found: one row for the input and for every parameter, each with its worst element.</summary>
public sealed record GradientReport : CheckResult
{
    private const string Name = "gradients";

    private GradientReport(IReadOnlyList<Row> rows, Row worst, CheckVerdict verdict, string finding, string advice)
        : base(Name, verdict, finding, advice)
    {
        Rows = rows;
        Worst = worst;
    }

    /// <summary>The input and the parameters in order.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>The row with the worst element of all.</summary>
    public Row Worst { get; }

    /// <summary>Elements there are.</summary>
    public long Elements => Rows.Sum(row => (long)row.Shape.Length);

    /// <summary>Elements that were checked: all, or a sample of large tensors.</summary>
    public int Checked => Rows.Sum(row => row.Result.Checked);

    /// <summary>Of those, elements at kinks, which are not judged.</summary>
    public int Kinks => Rows.Sum(row => row.Result.Kinks);

    internal static GradientReport Of(IReadOnlyList<Row> rows)
    {
        Row worst = rows.OrderBy(row => row.Result.Passed).ThenByDescending(row => row.Result.OfAllowed).First();
        long all = rows.Sum(row => (long)row.Shape.Length);
        int seen = rows.Sum(row => row.Result.Checked), kinks = rows.Sum(row => row.Result.Kinks);
        string[] wrong = [.. rows.Where(row => !row.Result.Passed).Select(row => row.Name)];
        string counted = seen == all ? $"all {all:N0} elements" : $"{seen:N0} of {all:N0} elements";
        string where = $"in {worst.Name}{worst.Index} {worst.Result.Comparison}";
        string atKinks = kinks == 0 ? "" : $" {kinks:N0} stand at kinks, as ReLU's at 0: there is no derivative to compare with, and they are not judged.";
        return wrong.Length == 0
            ? new(rows, worst, CheckVerdict.Fine, $"the gradient is right in {counted} checked; at worst, {where}.{atKinks}", "")
            : new(
                rows, worst, CheckVerdict.Wrong, $"the gradient is wrong in {string.Join(", ", wrong)} ({counted} checked): {where}.{atKinks}",
                $"Look at the backward of what uses {worst.Name}, and check each of its operations alone with {nameof(GradientCheck)}.{nameof(GradientCheck.Of)}; an operation that reads a value without backward (as Detach does) is wrong here as well.");
    }

    /// <summary>One tensor's check.</summary>
    /// <param name="Name">The parameter's path, or <c>input</c>.</param>
    /// <param name="Shape">Its shape.</param>
    /// <param name="Result">The worst element.</param>
    public sealed record Row(string Name, Shape Shape, GradientCheckResult Result)
    {
        /// <summary>Where the worst element stands, as <c>[3, 7]</c>; empty for a scalar.</summary>
        public string Index
        {
            get
            {
                int[] index = new int[Shape.Rank];
                int left = Result.Element;
                for (int axis = Shape.Rank - 1; axis >= 0; axis--)
                    (left, index[axis]) = (left / Shape[axis], left % Shape[axis]);
                return Shape.Rank == 0 ? "" : $"[{string.Join(", ", index)}]";
            }
        }
    }
}
