using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>How good a network is on some rows: shown, saved and reported at the end of a run.</summary>
internal interface IOutcome
{
    /// <summary>How many rows it was judged by.</summary>
    int Rows { get; }

    /// <summary>The figures for the head of a report, each as it is shown there, with a note below.</summary>
    IEnumerable<(string Name, string Shown, string Note)> Headlines { get; }

    /// <summary>Loss and figures; what does not exist is null.</summary>
    JsonObject ToJson();

    /// <summary>Writes everything a terminal can show.</summary>
    void Write(TextWriter text);

    /// <summary>Adds everything to a section of a report.</summary>
    void AddTo(HtmlReport report);
}
