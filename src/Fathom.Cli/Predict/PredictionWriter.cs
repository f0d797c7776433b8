using System.Text;

namespace Fathom.Cli;

/// <summary>Writes predictions as CSV: of classes the likeliest and the probability of each, of labels a decision and a probability for each, else the values in original units.</summary>
internal sealed class PredictionWriter(TrainedModel model, IReadOnlyList<TableColumn> with)
{
    private const int Digits = 6;

    private readonly StringBuilder _line = new();
    private readonly Predictions _thresholds = model.File.Objective.NewPredictions();
    private int _row;

    /// <summary>Writes a header and a line for each row.</summary>
    public void Write(TableFeatures features, TextWriter output, CancellationToken cancel)
    {
        TablePreprocessor preprocessor = model.Preprocessor;
        IEnumerable<string> header = [.. with.Select(column => column.Name), .. preprocessor.Targets.Select(target => with.Any(column => column.Name == target.Name) ? $"predicted {target.Name}" : target.Name), .. preprocessor.Classes.Select(name => $"probability of {name}")];
        output.Write(string.Join(',', header.Select(CsvCell.Text)) + "\n");
        model.Predict(features, outputs => WriteBatch(outputs, output), cancel);
    }

    private void WriteBatch(ReadOnlySpan<float> outputs, TextWriter output)
    {
        _line.Clear();
        int width = model.Preprocessor.Outputs();
        for (int at = 0; at < outputs.Length; at += width, _row++)
        {
            foreach (TableColumn column in with)
                _line.Append(CsvCell.Text(column.Text(_row) ?? "")).Append(',');
            Append(outputs.Slice(at, width));
            _line.Append('\n');
        }

        output.Write(_line);
    }

    private double Threshold(int output) => _thresholds.Thresholds.Count > 0 ? _thresholds.Thresholds[output] : _thresholds.Threshold;

    private void Append(ReadOnlySpan<float> outputs)
    {
        TablePreprocessor preprocessor = model.Preprocessor;
        switch (preprocessor.Task)
        {
            case TableTask.Regression:
                for (int j = 0; j < outputs.Length; j++)
                    _line.Append(j == 0 ? "" : ",").Append(CsvCell.Number(preprocessor.Original(outputs[j], j), Digits + 2));
                break;
            case TableTask.MultiLabel:
                for (int j = 0; j < outputs.Length; j++)
                    _line.Append(j == 0 ? "" : ",").Append(CsvCell.Text(preprocessor.Targets[j].Words[outputs[j] >= Threshold(j) ? 1 : 0]));
                foreach (float probability in outputs)
                    _line.Append(',').Append(CsvCell.Number(probability, Digits));
                break;
            case TableTask.Binary:
                _line.Append(CsvCell.Text(preprocessor.Classes[outputs[0] >= Threshold(0) ? 1 : 0]))
                    .Append(',').Append(CsvCell.Number(1 - (double)outputs[0], Digits)).Append(',').Append(CsvCell.Number(outputs[0], Digits));
                break;
            default:
                int best = 0;
                for (int c = 1; c < outputs.Length; c++)
                    best = outputs[c] > outputs[best] ? c : best;
                _line.Append(CsvCell.Text(preprocessor.Classes[best]));
                foreach (float probability in outputs)
                    _line.Append(',').Append(CsvCell.Number(probability, Digits));
                break;
        }
    }
}
