using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>What a training came to.</summary>
internal sealed record TrainResult
{
    public required History History { get; init; }

    /// <summary>The epoch whose weights were saved; 0 for the weights training began with.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Why training had to stop; null when nothing failed.</summary>
    public required string? Fault { get; init; }

    /// <summary>The run directory.</summary>
    public required string Run { get; init; }

    /// <summary>What the doctor found; null where none was asked for.</summary>
    public Examination? Findings { get; init; }

    public required IOutcome? Validation { get; init; }

    /// <summary>Null without a test part.</summary>
    public required IOutcome? Test { get; init; }

    /// <summary>The line for programs; the validation part stands in it where there is no test.</summary>
    public string ToJson(TrainJob job)
    {
        var json = new JsonObject
        {
            ["task"] = job.Task,
            ["dataset"] = job.DataName,
            ["parameters"] = job.Summary.Parameters,
            ["epochs"] = History.Epochs.Count,
            ["seconds"] = Math.Round(History.Time.TotalSeconds, 3),
            ["test"] = Test?.ToJson(),
            ["run"] = Run,
        };
        if (Test is null && Validation is not null)
            json["validation"] = Validation.ToJson();
        if (Findings is not null)
            json["findings"] = new JsonArray([.. Findings.Select(FindingView.ToJson)]);
        return Json.Line(json);
    }
}
