using static System.FormattableString;

namespace Fathom;

/// <summary>Inputs far from mean 0 and deviation 1.</summary>
internal sealed class UnscaledInputs : DataRule
{
    private const double FarFromZero = 5;
    private const double WideDeviation = 10;
    private const double NarrowDeviation = 0.01;
    private const double Hopeless = 1e4;

    public override string Id => "unscaled-inputs";

    public override string Title => "unscaled inputs";

    public override string Why =>
        "Weights start for inputs of mean 0 and deviation 1 (LeCun et al. 1998): large columns saturate or explode the first layer and drown small ones, and no one learning rate fits all.";

    public override string Effect => "A lower loss from the first epoch on, usual learning rates fit.";

    public override string Page => "K4";

    public override int Order => 15;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        DataColumn[] off = [.. data.Columns.Where(IsOff)];
        if (off.Length == 0)
            yield break;
        DataColumn worst = off.MaxBy(Distance)!;
        DataColumn[] varied = [.. data.Columns.Where(column => column.Deviation > 0)];
        string apart = varied.Length > 1 ? Invariant($" Deviations lie between {varied.Min(column => column.Deviation):G3} and {varied.Max(column => column.Deviation):G3}.") : "";
        yield return Found(
            data.IsTable ? $"{(off.Length == 1 ? "The column" : "The columns")} {DataCase.Names(off)} {(off.Length == 1 ? "is" : "are")} not on the scale of the weights." : "The inputs are not on the scale of the weights.",
            Invariant($"'{worst.Name}': mean {worst.Mean:G4}, deviation {worst.Deviation:G4}, from {worst.Min:G4} to {worst.Max:G4}{data.Sample.Words}.{apart}"),
            data.IsTable
                ? "Standardize: data.Split(…).Standardize() fits mean and deviation on the training part; the same for all later rows."
                : Invariant($"Take {worst.Mean:G4} away and divide by {worst.Deviation:G4}; of pictures by channel: ImageRows.Normalize."),
            worst.Name,
            data.IsNormalizedByModel ? FindingWeight.Note : Distance(worst) > Hopeless ? FindingWeight.Error : null);
    }

    private static bool IsOff(DataColumn column) =>
        column.Distinct > 1 && (Math.Abs(column.Mean) > FarFromZero || column.Deviation > WideDeviation || (column.Deviation < NarrowDeviation && !column.IsBinary && column.Commonest < 0.5));

    private static double Distance(DataColumn column) => Math.Max(Math.Abs(column.Mean) / FarFromZero, Math.Max(column.Deviation / WideDeviation, Math.Min(NarrowDeviation / column.Deviation, Hopeless / 10)));
}
