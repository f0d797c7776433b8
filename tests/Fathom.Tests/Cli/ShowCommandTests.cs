using System.Text.Json.Nodes;
using System.Xml.Linq;
using Fathom.Handbook;

namespace Fathom.Tests.Cli;

public sealed class ShowCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public static TheoryData<string> Names => [.. Experiments.All.Select(experiment => experiment.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Alone_it_lists_every_experiment_with_its_question()
    {
        CliRun run = _folder.Run("show", "--json").Expect(0);
        Assert.Equal(Experiments.All.Select(experiment => experiment.Question), run.Json["experiments"]!.AsArray().Select(item => (string)item!["question"]!));
        Assert.All(Names, name => Assert.Contains($"\n{name.Data} ", run.Out));
        Assert.All(Lines(_folder.Run("show").Expect(0)), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_shows_plots_tables_and_words_within_80_columns_without_escape_codes(string name)
    {
        CliRun run = _folder.Run("show", name).Expect(0);
        Assert.Empty(run.Error);
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.All(Lines(run), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("\nSee: ", run.Out);
        Assert.Contains("\nConclude: ", run.Out);
        Assert.DoesNotContain("NaN", run.Out);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_writes_a_picture_and_the_numbers_it_found(string name)
    {
        CliRun run = _folder.Run("show", name, "--svg", "picture.svg", "--json", "--seed", "3").Expect(0);
        XElement svg = XElement.Parse(File.ReadAllText(_folder.At("picture.svg")));
        Assert.Equal("svg", svg.Name.LocalName);
        ExperimentResult result = Experiments.Find(name)!.Run(seed: 3);
        JsonNode json = run.Json;
        Assert.Equal(name, (string)json["experiment"]!);
        Assert.Equal(3, (int)json["seed"]!);
        Assert.Equal(result.Options.Select(option => option.Value), json["options"]!.AsObject().Select(option => (string)option.Value!));
        Assert.Equal(
            result.Facts.Select(fact => double.IsFinite(fact.Value) ? fact.Value : (double?)null),
            json["facts"]!.AsObject().Select(fact => (double?)fact.Value));
        Assert.NotEmpty(json["tables"]!.AsArray());
        Assert.Equal(["picture.svg"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_has_help_with_every_option(string name)
    {
        CliRun run = _folder.Run("show", name, "--help").Expect(0);
        Assert.Equal(run.Out, _folder.Run("help", "show", name).Expect(0).Out);
        Assert.Contains($"usage\n  fathom show {name}", run.Out);
        Assert.All(Experiments.Find(name)!.Options, option => Assert.Contains($"\n  --{option.Name} ", run.Out));
    }

    [Theory]
    [InlineData("show activatons", "there is no experiment 'activatons'. Did you mean 'activations'?")]
    [InlineData("show activatons --which relu", "there is no experiment 'activatons'. Did you mean 'activations'?")]
    [InlineData("show activations --which rellu", "--which is 'rellu', which is not known. Did you mean 'relu'")]
    [InlineData("show activations --wich relu", "fathom show activations has no option --wich. Did you mean '--which'?")]
    [InlineData("show activations --from 3 --to 2", "--from is 3 and to is 2; from must be below to.")]
    [InlineData("show activations relu", "'relu' is one word too many. The command is written: fathom show activations [options]")]
    [InlineData("show learning-rates --steps 2.5", "--steps is '2.5'; expected a whole number from 3 to 1000, for example 20.")]
    [InlineData("show learning-rates --rates 0.1,x", "--rates is '0.1,x'; expected 1 to 6 numbers from 0.000001 to 10 between commas")]
    [InlineData("show learning-rates --seed -1", "--seed is '-1'; expected a whole number of at least 0")]
    [InlineData("show learning-rates --steps", "--steps needs a value: --steps N.")]
    [InlineData("show learning-rates --svg=", "--svg needs a value: --svg FILE.")]
    public void Wrong_use_is_told_with_what_was_meant_and_code_2(string command, string expected)
    {
        CliRun run = _folder.Run(command.Split(' ')).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("nowhere/picture.svg", "there is no folder nowhere")]
    [InlineData("table.csv", "--svg is 'table.csv'; expected the name of a file that ends in .svg")]
    public void A_picture_goes_to_no_folder_that_is_not_there_and_over_no_other_kind_of_file(string path, string expected)
    {
        _folder.Write("table.csv", "x,y\n");
        CliRun run = _folder.Run("show", "activations", "--svg", path).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Out);
        Assert.Equal("x,y\n", File.ReadAllText(Assert.Single(Directory.GetFileSystemEntries(_folder.Path))));
    }

    [Fact]
    public void A_picture_that_cannot_be_written_is_code_1()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a folder that nobody may write to");
        CliRun run = _folder.Run("show", "activations", "--svg", "/proc/picture.svg").Expect(1);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(run.Out);
    }

    private static string[] Lines(CliRun run) => run.Out.Split('\n');
}
