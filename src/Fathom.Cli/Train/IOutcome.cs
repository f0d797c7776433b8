using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>How good a network is on some rows: shown, saved and reported at the end of a run.</summary>
internal interface IOutcome
{
    /// <summary>How many rows it was judged by.</summary>
    int Rows { get; }

    /// <summary>Loss and figures; what does not exist is null.</summary>
    JsonObject ToJson();

    /// <summary>Writes everything a terminal can show.</summary>
    void Write(TextWriter text);

    /// <summary>All that a report shows of it, as plain data of a bounded size.</summary>
    /// <param name="part">The part of the data: "test".</param>
    PartEvaluation Describe(string part);
}
