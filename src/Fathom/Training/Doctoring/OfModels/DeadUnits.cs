using static System.FormattableString;

namespace Fathom;

/// <summary>ReLU units that give 0 for every row.</summary>
internal sealed class DeadUnits : ModelRule
{
    private const double Some = 0.25;
    private const double Much = 0.5;
    private const double Most = 0.9;

    public override string Id => "dead-units";

    public override string Title => "dead units at the start";

    public override string Why => "A rectifier below 0 for every row passes no gradient: the weights in front of it never change.";

    public override string Effect => "All units take part; the loss falls further.";

    public override string Page => "B1";

    public override int Order => 40;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.HasBrokenData)
            yield break;
        foreach (TracedOperation rectifier in model.Trace.OfModel.Where(operation => operation.IsRectifier && operation.Output is not null))
        {
            UnitStatistics units = rectifier.Output!;
            double share = (double)units.Dead / units.Units;
            // A few rows leave some units without a chance to speak.
            if (share < Some || units.Units < 2 || model.Trace.Rows < 8)
                continue;
            yield return Found(
                share == 1 ? $"All units of {rectifier.Place} are dead." : $"Many units of {rectifier.Place} are dead.",
                Invariant($"{units.Dead} of {units.Units} units are 0 in all of {model.Trace.Rows} rows ({100 * share:0} %)."),
                "Start biases at 0 and weights by He (new HeUniform()); are the inputs standardized? LeakyReLU or GELU cannot die.",
                rectifier.Place,
                share >= Most ? FindingWeight.Error : share >= Much ? null : FindingWeight.Note);
            yield break;
        }
    }
}
