using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fathom.Tests.Architecture;
using Fathom.Tests.Cli;

namespace Fathom.Tests.Docs;

/// <summary>docs/run-directory.md names every file, event and field that the code writes.</summary>
public sealed partial class RunDirectoryTests : IDisposable
{
    private static readonly string s_page = Repository.Read("docs/run-directory.md");

    private readonly CliFolder _folder = new();

    /// <summary>Kinds are written as literals, by whichever part writes them.</summary>
    [Fact]
    public void Every_kind_of_event_that_the_sources_write_is_told()
    {
        string[] kinds = [.. Repository.Files("src", "*.cs").SelectMany(path => Kind().Matches(Repository.Read(path)).Select(match => match.Groups[1].Value)).Distinct()];
        Assert.Superset(new HashSet<string> { "start", "epoch", "end" }, kinds.ToHashSet());
        Assert.All(kinds, kind => Assert.Contains($"| `{kind}` |", s_page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_and_field_of_a_run_is_told()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "3", "--hidden", "4");
        Assert.All(Directory.GetFileSystemEntries(_folder.At(run)).Select(Path.GetFileName), name => Assert.Contains(name!, s_page, StringComparison.Ordinal));
        Assert.All(Names(JsonNode.Parse(File.ReadAllText(_folder.At($"{run}/run.json")))!.AsObject()), Told);
        foreach (string line in File.ReadLines(_folder.At($"{run}/events.jsonl")))
            Assert.All(Names(JsonNode.Parse(line)!.AsObject()).Where(name => name is not ("event" or "time")), Told);
        JsonObject evaluation = JsonNode.Parse(File.ReadAllText(_folder.At($"{run}/evaluation.json")))!.AsObject();
        Assert.All(Names(evaluation), Told);
        Assert.All(Names(evaluation["data"]!.AsObject()), Told);
        Assert.All(Names(evaluation["parts"]![0]!.AsObject()), Told);
        Assert.All(Names(evaluation["parts"]![0]!["figures"]![0]!.AsObject()), Told);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Names(JsonObject json) => json.Select(member => member.Key);

    private static void Told(string name) => Assert.Contains($"`{name}`", s_page, StringComparison.Ordinal);

    [GeneratedRegex("""\.Write\(\s*"([a-z_]+)",""")]
    private static partial Regex Kind();
}
