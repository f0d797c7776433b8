using System.Text.Json.Nodes;
using Fathom.Cli;
using Fathom.Tests.Training;

namespace Fathom.Tests.Cli;

/// <summary>Runs side by side: what differs, curves, figures, and whether they may be compared.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly RunFiles _files = new();

    public void Dispose()
    {
        _folder.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void Only_settings_that_differ_are_shown_and_figures_with_their_differences()
    {
        string a = Made("a", "\"lr\":\"0.1\",\"batch\":\"32\"", test: 0.75, loss: 0.5), b = Made("b", "\"lr\":\"0.2\",\"batch\":\"32\",\"clip\":\"1\"", test: 0.875, loss: 0.625);
        CliRun run = _folder.Run("compare", a, b, "--json").Expect(0);
        Assert.Matches(@"\nlr +0\.1 +0\.2\n", run.Out);
        Assert.Matches(@"\nclip +– +1\n", run.Out);
        Assert.DoesNotContain("batch", run.Out.Split("Figures")[0]);
        Assert.Matches(@"\naccuracy +0\.75 +0\.875 \(\+0\.125\) \* +larger\n", run.Out);
        Assert.Matches(@"\nloss +0\.5 \* +0\.625 \(\+0\.125\) +smaller\n", run.Out);
        Assert.DoesNotContain("warning:", run.Out);
        JsonNode json = run.Json;
        Assert.Equal(["lr", "clip"], json["differing"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal("0.2", (string?)json["differing"]!["lr"]!["b"]);
        Assert.Equal("b", (string?)json["best"]!["test"]!["accuracy"]);
        Assert.Equal("a", (string?)json["best"]!["test"]!["loss"]);
        Assert.Equal(0.875, (double)json["runs"]![1]!["test"]!["accuracy"]!);
    }

    [Fact]
    public void Curves_lie_over_each_other_in_the_terminal_and_in_the_picture()
    {
        string a = Made("a", ""), b = Made("b", "");
        CliRun run = _folder.Run("compare", a, b, "--svg", "curves.svg").Expect(0);
        Assert.Contains("Validation loss\n", run.Out);
        Assert.Matches(@"\n⠒⠒⠒ a +⠂⠂⠂ b", run.Out);
        string svg = File.ReadAllText(_folder.At("curves.svg"));
        Assert.Contains("Validation loss", svg);
        Assert.Contains(">a<", svg);
        Assert.Contains(">b<", svg);
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.Contains("Validation accuracy\n", _folder.Run("compare", a, b, "--metric", "accuracy").Expect(0).Out);
    }

    [Fact]
    public void The_chart_has_every_epoch_of_every_run()
    {
        RunRecord a = RunRecord.Load(Made("a", "")), b = RunRecord.Load(_files.Write("b", "{}", RunFiles.Epoch(1, 2.0), RunFiles.Epoch(2, 1.0)));
        LineChart chart = new CompareView(new RunComparison([a, b]), null).Chart();
        Assert.Equal("Training loss", chart.Title);
        Assert.Equal([1.5, 1.0, 0.75], chart.Series[0].Y.ToArray());
        Assert.Equal([2.0, 1.0], chart.Series[1].Y.ToArray());
        Assert.Equal([1.0, 2.0], chart.Series[1].X.ToArray());
    }

    [Theory]
    [InlineData("sha256", "ff", "other data")]
    [InlineData("target", "colour", "other things")]
    [InlineData("test", "31", "split in another way")]
    public void Runs_that_cannot_be_compared_are_named(string name, string value, string warning)
    {
        string a = Made("a", "", data: ("x", "1")), b = Made("b", "", data: (name, value));
        Assert.Contains(warning, _folder.Run("compare", a, b).Expect(0).Out);
    }

    [Fact]
    public void Another_seed_is_said_for_tables_and_means_nothing_for_a_series()
    {
        Assert.Contains("the seed, which also splits the rows", _folder.Run("compare", Made("a", ""), Made("b", "", seed: 43)).Expect(0).Out);
        Assert.DoesNotContain("warning", _folder.Run("compare", Made("c", "", task: "series"), Made("d", "", task: "series", seed: 43)).Expect(0).Out);
    }

    [Fact]
    public void Long_names_get_letters_and_running_and_empty_runs_are_shown()
    {
        string a = Made("2026-11-21T22-00-00-a-long-name", ""), b = _files.Write("b", "{}");
        CliRun run = _folder.Run("compare", a, b).Expect(0);
        Assert.Matches(@"\nA +2026-11-21T22-00-00-a-long-name +finished", run.Out);
        Assert.Matches(@"\nB +b +killed", run.Out);
    }

    [Fact]
    public void A_directory_of_runs_means_all_of_them()
    {
        Made("group/one", "");
        Made("group/two", "");
        Assert.Equal(["one", "two"], _folder.Run("compare", _files.At("group"), "--json").Expect(0).Json["runs"]!.AsArray().Select(run => (string?)run!["run"]));
    }

    [Fact]
    public void Wrong_use_is_answered()
    {
        string a = Made("a", ""), damaged = _files.Write("damaged", "{");
        Assert.Contains("needs runs", _folder.Run("compare").Expect(2).Error);
        Assert.Contains("needs two runs or more, got one: a", _folder.Run("compare", a, a).Expect(2).Error);
        Assert.Contains("none does not exist. Name the directory of a run", _folder.Run("compare", a, "none").Expect(2).Error);
        Assert.Contains("run.json: line 1, byte ", _folder.Run("compare", a, damaged).Expect(2).Error);
        Assert.Contains("no run has 'acuracy' for its epochs. Did you mean 'accuracy'?", _folder.Run("compare", a, Made("b", ""), "--metric", "acuracy").Expect(2).Error);
        Assert.Contains("ends in .svg", _folder.Run("compare", a, Made("c", ""), "--svg", "x.png").Expect(2).Error);
    }

    [Fact]
    public void Trained_runs_are_compared()
    {
        string a = _folder.Train("iris", "--epochs", "3"), b = _folder.Train("iris", "--epochs", "3", "--lr", "0.01");
        CliRun run = _folder.Run("compare", a, b, "--json").Expect(0);
        Assert.Equal(["lr"], run.Json["differing"]!.AsObject().Select(pair => pair.Key));
        Assert.DoesNotContain("train_loss ", run.Out);
        Assert.Equal("accuracy", (string?)run.Json["runs"]![0]!["headline"]);
    }

    /// <summary>What follows from the settings is not listed among them, least of all as JSON.</summary>
    [Fact]
    public void Networks_differ_by_their_settings()
    {
        string a = _folder.Train("iris", "--epochs", "2"), b = _folder.Train("iris", "--epochs", "2", "--hidden", "8");
        CliRun run = _folder.Run("compare", a, b, "--json").Expect(0);
        Assert.Equal(["hidden", "dropout"], run.Json["differing"]!.AsObject().Select(pair => pair.Key));
        Assert.DoesNotContain("{", run.Out.Split("Figures")[0]);
        string other = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "2");
        JsonObject differing = _folder.Run("compare", a, other, "--json").Expect(0).Json["differing"]!.AsObject();
        Assert.True(differing.ContainsKey("data.target"));
        Assert.DoesNotContain(differing, pair => pair.Key is "data.targets" or "network" or "subtitle" or "parameters");
        Assert.Contains("1 of them as asked for", _folder.Run("runs", ".", "--filter", "hidden=8", "--filter", "parameters<100").Expect(0).Out);
    }

    private string Made(string name, string settings, double test = 0.5, double loss = 0.5, int seed = 42, string task = "classification", (string Name, string Value)? data = null)
    {
        string more = data is { } one ? $",\"{one.Name}\":\"{one.Value}\"" : "";
        return _files.Write(name, FormattableString.Invariant($$"""{"name":"{{name}}","command":"{{name}}","data":{"source":"iris"{{more}}},"task":"{{task}}","headline":"accuracy","seed":{{seed}},"settings":{ {{settings}} },"results":{"best_epoch":2,"seconds":1,"test":{"loss":{{loss}},"accuracy":{{test}} } } }"""),
            RunFiles.Epoch(1, 1.5, 1.25), RunFiles.Epoch(2, 1.0, 0.75), RunFiles.Epoch(3, 0.75, 1.0), RunFiles.Event("end", "\"reason\":\"all epochs done\""));
    }
}
