using Fathom.Tests.Training;

namespace Fathom.Tests.Cli;

/// <summary>The table of runs: found, filtered, sorted; what is damaged is said and stops nothing.</summary>
public sealed class RunsCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly RunFiles _files = new();

    public void Dispose()
    {
        _folder.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void All_runs_are_listed_newest_first_with_what_they_are()
    {
        Made("old", minute: 1, accuracy: 0.9);
        Made("new", minute: 2, accuracy: 0.8);
        CliRun run = List();
        Assert.Equal(["new", "old"], Names(run));
        Assert.Matches(@"\nnew +2026-11-21 10:02 +finished +iris +mlp 64,32 +accuracy +0\.8 +1 +1\.5 s\n", run.Out);
        Assert.EndsWith($"2 runs in {_files.Folder}", run.Out.TrimEnd('\n').Split('\n')[^2]);
        Assert.Equal("2", (string?)run.Json["runs"]![0]!["settings"]!["data.rows"]);
    }

    [Fact]
    public void What_was_left_of_a_run_that_was_killed_while_it_was_made_is_not_listed()
    {
        Made("old", minute: 1, accuracy: 0.9);
        string left = Directory.CreateDirectory(Path.Combine(_files.Folder, "new.tmp-0a1b2c3d")).FullName;
        File.WriteAllText(Path.Combine(left, "run.json"), "{}");
        CliRun run = List();
        Assert.Equal(["old"], Names(run));
        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData("accuracy>0.85", "b")]
    [InlineData("accuracy>=0.8", "b,a")]
    [InlineData("test.accuracy<0.85", "a")]
    [InlineData("accuracy<=0.8", "a")]
    [InlineData("lr=1e-1", "b")]
    [InlineData("lr!=0.1", "a")]
    [InlineData("run~A", "a")]
    [InlineData("optimizer=ADAM", "b,a")]
    [InlineData("clip=1", "a")]
    [InlineData("clip!=1", "b")]
    public void A_filter_asks_for_settings_and_figures(string filter, string expected)
    {
        Made("a", minute: 1, accuracy: 0.8, settings: "\"lr\":\"0.01\",\"clip\":\"1\"");
        Made("b", minute: 2, accuracy: 0.9, settings: "\"lr\":\"0.1\"");
        Assert.Equal(expected.Split(','), Names(List("--filter", filter)));
    }

    [Fact]
    public void Several_filters_must_all_be_true_and_nothing_found_is_no_error()
    {
        Made("a", minute: 1, accuracy: 0.8);
        Made("b", minute: 2, accuracy: 0.9);
        CliRun run = List("--filter", "accuracy>0.5", "--filter", "accuracy<0.7");
        Assert.Empty(Names(run));
        Assert.Contains("2 runs in ", run.Out);
        Assert.Contains(", 0 of them as asked for", run.Out);
    }

    [Fact]
    public void Sorting_is_by_number_where_there_are_numbers_and_runs_without_the_key_come_last()
    {
        Made("a", minute: 1, accuracy: 0.8, settings: "\"batch\":\"8\"");
        Made("b", minute: 2, accuracy: 0.9, settings: "\"batch\":\"128\"");
        Made("c", minute: 3, accuracy: 0.7);
        Assert.Equal(["a", "b", "c"], Names(List("--sort", "batch")));
        Assert.Equal(["b", "a", "c"], Names(List("--sort", "batch,desc")));
        Assert.Equal(["b", "a"], Names(List("--sort", "accuracy,desc", "--limit", "2")));
    }

    [Fact]
    public void Damaged_runs_are_listed_with_the_reason_and_the_rest_is_shown()
    {
        Made("good", minute: 1, accuracy: 0.8);
        _files.Write("bad", "{\"name\":");
        Directory.CreateDirectory(_files.At("lost"));
        File.WriteAllText(_files.At("lost/events.jsonl"), "");
        Directory.CreateDirectory(_files.At("something-else"));
        CliRun run = List();
        Assert.Equal(["good"], Names(run));
        Assert.Matches(@"\ndamaged: bad: .*run\.json: line 1, byte \d+: the file is damaged", run.Out);
        Assert.Contains("\ndamaged: lost: it holds no run.json\n", run.Out);
        Assert.DoesNotContain("something-else", run.Out);
        Assert.Equal(2, run.Json["damaged"]!.AsArray().Count);
    }

    [Fact]
    public void Members_of_a_group_are_listed_below_its_name_and_the_latest_link_once()
    {
        Made("group/seed-1", minute: 1, accuracy: 0.8);
        Made("group/seed-2", minute: 2, accuracy: 0.8);
        try
        {
            Directory.CreateSymbolicLink(_files.At("latest"), "group");
        }
        catch (IOException)
        {
            // This file system or user has no links.
        }

        Assert.Equal(["group/seed-2", "group/seed-1"], Names(List()));
    }

    [Fact]
    public void Wrong_use_is_answered()
    {
        Made("a", minute: 1, accuracy: 0.8);
        Assert.Contains("there is no folder runs", _folder.Run("runs").Expect(2).Error);
        Assert.Contains("there is no folder none", _folder.Run("runs", "none").Expect(2).Error);
        Assert.Contains("'acuracy'. Did you mean 'accuracy'?", _folder.Run("runs", _files.Folder, "--filter", "acuracy>1").Expect(2).Error);
        Assert.Contains("expected a setting or figure, one of =", _folder.Run("runs", _files.Folder, "--filter", "accuracy").Expect(2).Error);
        Assert.Contains("expected a number after >", _folder.Run("runs", _files.Folder, "--filter", "accuracy>much").Expect(2).Error);
        Assert.Contains("--sort is 'accuracy,up'", _folder.Run("runs", _files.Folder, "--sort", "accuracy,up").Expect(2).Error);
        Assert.Contains("no run has a setting or figure 'sped'", _folder.Run("runs", _files.Folder, "--sort", "sped").Expect(2).Error);
    }

    private CliRun List(params string[] words) => _folder.Run(["runs", _files.Folder, "--json", .. words]).Expect(0);

    private static IEnumerable<string?> Names(CliRun run) => run.Json["runs"]!.AsArray().Select(one => (string?)one!["run"]);

    private void Made(string name, int minute, double accuracy, string settings = "\"x\":\"1\"") => _files.Write(name, FormattableString.Invariant(
        $$"""{"name":"iris","created":"2026-11-21T10:{{minute:00}}:00Z","data":{"source":"a/iris","rows":2},"task":"classification","headline":"accuracy","seed":42,"settings":{"hidden":"64,32","optimizer":"adam",{{settings}}},"results":{"stopped":"all epochs done","best_epoch":1,"seconds":1.5,"test":{"loss":0.5,"accuracy":{{accuracy}} } } }"""),
        RunFiles.Epoch(1, 1.5, 1.25));
}
