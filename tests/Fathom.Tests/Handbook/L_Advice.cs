namespace Fathom.Tests.Handbook;

/// <summary>Rules of thumb (L8) and worked programs (L9); the programs themselves run in CI, under examples/.</summary>
public sealed class L_Advice
{
    [Theory]
    [InlineData("adam", 3e-4, 1e-3)]
    [InlineData("adamw", 3e-4, 1e-3)]
    [InlineData("rmsprop", 1e-3, 1e-3)]
    [InlineData("sgd", 0.01, 0.1)]
    public void L8_rates_lie_in_the_range_of_their_optimizer(string optimizer, double low, double high) =>
        Each((task, network, rows) => Assert.InRange(Number(Advice.For(task, network, rows, optimizer)["lr"]), low, high));

    [Fact]
    public void L8_other_settings_lie_in_their_ranges() => Each((task, network, rows) =>
    {
        Advice advice = Advice.For(task, network, rows);
        Assert.InRange(Number(advice["batch"]), 32, 256);
        Assert.InRange(Number(advice["patience"]), 5, 20);
        Assert.InRange(Number(advice["epochs"]), 10, 300);
        Assert.Equal(0.9, Number(advice["momentum"]));
        Assert.InRange(Number(Advice.For(task, network, rows, optimizer: "adamw")["weight-decay"]), 1e-4, 1e-2);
        if (advice["dropout"].Value != "none")
            Assert.All(advice["dropout"].Value.Split(','), p => Assert.InRange(double.Parse(p), 0.1, 0.5));
        if (advice["clip"].Value != "none")
            Assert.Equal(network == NetworkKind.Recurrent ? 5.0 : 1.0, Number(advice["clip"]));
    });

    [Theory]
    [InlineData("relu", "he")]
    [InlineData("leaky-relu", "he")]
    [InlineData("gelu", "he")]
    [InlineData("silu", "he")]
    [InlineData("sigmoid", "xavier")]
    [InlineData("tanh", "xavier")]
    public void L8_initializers_follow_the_activation(string activation, string initializer) =>
        Assert.Equal(initializer, Advice.For(TaskKind.Binary, NetworkKind.Tabular, activation: activation)["initializer"].Value);

    [Fact]
    public void L8_transformers_get_GELU_warm_up_and_cosine()
    {
        Advice advice = Advice.For(TaskKind.MultiClass, NetworkKind.Transformer);
        Assert.Equal(("gelu", "warm-up, then cosine"), (advice["activation"].Value, advice["schedule"].Value));
        Assert.Contains("skip connections", Advice.For(TaskKind.Regression, NetworkKind.Deep)["hidden"].Reason);
    }

    [Fact]
    public void L9_breast_cancer_is_the_network_that_train_builds_by_itself()
    {
        Advice advice = Advice.For(TaskKind.Binary, NetworkKind.Tabular, 398);
        Assert.Equal(("64,32", "0.3,0.2", "adam", "0.001", "32", "100"),
            (advice["hidden"].Value, advice["dropout"].Value, advice["optimizer"].Value, advice["lr"].Value, advice["batch"].Value, advice["epochs"].Value));
        Assert.Equal(4_097, Mlp.Create(30, [64, 32], 1, dropout: [0.3, 0.2]).ParameterCount);
    }

    [Theory]
    [InlineData(64, new[] { 256, 128 }, 10, 50_826)]
    [InlineData(784, new[] { 256, 128 }, 10, 235_146)]
    [InlineData(784, new[] { 128, 64 }, 10, 109_386)]
    public void L9_digit_networks_have_the_handbooks_parameters(int inputs, int[] hidden, int outputs, int parameters) =>
        Assert.Equal(parameters, Mlp.Create(inputs, hidden, outputs).ParameterCount);

    /// <summary>The example divides 569 rows by four fifths: 455 to learn from, 15 steps an epoch, the last of 7 rows.</summary>
    [Fact]
    public void L9_the_breast_cancer_program_makes_1500_steps()
    {
        var (train, test) = Datasets.BreastCancer().Split(test: 0.2, stratify: true, seed: 42);
        Assert.Equal((455, 114, 15), (train.Count, test.Count, train.BatchCount(32)));
        Assert.Equal(7, train.Batches(32).Last().Count);
    }

    [Fact]
    public void M13_gradient_boosting_is_named_for_tables() => Assert.Equal("gradient boosting", Advice.For(TaskKind.Binary, NetworkKind.Tabular)["baseline"].Value);

    private static void Each(Action<TaskKind, NetworkKind, int> check)
    {
        foreach (TaskKind task in Enum.GetValues<TaskKind>())
        {
            foreach (NetworkKind network in Enum.GetValues<NetworkKind>())
            {
                foreach (int rows in (int[])[100, 10_000, 100_000])
                    check(task, network, rows);
            }
        }
    }

    private static double Number(Suggestion suggestion) => double.Parse(suggestion.Value);
}
