using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fathom;

/// <content>The preprocessor as JSON, as it stands in a model file.</content>
public sealed partial class TablePreprocessor
{
    // One target is written as version 1, which every Fathom reads; labels and several targets as version 2.
    private const int OneTarget = 1, SeveralTargets = 2;

    /// <summary>Everything learned, as JSON on one line.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            bool one = Targets.Count == 1 && Task != TableTask.MultiLabel;
            json.WriteNumber("version", one ? OneTarget : SeveralTargets);
            json.WriteStartObject("table");
            json.WriteBoolean("header", _hasHeader);
            json.WriteString("delimiter", _delimiter.ToString());
            StrictJson.WriteTexts(json, "columns", _fileColumns);
            json.WriteEndObject();
            if (one) WriteTarget(json);
            else WriteTargets(json);
            json.WriteStartArray("features");
            foreach (var encoder in _encoders)
            {
                json.WriteStartObject();
                json.WriteString("column", encoder.Column);
                encoder.Write(json);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void WriteTarget(Utf8JsonWriter json)
    {
        json.WriteStartObject("target");
        json.WriteString("column", Target);
        json.WriteString("task", TaskWord(Task));
        StrictJson.WriteTexts(json, "classes", Classes);
        json.WriteNumber("mean", TargetMean);
        json.WriteNumber("scale", TargetScale);
        json.WriteEndObject();
    }

    private void WriteTargets(Utf8JsonWriter json)
    {
        json.WriteString("task", TaskWord(Task));
        json.WriteStartArray("targets");
        foreach (var target in Targets)
        {
            json.WriteStartObject();
            json.WriteString("column", target.Name);
            StrictJson.WriteTexts(json, "words", target.Words);
            json.WriteNumber("mean", target.Mean);
            json.WriteNumber("scale", target.Scale);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote, strictly: nothing may be absent, added, or of another type.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Name of the file it came from, for messages.</param>
    /// <exception cref="FileFormatException">It is not what was written.</exception>
    public static TablePreprocessor FromJson(string json, string file)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return Read(new StrictJson(document.RootElement, file, "preprocessing"));
        }
        catch (JsonException e)
        {
            throw new FileFormatException(file, null, $"the table's preprocessing is not valid JSON: {e.Message}", e);
        }
    }

    private static TablePreprocessor Read(StrictJson root)
    {
        double version = root.Number("version");
        if (version is not (OneTarget or SeveralTargets)) throw root.Wrong("version", $"{OneTarget} or {SeveralTargets}; a newer Fathom may have written it");
        var table = root.Object("table");
        var (task, targets, classes) = version == OneTarget ? ReadTarget(root.Object("target")) : ReadTargets(root);
        var features = root.Objects("features");
        var encoders = Array.ConvertAll(features, ColumnEncoder.Read);
        if (encoders.Length == 0) throw root.Wrong("features", "at least one");
        if (encoders.Select(e => e.Column).Distinct(StringComparer.Ordinal).Count() < encoders.Length) throw root.Wrong("features", "each column once");
        string delimiter = table.Text("delimiter");
        if (delimiter.Length != 1) throw table.Wrong("delimiter", "one character");
        var result = new TablePreprocessor(table.Flag("header"), delimiter[0], table.Texts("columns"), encoders, targets, task, classes);
        foreach (var part in (StrictJson[])[root, table, .. features]) part.End();
        return result;
    }

    private static (TableTask Task, TableTarget[] Targets, string[] Classes) ReadTarget(StrictJson target)
    {
        var task = target.Text("task") switch
        {
            "binary" => TableTask.Binary,
            "classification" => TableTask.Classification,
            "regression" => TableTask.Regression,
            _ => throw target.Wrong("task", "binary, classification or regression"),
        };
        var classes = target.Texts("classes");
        bool fits = classes.Distinct(StringComparer.Ordinal).Count() == classes.Length
            && task switch { TableTask.Regression => classes.Length == 0, TableTask.Binary => classes.Length == 2, _ => classes.Length >= 2 };
        if (!fits) throw target.Wrong("classes", "different names, as many as the task has classes");
        TableTarget one = ReadColumn(target, []);
        target.End();
        return (task, [one], classes);
    }

    private static (TableTask Task, TableTarget[] Targets, string[] Classes) ReadTargets(StrictJson root)
    {
        var task = root.Text("task") switch
        {
            "multilabel" => TableTask.MultiLabel,
            "regression" => TableTask.Regression,
            _ => throw root.Wrong("task", "multilabel or regression"),
        };
        bool labels = task == TableTask.MultiLabel;
        var targets = Array.ConvertAll(root.Objects("targets"), target =>
        {
            var words = target.Texts("words");
            if (words.Length != (labels ? 2 : 0) || (labels && words[0] == words[1])) throw target.Wrong("words", labels ? "two different words" : "none for a regression");
            TableTarget read = ReadColumn(target, words);
            target.End();
            return read;
        });
        if (targets.Length == 0 || targets.Select(t => t.Name).Distinct(StringComparer.Ordinal).Count() < targets.Length) throw root.Wrong("targets", "at least one, each column once");
        return (task, targets, labels ? [.. targets.Select(t => t.Name)] : []);
    }

    private static TableTarget ReadColumn(StrictJson target, string[] words)
    {
        double scale = target.Number("scale");
        return scale > 0 ? new TableTarget(target.Text("column"), words, target.Number("mean"), scale) : throw target.Wrong("scale", "a number above 0");
    }

    private static string TaskWord(TableTask task) => task switch
    {
        TableTask.Binary => "binary",
        TableTask.Classification => "classification",
        TableTask.MultiLabel => "multilabel",
        _ => "regression",
    };
}
