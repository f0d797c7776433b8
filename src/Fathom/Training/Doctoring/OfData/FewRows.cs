using static System.FormattableString;

namespace Fathom;

/// <summary>Fewer rows than columns.</summary>
internal sealed class FewRows : DataRule
{
    private const int Enough = 20;

    public override string Id => "few-rows";

    public override string Title => "too few rows for the columns";

    public override string Why => "With fewer rows than columns even a straight line fits any labels exactly, shuffled ones too.";

    public override string Effect => "What is learned holds for other rows as well.";

    public override string Page => "L8";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 70;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (!data.IsTable || data.Train.Count >= data.Sample.Columns || data.Sample.Columns < Enough)
            yield break;
        yield return Found(
            "There are fewer rows than columns.",
            Invariant($"{data.Train.Count:N0} rows, {data.Sample.Columns:N0} columns."),
            "Bring more rows, choose columns, or take a small network with weight decay, and judge by cross-validation (data.KFold, --folds 5).");
    }
}
