using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>What an examination came to.</summary>
/// <param name="Name">What was examined.</param>
/// <param name="Task">The task in one word.</param>
/// <param name="Rows">The rows to learn from.</param>
/// <param name="Parameters">The network's parameters.</param>
/// <param name="Findings">What was found, in order.</param>
/// <param name="Unfinished">What was not done for lack of time.</param>
internal sealed record DoctorReport(string Name, string Task, int Rows, long Parameters, Examination Findings, IReadOnlyList<string> Unfinished)
{
    /// <summary>The command that trains with what was examined; null for a run.</summary>
    public string? Command { get; init; }

    /// <summary>The line for programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["examined"] = Name,
        ["task"] = Task,
        ["rows"] = Rows,
        ["parameters"] = Parameters,
        ["healthy"] = Findings.IsHealthy,
        ["findings"] = new JsonArray([.. Findings.Select(FindingView.ToJson)]),
        ["unfinished"] = Json.Array(Unfinished),
    };
}
