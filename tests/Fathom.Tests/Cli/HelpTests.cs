using System.Text.Json.Nodes;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

public sealed class HelpTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public static TheoryData<string> Commands => ["train", "predict", "evaluate", "summary", "find-lr", "check", "profile", "runs", "compare", "search", "advise", "show"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Alone_it_prints_help_that_names_every_command()
    {
        CliRun run = _folder.Run().Expect(0);
        Assert.Equal(run.Out, _folder.Run("--help").Expect(0).Out);
        Assert.Equal(run.Out, _folder.Run("help").Expect(0).Out);
        Assert.All(Commands, command => Assert.Contains($"  {command.Data}", run.Out));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_help_with_an_example_and_every_option_explained(string name)
    {
        CliRun run = _folder.Run(name, "--help").Expect(0);
        Assert.Equal(run.Out, _folder.Run("help", name).Expect(0).Out);
        Assert.Contains($"usage\n  fathom {name}", run.Out);
        Assert.Contains($"examples\n  fathom {name}", run.Out);
        Assert.Contains("exit codes", run.Out);
        CliCommand command = new CliCommand[] { new TrainCommand(), new PredictCommand(), new EvaluateCommand(), new SummaryCommand(), new FindRateCommand(), new CheckCommand(), new ProfileCommand(), new RunsCommand(), new CompareCommand(), new SearchCommand(), new AdviseCommand(), new ShowCommand() }.Single(c => c.Name == name);
        Assert.All(command.Options, option => Assert.Matches($@"\n  {option.Name} .*[a-z]{{3,}}", run.Out));
        Assert.Contains("--json", run.Out);
        Assert.All(run.Out.Split('\n').Where(line => !line.Contains("fathom")), line => Assert.InRange(line.Length, 0, 80));
        Assert.All(run.Out.Split('\n').Where(line => line.StartsWith("  fathom", StringComparison.Ordinal) && line.Length > 80), line => Assert.DoesNotContain("   ", line.Trim()));
        Assert.DoesNotContain(" \n", run.Out);
    }

    [Fact]
    public void The_rate_finder_is_named_where_it_can_be_used()
    {
        Assert.Contains("find-lr", _folder.Run("train", "--help").Out);
        Assert.All(["mnist", "images", "text", "series"], kind => Assert.DoesNotContain("find-lr", _folder.Run("train", kind, "--help").Expect(0).Out));
    }

    [Fact]
    public void Train_takes_every_option_it_promises()
    {
        string help = _folder.Run("train", "--help").Out;
        foreach (string option in "--target --task --test --validation --keep --drop --hidden --activation --dropout --optimizer --lr --batch --epochs --patience --seed --threads --name --out --no-header --columns --json".Split(' '))
            Assert.Contains($"\n  {option}", help);
    }

    [Fact]
    public void Version_is_one_line()
    {
        CliRun run = _folder.Run("--version").Expect(0);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", run.Out);
    }

    [Theory]
    [InlineData("tarin", "Did you mean 'train'?")]
    [InlineData("houses.csv", "fathom train houses.csv")]
    [InlineData("--verbose", "needs a command")]
    public void An_unknown_command_gets_a_hint_and_code_2(string word, string expected) => Assert.Contains(expected, _folder.Run(word).Expect(2).Error);

    [Fact]
    public void A_fault_of_our_own_asks_for_a_report_and_shows_no_stack()
    {
        var error = new StringWriter();
        Assert.Equal(1, Faults.Report(new InvalidOperationException("the invariant\nbroke"), new Shell(TextWriter.Null, error)));
        Assert.Matches(@"^fathom: this is a bug in Fathom.*InvalidOperationException: the invariant broke\. Please report", error.ToString());
    }

    [Fact]
    public void Summary_shows_layers_inputs_and_training()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "2", "--hidden", "9");
        CliRun summary = _folder.Run("summary", run, "--json").Expect(0);
        foreach (string part in (string[])["Linear(", "bad, good", "colour=red", "trained: seed", "epochs 2"])
            Assert.Contains(part, summary.Out);
        JsonNode json = summary.Json;
        Assert.Equal("label", (string)json["target"]!);
        Assert.Equal(["bad", "good"], json["classes"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(2, (int)json["training"]!["epochs"]!);
    }
}
