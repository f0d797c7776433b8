using System.Text.Json.Nodes;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

/// <summary>A run says enough to make its training again, of every kind.</summary>
public sealed class SavedRunTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train", "rows.csv", "--target", "y", "--epochs", "2", "--hidden", "4", "--seed", "7", "--out", "a")]
    [InlineData("train", "iris", "--epochs", "1", "--validation", "0.2", "--schedule=cosine", "--out", "a")]
    [InlineData("train", "text", "poem.txt", "--model", "lstm", "--width", "8", "--context", "8", "--epochs", "1", "--out", "a")]
    [InlineData("train", "series", "airline", "--epochs", "2", "--members", "2", "--out", "a", "--json")]
    [InlineData("train", "digits", "--model", "mlp", "--hidden", "8", "--limit", "100", "--epochs", "1", "--augment", "shift", "--out", "a")]
    public void The_training_is_made_again(params string[] args)
    {
        _folder.Write("rows.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 37 % 11},{i * 17 % 7},{(i * 37 % 11 > i * 17 % 7 ? "yes" : "no")}\n")));
        _folder.Write("poem.txt", string.Concat(Enumerable.Repeat("roses are red, violets are blue; ", 12)));
        _folder.Run(args).Expect(0);

        // From another folder, by another name of the directory.
        Directory.CreateDirectory(_folder.At("elsewhere"));
        var shell = new Shell(TextWriter.Null, TextWriter.Null) { Folder = _folder.At("elsewhere") };
        SavedRun run = SavedRun.Open("../a", shell);
        Assert.True(run.IsFinished);
        TrainJob job = run.Prepare(shell, TestContext.Current.CancellationToken);

        Assert.True(JsonNode.DeepEquals(run.Settings["settings"], job.DescribeSettings()));
        Assert.True(JsonNode.DeepEquals(run.Settings["data"], job.DescribeData()));
        Assert.Equal((string?)run.Settings["command"], job.Command);
        Assert.Equal(_folder.At("a"), job.RunPath);
        TrainJob other = run.Prepare(shell, TestContext.Current.CancellationToken, options => options with { Seed = 99, Again = null, Out = _folder.At("b") });
        Assert.Equal(_folder.At("b"), other.RunPath);
        Assert.Equal(99ul, other.Options.Seed);
    }

    [Fact]
    public void What_is_no_run_or_too_old_is_refused_in_words()
    {
        Directory.CreateDirectory(_folder.At("empty"));
        _folder.Write("old.json", "{}");
        Refused("nowhere", "nowhere does not exist; expected the directory of a run");
        Refused("old.json", "old.json is a file; expected the directory of a run");
        Refused("empty", "empty is no run: it holds no run.json");
        Settings("""{"command":"fathom train iris --seed 42","versions":{"fathom":"0.1"}}""");
        Refused("empty", "empty was made by an older Fathom (0.1)");
        Refused("empty", "Train it again: fathom train iris --seed 42.");
        Settings("""{"arguments":["train","--wings"],"folder":"/"}""");
        Refused("empty", "does not understand the run's command any more: fathom train has no option --wings.");
        Settings("""{"arguments":["predict","a"],"folder":"/"}""");
        Refused("empty", "fathom predict a is no training");
        Settings("{");
        Assert.Contains("no valid JSON", Assert.Throws<FileFormatException>(() => Open("empty")).Message);
        Settings("[]");
        Assert.Contains("expected a JSON object", Assert.Throws<FileFormatException>(() => Open("empty")).Message);
    }

    private void Settings(string json) => _folder.Write("empty/run.json", json);

    private SavedRun Open(string run) => SavedRun.Open(run, new Shell(TextWriter.Null, TextWriter.Null) { Folder = _folder.Path });

    private void Refused(string run, string text) => Assert.Contains(text, Assert.Throws<UsageException>(() => Open(run)).Message);
}
