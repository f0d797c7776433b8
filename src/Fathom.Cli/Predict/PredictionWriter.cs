using System.Text;

namespace Fathom.Cli;

/// <summary>Writes predictions as CSV: of classes the likeliest and the probability of each, else the value in original units.</summary>
internal sealed class PredictionWriter(TrainedModel model, IReadOnlyList<TableColumn> with)
{
    private const int Digits = 6;

    private readonly StringBuilder _line = new();
    private int _row;

    /// <summary>Writes a header and a line for each row.</summary>
    public void Write(TableFeatures features, TextWriter output, CancellationToken cancel)
    {
        TablePreprocessor preprocessor = model.Preprocessor;
        IEnumerable<string> header = [.. with.Select(column => column.Name), preprocessor.Target, .. preprocessor.Classes.Select(name => $"probability of {name}")];
        output.Write(string.Join(',', header.Select(CsvCell.Text)) + "\n");
        model.Predict(features, outputs => WriteBatch(outputs, output), cancel);
    }

    private void WriteBatch(ReadOnlySpan<float> outputs, TextWriter output)
    {
        _line.Clear();
        int width = model.Preprocessor.Task == TableTask.Classification ? model.Preprocessor.Classes.Count : 1;
        for (int at = 0; at < outputs.Length; at += width, _row++)
        {
            foreach (TableColumn column in with)
                _line.Append(CsvCell.Text(column.Text(_row) ?? "")).Append(',');
            Append(outputs.Slice(at, width));
            _line.Append('\n');
        }

        output.Write(_line);
    }

    private void Append(ReadOnlySpan<float> outputs)
    {
        TablePreprocessor preprocessor = model.Preprocessor;
        switch (preprocessor.Task)
        {
            case TableTask.Regression:
                _line.Append(CsvCell.Number(preprocessor.Original(outputs[0]), Digits + 2));
                break;
            case TableTask.Binary:
                double threshold = model.File.Objective is BinaryObjective binary ? binary.Threshold : 0.5;
                _line.Append(CsvCell.Text(preprocessor.Classes[outputs[0] >= threshold ? 1 : 0]))
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
