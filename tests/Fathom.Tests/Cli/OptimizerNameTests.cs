namespace Fathom.Tests.Cli;

/// <summary>Every optimizer of the library can be asked for by name.</summary>
public sealed class OptimizerNameTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public static TheoryData<string> Names => [.. StandardOptimizers.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_takes_it_with_its_usual_rate(string name)
    {
        CliRun run = _folder.Run("train", "iris", "--optimizer", name, "--epochs", "2", "--hidden", "4", "--out", "run").Expect(0);
        OptimizerKind kind = StandardOptimizers.Named(name);
        Assert.Contains(FormattableString.Invariant($"optimizer {name}, lr {kind.LearningRate:0.######}, weight-decay {kind.WeightDecay}"), run.Out);
    }
}
