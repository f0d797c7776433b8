using System.Text.Json;

namespace Fathom;

/// <summary><c>evaluation.json</c> of a run directory: all that a report draws of data, validation and test, so that it can be drawn anew without model and data.</summary>
/// <remarks>Its size is bounded whatever the data are: curves are thinned, points sampled, samples counted. Numbers that do not exist are null in the file and NaN here.</remarks>
public sealed record RunEvaluation
{
    /// <summary>The file's name in a run directory.</summary>
    public const string FileName = "evaluation.json";

    private const long MostBytes = 64L << 20;

    /// <summary>The format's version; 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The data; null where nothing was kept.</summary>
    public DataSummary? Data { get; init; }

    /// <summary>The parts the network was judged by: test first, where there is one.</summary>
    public IReadOnlyList<PartEvaluation> Parts { get; init; } = [];

    /// <summary>Reads the file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="FileFormatException">It is damaged, or of a later version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RunEvaluation Load(string path)
    {
        if (new FileInfo(path).Length is > MostBytes and var length)
            throw new FileFormatException(path, null, $"it has {length:N0} bytes; expected at most {MostBytes:N0}. Remove it, and train again for a full report.");
        try
        {
            RunEvaluation evaluation = JsonSerializer.Deserialize(File.ReadAllBytes(path), RunEvaluationJson.Default.RunEvaluation)
                ?? throw new JsonException("it holds null.");
            return evaluation.Version == 1 ? evaluation : throw new FileFormatException(path, null, $"its version is {evaluation.Version}; this Fathom reads version 1. Use the Fathom that wrote it.");
        }
        catch (JsonException fault)
        {
            throw new FileFormatException(path, null, $"it is no evaluation of a run: {fault.Message} Remove it to report without, or train again.", fault);
        }
    }

    /// <summary>What the file holds.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunEvaluationJson.Default.RunEvaluation);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">It is no evaluation.</exception>
    public static RunEvaluation FromJson(string json) => JsonSerializer.Deserialize(json, RunEvaluationJson.Default.RunEvaluation) ?? throw new JsonException("it holds null.");

    /// <summary>Writes the file as a whole or not at all.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteAllText(path, ToJson() + "\n");
}
