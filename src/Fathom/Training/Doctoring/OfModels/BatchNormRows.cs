using static System.FormattableString;

namespace Fathom;

/// <summary>Batch normalization over few rows.</summary>
internal sealed class BatchNormRows : ModelRule
{
    private const int Tiny = 8;

    public override string Id => "small-batch-norm";

    public override string Title => "batch norm with tiny batches";

    public override string Why => "Mean and variance of a few rows are mostly chance: training sees other numbers than evaluation, and a single row has no variance at all.";

    public override string Effect => "Steadier training; training and evaluation agree.";

    public override string Page => "I1";

    public override int Order => 25;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        (string path, Module? norm) = model.Model.Descendants().FirstOrDefault(item => item.Module is BatchNorm);
        if (norm is null || model.Data.Failure is not null)
            yield break;
        int rows = model.Data.Train.Count, batch = Math.Min(model.BatchSize, rows), rest = rows % batch;
        string place = $"{path} ({norm})";
        if (batch == 1 || (rest == 1 && norm is BatchNorm1d))
        {
            bool refuses = norm is BatchNorm1d;
            yield return Found(
                batch == 1 ? $"{place} sees one row at a time." : $"The last batch gives {place} a single row.",
                batch == 1 ? "The batch has 1 row." : Invariant($"{rows:N0} rows in batches of {batch} leave 1."),
                batch == 1 ? "Take batches of 32 rows, or LayerNorm or GroupNorm, which do not look at other rows." : Invariant($"Leave the partial batch out (Trainer.DropLast), or take batches of {batch + 1}."),
                place,
                refuses ? FindingWeight.Error : null);
        }
        else if (batch < Tiny)
        {
            yield return Found($"{place} takes its statistics from {batch} rows.", Invariant($"The batch has {batch} rows; 32 or more are advised."), "Take larger batches (--batch 32), or LayerNorm (--normalization layer) or GroupNorm, which do not look at other rows.", place);
        }
    }
}
