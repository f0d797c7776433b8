using static System.FormattableString;

namespace Fathom;

/// <summary>A regression on a few whole numbers, which may be classes.</summary>
internal sealed class ClassesAsValues : DataRule
{
    private const int Few = 10;

    public override string Id => "classes-as-values";

    public override string Title => "classes trained as values";

    public override string Why => "A squared error believes that class 2 lies between 1 and 3, and answers with means of class numbers.";

    public override string Effect => "A probability for each class in place of a number between classes.";

    public override string Page => "A6";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 65;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (data.Targets is not [{ NotFinite: 0, Distinct: >= 2 and <= Few } target] || target.Values.Length < 5 * target.Distinct || Array.Exists(target.Values, value => value != Math.Floor(value)))
            yield break;
        yield return Found(
            $"The target '{target.Name}' looks like class numbers.",
            Invariant($"{target.Distinct} whole numbers from {target.Min:G4} to {target.Max:G4} in {target.Values.Length:N0} rows{data.Sample.Words}."),
            target.Distinct == 2 ? "For yes and no take Objective.Binary with targets 0 and 1." : "If they have no order, number them from 0 as Int64 and take Objective.MultiClass (--task classification); counts and ratings may stay.",
            target.Name);
    }
}
