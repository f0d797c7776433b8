using static System.FormattableString;

namespace Fathom;

/// <summary>Validation or test rows that are spread differently from those of training.</summary>
internal sealed class ShiftedSplit : DataRule
{
    private const int FewRows = 20;
    private const double Shift = 0.75;
    private const double Certain = 8;

    public override string Id => "shifted-split";

    public override string Title => "parts that differ";

    public override string Why => "A network is judged on what it has not been shown: the score mixes what it learned with how far the parts lie apart, and early stopping follows the wrong rows.";

    public override string Effect => "Training and validation loss can be compared.";

    public override string Page => "K3";

    public override int Order => 30;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        foreach ((DataSample? held, string name) in new[] { (data.ValidationSample, "validation"), (data.TestSample, "test") })
        {
            if (held is null || held.Count < FewRows || data.Sample.Count < FewRows || held.Columns != data.Sample.Columns)
                continue;
            DataColumn? worst = null, there = null;
            double most = 0;
            foreach (DataColumn column in data.IsTable ? data.Columns : [])
            {
                DataColumn other = data.Column(held, column.Index);
                double deviation = Math.Sqrt(((column.Deviation * column.Deviation) + (other.Deviation * other.Deviation)) / 2);
                double shift = deviation > 0 ? Math.Abs(column.Mean - other.Mean) / deviation : 0;
                double error = Math.Sqrt((1.0 / column.Values.Length) + (1.0 / other.Values.Length));
                if (shift > Shift && shift > Certain * error && shift > most)
                    (worst, there, most) = (column, other, shift);
            }

            if (worst is not null)
            {
                yield return Found(
                    $"The {name} part is spread differently from training in '{worst.Name}'.",
                    Invariant($"Mean {worst.Mean:G4} in training, {there!.Mean:G4} in the {name} part: {most:0.0} deviations apart ({data.Sample.Count:N0} and {held.Count:N0} rows)."),
                    "Shuffle before splitting (data.Split does); was one part scaled by numbers of its own? Fit the scale on training, then transform both. A split by time may stay: judge it as such.",
                    worst.Name);
            }
        }
    }
}
