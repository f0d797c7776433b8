using static System.FormattableString;

namespace Fathom;

/// <summary>An activation at the end of a regression that cannot reach the targets.</summary>
internal sealed class BoundedHead : ModelRule
{
    public override string Id => "bounded-head";

    public override string Title => "a head that cannot reach the targets";

    public override string Why => "Values have no bounds: an activation at the end cuts off what lies outside its range, and where it is flat no gradient comes back.";

    public override string Effect => "All targets can be reached.";

    public override string Page => "A6";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 20;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Objective.Task != TaskKind.Regression || model.Head is not { Bounds: ({ } low, { } high) } head || head.Operation is Ops.Softmax || model.Data.Targets.Count == 0)
            yield break;
        double[] y = [.. model.Data.Sample.Y.Where(double.IsFinite)];
        if (y.Length == 0)
            yield break;
        double slack = 1e-6 * Math.Max(1, Math.Abs(y.Max() - y.Min()));
        int outside = y.Count(value => value < low - slack || value > high + slack);
        if (outside == 0)
        {
            if (head.IsRectifier)
                yield return Found($"The regression ends in {head.Name}.", Invariant($"All targets are at least {y.Min():G4}, but a unit below 0 for every row gets no gradient."), "End with Linear alone, or with Softplus where values must stay above 0.", head.Place, FindingWeight.Warning);
            yield break;
        }

        yield return Found(
            $"The regression ends in {head.Name}, which cannot reach all targets.",
            Invariant($"{head.Name} gives {low:0.##}…{(double.IsFinite(high) ? Invariant($"{high:0.##}") : "∞")}; {outside:N0} of {y.Length:N0} targets{model.Data.Sample.Words} lie outside, from {y.Min():G4} to {y.Max():G4}."),
            "Leave the activation away: end with Linear.", head.Place);
    }
}
