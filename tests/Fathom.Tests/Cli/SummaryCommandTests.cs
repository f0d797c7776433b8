using System.Xml.Linq;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

public sealed class SummaryCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly string _run;

    public SummaryCommandTests() => _run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "2");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_graph_prints_the_operations_with_the_parameters_of_the_model()
    {
        string text = _folder.Run("summary", _run, "--graph", "text").Expect(0).Out;
        Assert.Contains("%1 = Linear(features, 0.weight, 0.bias) → (1, ", text, StringComparison.Ordinal);
        Assert.Contains("%2 = ReLU(%1)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_graph_becomes_a_picture_or_a_dot_file()
    {
        Assert.EndsWith("graph: net.svg\n", _folder.Run("summary", _run, "--graph", "net.svg").Expect(0).Out, StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Load(_folder.At("net.svg")).Root!.Name.LocalName);
        _folder.Run("summary", _run, "--graph", "net.dot").Expect(0);
        Assert.StartsWith("digraph fathom {", File.ReadAllText(_folder.At("net.dot")), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_ending_is_wrong_use_and_writes_nothing()
    {
        CliRun refused = _folder.Run("summary", _run, "--graph", "net.png").Expect(2);
        Assert.Contains("--graph is 'net.png'; expected the name of a file that ends in .svg or .dot, or 'text' to print, for example --graph network.svg.", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("net.png")));
    }

    [Fact]
    public void A4_frozen_parameters_and_running_statistics_have_lines_of_their_own()
    {
        Sequential model = Mlp.Create(784, [128], 10, normalization: "batch");
        string[] Lines() => [.. TrainView.NetworkTable(ModelSummary.Of(model, [1, 784])).ToText().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal(["all 102,026", "running statistics, not trained 256"], Lines()[^2..]);
        model[0].Freeze();
        Assert.Equal(["all 102,026", "of them frozen 100,480", "running statistics, not trained 256"], Lines()[^3..]);
    }
}
