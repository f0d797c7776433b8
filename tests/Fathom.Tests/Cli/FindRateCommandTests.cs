using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Fathom.Tests.Cli;

public sealed class FindRateCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_suggests_a_rate_with_a_plot_a_picture_and_a_command_that_trains()
    {
        string data = _folder.WriteClasses(rows: 300);
        CliRun run = _folder.Run("find-lr", data, "--target", "label", "--hidden", "16", "--svg", "rates.svg", "--steps", "60", "--json").Expect(0);
        JsonNode json = run.Json;
        Assert.InRange((double)json["suggestion"]!, 1e-5, 1);
        Assert.Equal(json["rates"]!.AsArray().Count, json["losses"]!.AsArray().Count);
        Assert.InRange(json["rates"]!.AsArray().Count, 10, 60);
        Assert.Equal(1e-7, (double)json["rates"]![0]!);
        Assert.Contains("learning rate", run.Out);
        Assert.Contains("The suggested learning rate is", run.Out);
        Assert.Equal("svg", XDocument.Parse(File.ReadAllText(_folder.At("rates.svg"))).Root!.Name.LocalName);
        string command = (string)json["command"]!;
        Assert.StartsWith($"fathom train {data} --target label --hidden 16 --lr ", command);
        Assert.Contains($"train with it: {command}", run.Out);
        Assert.Contains("lr", _folder.Run([.. command.Split(' ')[1..], "--epochs", "1"]).Expect(0).Out);
    }

    [Fact]
    public void Class_weights_sampler_and_micro_batches_are_those_of_the_training_to_come()
    {
        string data = _folder.WriteClasses();
        string Curve(params string[] words) => _folder.Run(["find-lr", data, "--target", "label", "--dropout", "0", "--json", .. words]).Expect(0).Json["losses"]!.ToJsonString();
        string plain = Curve();
        Assert.NotEqual(plain, Curve("--class-weight", "3"));
        Assert.NotEqual(plain, Curve("--sampler", "balanced"));
        CliRun run = _folder.Run("find-lr", data, "--target", "label", "--sampler", "balanced", "--micro-batch", "8").Expect(0);
        Assert.Contains("--sampler balanced --micro-batch 8 --lr ", run.Out);
    }

    [Theory]
    [InlineData("--batch 1", "Training cannot run on a single row", "Choose a larger batch size")]
    [InlineData("--batch 13 --micro-batch 3", "a single row, the last part of a batch of 13 in parts of 3", "--micro-batch")]
    public void Batches_that_a_saved_network_cannot_be_trained_on_are_wrong_use(string words, params string[] expected)
    {
        string run = _folder.Train("iris", "--normalization", "batch", "--epochs", "1");
        CliRun found = _folder.Run(["find-lr", "iris", "--model", run, .. words.Split(' ')]).Expect(2);
        Assert.All(expected, text => Assert.Contains(text, found.Error));
        Assert.DoesNotContain("bug", found.Error);
    }

    [Fact]
    public void The_rates_run_from_the_first_to_exactly_the_last()
    {
        JsonNode json = _folder.Run("find-lr", "iris", "--from", "1e-6", "--to", "1e-5", "--steps", "10", "--json").Expect(0).Json;
        Assert.Equal((10, 1e-6, 1e-5), (json["rates"]!.AsArray().Count, (double)json["rates"]![0]!, (double)json["rates"]![9]!));
        Assert.Null(json["suggestion"]);
        Assert.Null(json["command"]);
        Assert.Equal("all rates tried", (string)json["stopped"]!);
    }

    [Fact]
    public void A_saved_models_bytes_stay_and_no_run_is_made()
    {
        string data = _folder.WriteClasses();
        string run = _folder.Train(data, "--target", "label", "--epochs", "1");
        string[] files = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);
        byte[][] before = [.. files.Select(File.ReadAllBytes)];
        CliRun found = _folder.Run("find-lr", data, "--model", run, "--optimizer", "sgd", "--json").Expect(0);
        Assert.Equal("sgd", (string)found.Json["optimizer"]!);
        Assert.Null(found.Json["command"]);
        Assert.Equal(files, Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(before, files.Select(File.ReadAllBytes));
    }

    [Fact]
    public void A_saved_model_of_a_built_in_set_needs_no_data_named()
    {
        string run = _folder.Train("iris", "--epochs", "1");
        Assert.Equal(150, (int)_folder.Run("find-lr", "--model", run, "--json").Expect(0).Json["rows"]!);
        string other = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1");
        Assert.Contains("was trained on a file (classes.csv)", _folder.Run("find-lr", "--model", other).Expect(2).Error);
    }

    [Fact]
    public void The_same_seed_finds_the_same_curve_and_another_seed_another()
    {
        string Curve(string seed) => _folder.Run("find-lr", "iris", "--seed", seed, "--json").Expect(0).Json["losses"]!.ToJsonString();
        Assert.Equal(Curve("1"), Curve("1"));
        Assert.NotEqual(Curve("1"), Curve("2"));
    }

    [Theory]
    [InlineData("--steps 5", "--steps is '5'; expected a whole number from 10")]
    [InlineData("--from 1 --to 0.1", "--from 1 is not below --to 0.1")]
    [InlineData("--from -1", "--from is '-1'; expected a number above 0")]
    [InlineData("--to nan", "--to is 'nan'")]
    [InlineData("--svg .", "is a folder")]
    [InlineData("--svg no/rates.svg", "there is no folder no")]
    [InlineData("--svg rates.csv", "--svg is 'rates.csv'; expected the name of a file that ends in .svg")]
    [InlineData("--model nothing", "nothing does not exist")]
    [InlineData("--model run --hidden 3", "--hidden does not go with --model")]
    [InlineData("--model run --target y", "--target does not go with --model")]
    [InlineData("--epochs 3", "no option --epochs")]
    [InlineData("--batch 0", "--batch is '0'")]
    [InlineData("--micro-batch 0", "--micro-batch is '0'")]
    [InlineData("--model run --class-weight balanced", "--class-weight does not go with --model")]
    public void Wrong_use_gets_a_sentence_and_code_2_and_writes_nothing(string words, string expected)
    {
        CliRun run = _folder.Run(["find-lr", "iris", .. words.Split(' ')]).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.Equal("", run.Out);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Stopped_by_Ctrl_C_it_ends_with_130_and_leaves_nothing()
    {
        CliRun run = _folder.Run(new StringWriter(), new CancellationToken(canceled: true), "find-lr", "iris", "--svg", "rates.svg");
        Assert.Equal(130, run.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
