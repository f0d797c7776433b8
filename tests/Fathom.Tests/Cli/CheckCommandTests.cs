using System.Text.Json.Nodes;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Alone_it_checks_a_new_network_with_its_inputs_and_labels()
    {
        CliRun run = _folder.Run("check", "--json").Expect(0);
        foreach (string part in (string[])["a new network for breast-cancer: 4,097 parameters, 4 of 398 rows", "0.weight", "6.bias", "mean radius", "malignant", "Nothing wrong was found."])
            Assert.Contains(part, run.Out);
        JsonNode json = run.Json;
        Assert.True((bool)json["passed"]!);
        Assert.Equal(["gradients", "inputs", "labels"], json["checks"]!.AsArray().Select(check => (string)check!["check"]!));
        Assert.Equal(["input", "0.weight", "0.bias", "3.weight", "3.bias", "6.weight", "6.bias"], json["gradients"]!.AsArray().Select(row => (string)row!["tensor"]!));
        Assert.All(json["gradients"]!.AsArray(), row => Assert.Equal(Math.Min(100, (int)row!["elements"]!), (int)row["checked"]!));
    }

    [Fact]
    public void A_saved_model_is_checked_on_rows_of_its_set_of_a_file_or_on_random_ones_and_stays_as_it_is()
    {
        string iris = _folder.Train("iris", "--epochs", "1");
        byte[] before = File.ReadAllBytes(_folder.At($"{iris}/model.safetensors"));
        Assert.Contains("4 of 150 rows", _folder.Run("check", iris).Expect(0).Out);
        Assert.Contains("4 random rows", _folder.Run("check", $"{iris}/model.safetensors", "--random").Expect(0).Out);
        Assert.Equal(before, File.ReadAllBytes(_folder.At($"{iris}/model.safetensors")));

        string data = _folder.WriteClasses();
        string own = _folder.Train(data, "--target", "label", "--epochs", "1");
        Assert.Contains("has to be named again", _folder.Run("check", own).Expect(2).Error);
        Assert.Contains("8 of 120 rows", _folder.Run("check", own, data, "--rows", "8").Expect(0).Out);
    }

    [Fact]
    public void A_model_that_is_no_tables_is_checked_on_random_rows()
    {
        var rng = new Rng(1);
        new ModelFile(new Sequential(new Linear(6, 5, rng: rng), new Tanh(), new LayerNorm(5), new Linear(5, 3, rng: rng)), Objective.MultiClass).Save(_folder.At("own.safetensors"));
        Assert.Contains("Nothing wrong", _folder.Run("check", "own.safetensors", "--random").Expect(0).Out);
        Assert.Contains("Nothing wrong", _folder.Run("check", "own.safetensors", "--random", "--input", "6").Expect(0).Out);
        Assert.Contains("--input", _folder.Run("check", "own.safetensors", "--random", "--input", "7").Expect(2).Error);
        Assert.Contains("no preprocessing", _folder.Run("check", "own.safetensors").Expect(2).Error);
    }

    [Fact]
    public void A_wrong_gradient_ends_with_code_3_and_is_named()
    {
        var model = new Sequential(new Linear(2, 3, rng: new Rng(1)), new CutOff(), new Linear(3, 1, rng: new Rng(2)));
        (int code, string text) = Check(new CheckJob("a net", model, Objective.Binary, Datasets.Moons(50), AreReal: true));
        Assert.Equal(3, code);
        Assert.Contains("WRONG: gradients: the gradient is wrong in input, 0.weight, 0.bias", text);
        Assert.Contains("Something is wrong.", text);
        Assert.False((bool)JsonNode.Parse(text.TrimEnd('\n').Split('\n')[^1])!["passed"]!);
    }

    [Fact]
    public void Labels_of_one_class_end_with_code_3_as_well()
    {
        var data = new Dataset(new Rng(1).Normal([20, 2]), Tensor.Zeros([20, 1]), classNames: ["no", "yes"]);
        (int code, string text) = Check(new CheckJob("a net", new Linear(2, 1), Objective.Binary, data, AreReal: true));
        Assert.Equal(3, code);
        Assert.Contains("WRONG: labels: there is one class only (no 20, yes 0)", text);
        Assert.Contains("fine: gradients", text);
    }

    [Fact]
    public void Stopped_by_Ctrl_C_it_ends_with_130() =>
        Assert.Equal(130, _folder.Run(new StringWriter(), new CancellationToken(canceled: true), "check").Code);

    [Theory]
    [InlineData("nothing", "nothing does not exist")]
    [InlineData("data.txt", "this is not a safetensors file")]
    [InlineData("--rows 1", "--rows is '1'; expected a whole number from 2")]
    [InlineData("--elements 0", "--elements is '0'")]
    [InlineData("--input 3", "goes with --random and a model")]
    [InlineData("run iris --random", "both say which rows")]
    [InlineData("--hidden 3", "no option --hidden")]
    public void Wrong_use_gets_a_sentence_and_code_2(string words, string expected)
    {
        _folder.Write("data.txt", "a,b\n1,2\n3,4\n5,6\n7,8\n");
        CliRun run = _folder.Run(["check", .. words.Split(' ')]).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.Equal("", run.Out);
    }

    private static (int Code, string Text) Check(CheckJob job)
    {
        var text = new StringWriter { NewLine = "\n" };
        return (new CheckView(job, new CheckSettings(4, 100, 0)).Write(new Shell(text, TextWriter.Null), json: true), text.ToString());
    }

    /// <summary>y = x², of which backward sees one factor only.</summary>
    private sealed class CutOff : Layer
    {
        public override Tensor Forward(Tensor x) => x * x.Detach();
    }
}
