namespace Fathom.Tests.Architecture;

/// <summary>Every change of the public surface shows as a change of a text file, to be read in review.</summary>
public sealed class PublicApiTests
{
    private const string Update = "FATHOM_UPDATE_SNAPSHOTS";

    [Theory]
    [InlineData("Fathom")]
    [InlineData("Fathom.Tabular")]
    public void The_public_surface_is_the_one_written_down(string project)
    {
        string path = Repository.Full($"tests/Fathom.Tests/Architecture/PublicApi.{project}.txt");
        string[] now = PublicApi.Describe((project == "Fathom" ? SourceCompilation.Fathom : SourceCompilation.Tabular).Assembly).Split('\n');
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllLines(path, now[..^1]);
        string[] written = File.Exists(path) ? File.ReadAllLines(path) : [];
        string[] changes = [.. written.Except(now).Select(line => $"- {line.Trim()}"), .. now[..^1].Except(written).Select(line => $"+ {line.Trim()}")];
        Assert.True(
            changes.Length == 0 && written.Length == now.Length - 1,
            $"The public surface of {project} differs from {Path.GetFileName(path)}. If that is meant, run the tests once with {Update}=1 and commit the file:\n{string.Join("\n", changes.Take(40))}");
    }
}
