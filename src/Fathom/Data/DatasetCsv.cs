using System.Globalization;
using System.Text;

namespace Fathom;

/// <content>Writing a data set as a table.</content>
public sealed partial class Dataset
{
    /// <summary>
    /// Writes the rows as CSV (RFC 4180, UTF-8, a header): the features, then the target, classes by name. Numbers are the shortest that read
    /// back to the same value.
    /// </summary>
    /// <param name="stream">Where to; left open.</param>
    /// <exception cref="DatasetException">Y has other than one class, or some numbers, a row.</exception>
    public void WriteCsv(Stream stream)
    {
        int features = X.Length / Count, outputs = Y.Length / Count;
        bool named = ClassNames is not null && outputs == 1 && (Y.Type == DType.Int64 || ClassNames.Count == 2);
        string[] targets = outputs == 1 ? [TargetName] : [.. Enumerable.Range(0, outputs).Select(i => ClassNames?[i] ?? $"{TargetName}_{i}")];
        if (Y.Type == DType.Int64 && outputs > 1)
            throw new DatasetException($"Data set '{Name}': Y is Int64 {Y.Shape}, several labels a row; a table holds one class a row.");

        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        IEnumerable<string> names = FeatureNames.Count == features ? FeatureNames : Enumerable.Range(0, features).Select(i => $"x{i}");
        writer.WriteLine(string.Join(',', names.Concat(targets).Select(Quoted)));
        for (int row = 0; row < Count; row++)
        {
            for (int i = 0; i < features; i++)
            {
                writer.Write(Text(X, (row * features) + i));
                writer.Write(',');
            }

            for (int i = 0; i < outputs; i++)
            {
                if (i > 0)
                    writer.Write(',');
                int at = (row * outputs) + i;
                writer.Write(named ? Quoted(ClassNames![(int)Y.GetElement(at)]) : Text(Y, at));
            }

            writer.WriteLine();
        }
    }

    private static string Text(Tensor tensor, int index) => tensor.Type == DType.Float32
        ? ((float)tensor.GetElement(index)).ToString(CultureInfo.InvariantCulture)
        : tensor.GetElement(index).ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"")}\"" : field;
}
