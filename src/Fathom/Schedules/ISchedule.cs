using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A schedule that files can name.</summary>
internal interface ISchedule<TSelf>
    where TSelf : Schedule, ISchedule<TSelf>
{
    /// <summary>The name in files.</summary>
    static abstract string Kind { get; }

    /// <summary>Makes one from its settings; refuses what its constructor refuses.</summary>
    static abstract TSelf Read(StrictOptions options);

    /// <summary>Writes the settings.</summary>
    void Write(JsonObject json);
}
