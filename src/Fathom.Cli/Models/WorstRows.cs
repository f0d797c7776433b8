namespace Fathom.Cli;

/// <summary>The rows of a table that a network fails on most: where they stand, what is right, what was predicted, and their values.</summary>
internal static class WorstRows
{
    private const int Most = 20;
    private const int MostColumns = 12;
    private const int LongestText = 40;

    /// <summary>The rows with the highest loss, that first.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="predictions">What the network said of them.</param>
    /// <param name="preprocessor">Knows columns and targets.</param>
    /// <param name="predicted">Regression: predictions in original units.</param>
    public static ReportTable Of(TableRows rows, Predictions predictions, TablePreprocessor preprocessor, double[] predicted)
    {
        double[] losses = [.. Enumerable.Range(0, rows.Count).Select(row => Loss(predictions, row))];
        TableColumn[] shown = [.. preprocessor.ColumnNames.Take(MostColumns).Select(rows.Table.Find).OfType<TableColumn>()];
        bool classes = predictions.Task is TaskKind.Binary or TaskKind.MultiClass;
        string[] columns = ["line", "is", "predicted", .. classes ? ["sure"] : (string[])[], predictions.Task == TaskKind.Regression ? "loss (standard units)" : "loss", .. shown.Select(column => column.Name)];
        int[] worst = [.. Enumerable.Range(0, rows.Count).OrderByDescending(row => losses[row]).ThenBy(row => row).Take(Most)];
        string caption = $"The {worst.Length} rows with the highest loss{(preprocessor.ColumnNames.Count > MostColumns ? $", with the first {MostColumns} of {preprocessor.ColumnNames.Count:N0} columns" : "")}";
        return new ReportTable(caption, columns, [.. worst.Select(row => (IReadOnlyList<string>)
        [
            Display.Count(rows.Table.Line(rows.Numbers[row])),
            .. Answer(row),
            Display.Number(losses[row]),
            .. shown.Select(column => Cut(column.Text(rows.Numbers[row]) ?? "–")),
        ])])
        { Figures = [0, .. Enumerable.Range(3, columns.Length - 3 - shown.Length), .. shown.Index().Where(column => column.Item.IsNumeric).Select(column => columns.Length - shown.Length + column.Index)] };

        string[] Answer(int row)
        {
            int width = predictions.Width;
            if (predictions.Task == TaskKind.Regression)
                return [Numbers(rows.Values, row, width), Numbers(predicted, row, width)];
            if (predictions.Task == TaskKind.MultiLabel)
                return [Labels(predictions.Labels, row, width), Labels(predictions.Predicted, row, width)];
            int said = (int)predictions.Predicted[row];
            double sure = predictions.Task == TaskKind.Binary ? said == 1 ? predictions.Outputs[row] : 1 - predictions.Outputs[row] : predictions.Outputs[(row * width) + said];
            return [preprocessor.Classes[(int)predictions.Labels[row]], preprocessor.Classes[said], Display.Percent(sure)];
        }

        string Labels(ReadOnlySpan<long> labels, int row, int width)
        {
            var set = new List<string>();
            for (int j = 0; j < width; j++)
            {
                if (labels[(row * width) + j] == 1)
                    set.Add(preprocessor.Targets[j].Name);
            }

            return set.Count == 0 ? "none" : string.Join(", ", set);
        }
    }

    /// <summary>−log of the probability of what is right, summed over labels; of numbers the squared distance in standard units. ∞ where a probability is 0 in floating point.</summary>
    private static double Loss(Predictions predictions, int row)
    {
        int width = predictions.Width;
        ReadOnlySpan<double> outputs = predictions.Outputs.Slice(row * width, width);
        double sum = 0;
        if (predictions.Task == TaskKind.MultiClass)
            return -Math.Log(outputs[(int)predictions.Labels[row]]);
        for (int j = 0; j < width; j++)
        {
            if (predictions.Task == TaskKind.Regression)
                sum += Math.Pow(outputs[j] - predictions.Targets[(row * width) + j], 2);
            else
                sum -= Math.Log(predictions.Labels[(row * width) + j] == 1 ? outputs[j] : 1 - outputs[j]);
        }

        return double.IsNaN(sum) ? double.PositiveInfinity : sum;
    }

    private static string Numbers(double[] values, int row, int width) => string.Join(", ", values.AsSpan(row * width, width).ToArray().Select(value => Display.Number(value, 5)));

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}
