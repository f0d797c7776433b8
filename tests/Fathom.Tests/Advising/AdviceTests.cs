namespace Fathom.Tests.Advising;

public sealed class AdviceTests
{
    private static readonly int[] s_rows = [1, 4_999, 5_000, 49_999, 50_000, 1_000_000];

    public static IEnumerable<(TaskKind Task, NetworkKind Network, int Rows)> Cases() =>
        from task in Enum.GetValues<TaskKind>() from network in Enum.GetValues<NetworkKind>() from rows in s_rows select (task, network, rows);

    [Fact]
    public void Every_case_gets_every_setting_with_range_reason_and_row()
    {
        foreach ((TaskKind task, NetworkKind network, int rows) in Cases())
        {
            Advice advice = Advice.For(task, network, rows);
            Assert.Equal(Advice.Settings, advice.Suggestions.Select(suggestion => suggestion.Setting));
            Assert.All(advice.Suggestions, s => Assert.True(s.Value.Length > 0 && s.Range.Length > 0 && s.Reason.Length > 8, s.ToString()));
            Assert.All(advice.Suggestions, s => Assert.Matches("^[A-N][0-9]{1,2}$", s.Row));
        }
    }

    /// <summary>A rule behind a wider one would be a line of the cheat sheet that never holds.</summary>
    [Fact]
    public void Every_rule_is_followed_in_some_case()
    {
        string?[] optimizers = [null, "one of your own", .. StandardOptimizers.Names], activations = [null, .. Mlp.Activations];
        var followed = new HashSet<Suggestion>();
        foreach ((TaskKind task, NetworkKind network, int rows) in Cases())
        {
            foreach (string? optimizer in optimizers)
            {
                foreach (string? activation in activations)
                    followed.UnionWith(Advice.For(task, network, rows, optimizer, activation).Suggestions);
            }
        }

        Assert.Empty(AdviceRules.All.Where(rule => !followed.Contains(rule.ToSuggestion())).Select(rule => $"{rule.Setting}: {rule.When}"));
    }

    [Fact]
    public void Rates_follow_the_optimizer_and_initializers_the_activation()
    {
        Advice sgd = Advice.For(TaskKind.Binary, NetworkKind.Tabular, 398, optimizer: "sgd", activation: "tanh");
        Assert.Equal(("0.01", "0", "xavier"), (sgd["lr"].Value, sgd["weight-decay"].Value, sgd["initializer"].Value));
        Advice adamw = Advice.For(TaskKind.Binary, NetworkKind.Tabular, 398, optimizer: "adamw");
        Assert.Equal(("0.001", "0.01", "he"), (adamw["lr"].Value, adamw["weight-decay"].Value, adamw["initializer"].Value));
    }

    [Fact]
    public void Without_rows_there_are_few() =>
        Assert.Equal(Advice.For(TaskKind.Regression, NetworkKind.Tabular, 10).Suggestions, Advice.For(TaskKind.Regression, NetworkKind.Tabular).Suggestions);

    [Fact]
    public void No_rows_and_unknown_settings_are_refused()
    {
        Assert.Contains("at least one training row", Assert.Throws<ArgumentOutOfRangeException>(() => Advice.For(TaskKind.Binary, NetworkKind.Tabular, 0)).Message);
        Assert.Contains("no setting \"learning-rate\"; known are baseline", Assert.Throws<ArgumentException>(() => Advice.For(TaskKind.Binary, NetworkKind.Tabular)["learning-rate"]).Message);
    }
}
