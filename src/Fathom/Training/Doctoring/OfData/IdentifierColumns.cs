using static System.FormattableString;

namespace Fathom;

/// <summary>Columns that number the rows.</summary>
internal sealed class IdentifierColumns : DataRule
{
    private const int FewRows = 20;
    private const double Grid = 1e-4;
    private const double EnoughOfGrid = 20;
    private static readonly HashSet<string> s_words = new(StringComparer.OrdinalIgnoreCase) { "id", "ids", "uid", "uuid", "guid", "key", "index", "idx", "rowid", "serial" };

    public override string Id => "identifier-column";

    public override string Title => "identifier columns";

    public override string Why => "A number of its own for each row can be learned by heart and means nothing for new rows; where rows are sorted it even betrays the target.";

    public override string Effect => "Less overfitting; new rows are predicted as well as old ones.";

    public override string Page => "K4";

    public override int Order => 25;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (!data.IsTable || data.Columns.Count < 2 || data.Sample.Count < FewRows)
            yield break;
        foreach (DataColumn column in data.Columns.Where(column => column.NotFinite == 0))
        {
            int rows = data.Sample.Count;
            bool named = column.Distinct >= 0.95 * rows && column.Name.Split('_', ' ', '-', '.').Any(s_words.Contains);
            double? counts = column.Distinct == rows ? Counts(column) : null;
            if (!named && counts is null)
                continue;
            yield return Found(
                $"The column '{column.Name}' names the rows.",
                Invariant($"{column.Distinct:N0} different numbers in {rows:N0} rows{data.Sample.Words}{(counts is { } share ? Invariant($", no two the same and all on one grid of which they fill {100 * share:0} %, as a counter") : ", and its name says so")}."),
                $"Leave '{column.Name}' out (--drop).",
                column.Name);
        }
    }

    /// <summary>The share of an even grid that the numbers fill, where all lie on one and are too many to be so by chance; a standardized counter is one still.</summary>
    private static double? Counts(DataColumn column)
    {
        ReadOnlySpan<double> sorted = column.Sorted;
        double step = double.PositiveInfinity;
        for (int i = 1; i < sorted.Length; i++)
            step = Math.Min(step, sorted[i] - sorted[i - 1]);
        double places = Math.Round((sorted[^1] - sorted[0]) / step) + 1;
        double share = sorted.Length / places;
        // Of n numbers drawn from a grid about n·share/2 meet: when none do, they were numbered.
        if (sorted.Length * share < EnoughOfGrid)
            return null;
        step = (sorted[^1] - sorted[0]) / (places - 1);
        for (int i = 1; i < sorted.Length; i++)
        {
            double at = (sorted[i] - sorted[0]) / step;
            if (Math.Abs(at - Math.Round(at)) > Math.Max(Grid * places, 0.05))
                return null;
        }

        return share;
    }
}
