using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>What a training leaves for its report, and the report's files: <c>report.html</c> and <c>model-card.md</c>.</summary>
internal static class RunReport
{
    public const string CardName = "model-card.md";
    private const string PageName = "report.html";

    /// <summary>What is kept of data, test and validation.</summary>
    public static RunEvaluation Evaluation(TrainJob job, TrainResult result) => new()
    {
        Data = job.SummarizeData(),
        Parts = [.. new[] { result.Test?.Describe("test"), result.Validation?.Describe("validation") }.OfType<PartEvaluation>().Select(part => part with { Noun = job.Noun })],
    };

    /// <summary>The network layer by layer, for <c>run.json</c>.</summary>
    public static JsonArray Network(ModelSummary summary)
    {
        var layers = new JsonArray();
        foreach (ModelSummary.Row row in summary.Rows)
        {
            layers.Add((JsonNode)new JsonObject
            {
                ["path"] = row.Path,
                ["layer"] = row.Layer,
                ["output"] = TrainView.OutputText(row.Output),
                ["sees"] = TrainView.SeesText(row),
                ["parameters"] = row.Parameters,
                ["multiply_adds"] = row.MultiplyAdds,
            });
        }

        return layers;
    }

    /// <summary>Why each setting has its value, for <c>run.json</c>.</summary>
    public static JsonObject Reasons(TrainJob job)
    {
        var reasons = new JsonObject();
        foreach (Setting setting in job.AllSettings)
            reasons[setting.Name] = setting.Reason;
        return reasons;
    }

    /// <summary>Writes both files into a folder.</summary>
    public static void Write(TrainingReport report, string folder)
    {
        AtomicFile.WriteAllText(Path.Combine(folder, PageName), report.ToHtml());
        AtomicFile.WriteAllText(Path.Combine(folder, CardName), report.ToMarkdown());
    }
}
