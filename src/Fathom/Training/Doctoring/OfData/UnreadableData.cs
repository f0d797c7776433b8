using static System.FormattableString;

namespace Fathom;

/// <summary>Rows cannot be made: the source of the data throws.</summary>
internal sealed class UnreadableData : DataRule
{
    public override string Id => "unreadable-data";

    public override string Title => "rows that cannot be read";

    public override string Why => "Training stops at the first batch that holds such a row.";

    public override string Effect => "Training can begin.";

    public override string Page => "K5";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 1;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (data.Failure is { } error)
            yield return Found($"Rows of '{data.Train.Name}' cannot be read.", Invariant($"It threw {error.GetType().Name}: {error.Message.TrimEnd('.')}."), "Correct the source of the rows; nothing else of the data was looked at.");
    }
}
