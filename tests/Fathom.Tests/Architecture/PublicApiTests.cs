namespace Fathom.Tests.Architecture;

/// <summary>Every change of the public surface shows as a change of a text file, to be read in review.</summary>
public sealed class PublicApiTests
{
    private const string Update = "FATHOM_UPDATE_SNAPSHOTS";

    [Theory]
    [InlineData("Fathom")]
    [InlineData("Fathom.Tabular")]
    [InlineData("Fathom.Handbook")]
    public void The_public_surface_is_the_one_written_down(string project)
    {
        string path = Repository.Full($"tests/Fathom.Tests/Architecture/PublicApi.{project}.txt");
        string now = PublicApi.Describe(SourceCompilation.Of(project).Assembly);
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(path, now);
        string written = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (written == now)
            return;
        string[] before = [.. Qualified(written)], after = [.. Qualified(now)];
        IEnumerable<string> changes = before.Except(after).Select(line => $"- {line}").Concat(after.Except(before).Select(line => $"+ {line}"));
        Assert.Fail($"The public surface of {project} differs from {Path.GetFileName(path)}. If that is meant, run the tests once with {Update}=1 and commit the file:\n{string.Join("\n", changes.Take(40))}");
    }

    /// <summary>Each member behind its type, so that equal lines of two types are told apart.</summary>
    private static IEnumerable<string> Qualified(string surface)
    {
        string type = "";
        foreach (string line in surface.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ')
                type = line;
            yield return line[0] == ' ' ? $"{type.Split(" : ")[0]}: {line.Trim()}" : line;
        }
    }
}
