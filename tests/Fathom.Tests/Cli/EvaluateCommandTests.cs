using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_test_file_of_training_gets_the_same_figures_again()
    {
        _folder.WriteClasses("train.csv", rows: 200);
        _folder.Write("test.csv", "size,weight,colour,label\n" + string.Join("\n", File.ReadLines(_folder.At("train.csv")).Skip(1).Where((_, i) => i % 4 == 0)));
        JsonNode trained = _folder.Run("train", "train.csv", "--target", "label", "--test", "test.csv", "--epochs", "8", "--out", "run", "--json").Expect(0).Json;
        CliRun run = _folder.Run("evaluate", "run", "test.csv", "--json").Expect(0);
        Assert.Equal(trained["test"]!.ToJsonString(), run.Json["test"]!.ToJsonString());
        Assert.Equal(["task", "dataset", "rows", "parameters", "test", "model"], run.Json.AsObject().Select(member => member.Key));
        Assert.Contains("true \\ predicted", run.Out);
    }

    [Fact]
    public void The_target_may_have_another_name()
    {
        string data = _folder.WriteClasses();
        string run = _folder.Train(data, "--target", "label", "--epochs", "2");
        _folder.Write("renamed.csv", File.ReadAllText(_folder.At(data)).Replace("label", "answer"));
        Assert.Contains("target column is not there", _folder.Run("evaluate", run, "renamed.csv").Expect(2).Error);
        Assert.Equal(
            _folder.Run("evaluate", run, data, "--json").Expect(0).Json["test"]!.ToJsonString(),
            _folder.Run("evaluate", run, "renamed.csv", "--target", "answer", "--json").Expect(0).Json["test"]!.ToJsonString());
    }

    [Fact]
    public void A_label_that_training_never_saw_is_named_with_its_line()
    {
        string data = _folder.WriteClasses();
        string run = _folder.Train(data, "--target", "label", "--epochs", "1");
        _folder.Write("new.csv", "size,weight,colour,label\n0.5,0.5,red,good\n0.5,0.5,red,ugly\n");
        Assert.Matches("line 3.*'ugly' is not one of the classes", _folder.Run("evaluate", run, "new.csv").Expect(2).Error);
    }
}
