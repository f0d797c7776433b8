using System.Text.Json.Nodes;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

public sealed class AdviseCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public static TheoryData<string, TableTask> Tasks => new()
    {
        { "binary", TableTask.Binary },
        { "multiclass", TableTask.Classification },
        { "multilabel", TableTask.MultiLabel },
        { "regression", TableTask.Regression },
    };

    public static TheoryData<string> Activations => [.. Mlp.Activations];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Tasks))]
    public void What_is_advised_is_what_train_uses(string word, TableTask task)
    {
        foreach (int rows in (int[])[300, 398, 4_999, 5_000, 49_999, 50_000, 1_000_000])
        {
            foreach (string? optimizer in (string?[])[null, .. Recommendation.Optimizers])
            {
                string[] words = ["advise", "--task", word, "--architecture", "tabular", "--rows", $"{rows}", "--json", .. optimizer is null ? (string[])[] : ["--optimizer", optimizer]];
                Dictionary<string, JsonNode> advised = _folder.Run(words).Expect(0).Json["suggestions"]!.AsArray().ToDictionary(s => (string)s!["setting"]!, s => s!);
                Recommendation used = Recommendation.For(new TrainOptions { Optimizer = optimizer }, task, rows, stopsEarly: true);
                Assert.All(used.Settings.Where(setting => setting.Reason != "as asked"), setting =>
                    Assert.Equal(((string)advised[setting.Name]["value"]!, (string)advised[setting.Name]["reason"]!), (setting.Value, setting.Reason)));
                if (used.CreateOptimizer(new Linear(1, 1)) is Sgd { Momentum: > 0 } sgd)
                    Assert.Equal((string)advised["momentum"]["value"]!, sgd.Momentum.ToString());
            }
        }
    }

    /// <summary>What train does without an option for it must be what is advised, too.</summary>
    [Theory]
    [MemberData(nameof(Activations))]
    public void The_network_train_builds_begins_as_advised(string activation)
    {
        Advice advice = Advice.For(TaskKind.Binary, NetworkKind.Tabular, 398, activation: activation);
        Sequential network = Mlp.Create(100, [400], 1, activation, rng: new Rng(3));
        double advised = advice["initializer"].Value switch { "he" => 2.0 / 100, "xavier" => 2.0 / 500, "lecun" => 1.0 / 100, var other => throw new InvalidOperationException(other) };
        Assert.Equal(advised, ((Linear)network[0]).Weight.Var().ToScalar(), tolerance: 0.1 * advised);
        Assert.Equal(0, ((Linear)network[0]).Bias.Abs().Max().ToScalar());
        Assert.Equal("none", advice["normalization"].Value);
        Assert.DoesNotContain(network, layer => layer.GetType().Name.Contains("Norm"));
    }

    /// <summary>The head train ends a network with has the loss, the weights and the threshold that are advised.</summary>
    [Fact]
    public void The_head_train_uses_is_the_advised_one()
    {
        Tensor logits = Tensor.From([0.3f, -1.2f, 2f, 0.7f], [2, 2]), labels = Tensor.From([1f, 0f, 0f, 1f], [2, 2]);
        var losses = new Dictionary<string, Func<Tensor, Tensor, Tensor>>
        {
            ["binary cross-entropy"] = (output, targets) => Loss.BinaryCrossEntropy(output, targets),
            ["cross-entropy"] = (output, targets) => Loss.CrossEntropy(output, targets),
            ["mean squared error"] = (output, targets) => Loss.MeanSquaredError(output, targets),
        };
        foreach ((Objective objective, Tensor output, Tensor targets) in new (Objective, Tensor, Tensor)[]
        {
            (Objective.Binary, logits.Reshape(4, 1), labels.Reshape(4, 1)),
            (Objective.MultiClass, logits, Tensor.From([1L, 0L])),
            (Objective.MultiLabel, logits, labels),
            (Objective.Regression, logits, labels),
        })
        {
            Advice advice = Advice.For(objective.Task, NetworkKind.Tabular);
            Assert.Equal(losses[advice["loss"].Value](output, targets).ToScalar(), objective.Loss(output, targets).ToScalar());
            Assert.Equal("none", advice["class-weight"].Value);
            Assert.Equal(objective.Task is TaskKind.Binary or TaskKind.MultiLabel, advice["prediction"].Value.Contains("0.5"));
        }

        Assert.Equal((0.5, 0.5), (Objective.Binary.Threshold, Assert.Single(Objective.MultiLabel.Thresholds)));
    }

    [Fact]
    public void Trains_word_for_several_classes_is_understood() =>
        Assert.Equal(_folder.Run("advise", "--task", "multiclass").Out, _folder.Run("advise", "--task", "classification").Expect(0).Out);

    [Fact]
    public void Advice_reads_well_at_80_columns()
    {
        CliRun run = _folder.Run("advise", "--task", "binary", "--rows", "398").Expect(0);
        Assert.All(run.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain(" \n", run.Out);
        foreach (string part in (string[])["Advice: binary, tabular, 398 rows", "hidden         64,32", "boosted trees often win", "defaults of fathom train"])
            Assert.Contains(part, run.Out);
    }

    [Fact]
    public void Without_a_task_it_is_the_whole_cheat_sheet()
    {
        CliRun run = _folder.Run("advise", "--json").Expect(0);
        string[] lines = run.Out.TrimEnd('\n').Split('\n')[..^1];
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.All(CheatSheet.Choices.Concat(CheatSheet.Rules), table => Assert.Contains($"{table.Title}.", run.Out));
        Assert.Contains("gradient too small or too large?", run.Out);
        Assert.Equal(CheatSheet.Choices.Count + CheatSheet.Rules.Count, run.Json["tables"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("--task is 'binry', which is not known. Did you mean 'binary'?", "--task", "binry")]
    [InlineData("--architecture is 'transfromer', which is not known. Did you mean 'transformer'?", "--task", "binary", "--architecture", "transfromer")]
    [InlineData("--rows is '0'; expected a whole number of at least 1", "--task", "binary", "--rows", "0")]
    [InlineData("--optimizer is 'adamm', which is not known. Did you mean 'adam'", "--task", "binary", "--optimizer", "adamm")]
    [InlineData("advice for a network needs --task", "--architecture", "cnn")]
    [InlineData("fathom advise has no option --tsk. Did you mean '--task'?", "--tsk", "binary")]
    public void Wrong_words_get_a_hint_and_code_2(string expected, params string[] words)
    {
        CliRun run = _folder.Run(["advise", .. words]).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Out);
    }
}
