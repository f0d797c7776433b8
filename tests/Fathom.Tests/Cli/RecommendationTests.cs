using Fathom.Cli;

namespace Fathom.Tests.Cli;

public sealed class RecommendationTests
{
    [Fact]
    public void A_small_table_of_classes_gets_the_handbooks_network()
    {
        Recommendation advice = Recommendation.For(new TrainOptions(), TableTask.Binary, 398, stopsEarly: true);
        Assert.Equal([64, 32], advice.Hidden);
        Assert.Equal([0.3, 0.2], advice.Dropout);
        Assert.Equal(("adam", 0.001, 32, 100), (advice.Optimizer, advice.LearningRate, advice.Batch, advice.Epochs));
    }

    [Theory]
    [InlineData(TableTask.Binary, 300)]
    [InlineData(TableTask.Classification, 20_000)]
    [InlineData(TableTask.Regression, 300)]
    [InlineData(TableTask.Regression, 1_000_000)]
    public void Every_setting_has_a_value_and_a_reason(TableTask task, int rows)
    {
        Recommendation advice = Recommendation.For(new TrainOptions(), task, rows, stopsEarly: true);
        Assert.Equal(["hidden", "activation", "dropout", "optimizer", "lr", "weight-decay", "batch", "epochs", "patience"], advice.Settings.Select(setting => setting.Name));
        Assert.All(advice.Settings, setting => Assert.True(setting.Value.Length > 0 && setting.Reason.Length > 8, setting.ToString()));
    }

    [Fact]
    public void What_the_user_asks_for_wins_and_is_said_to()
    {
        var options = new TrainOptions { Hidden = [5], Dropout = [0.1], LearningRate = 0.5, Batch = int.MaxValue, Optimizer = "sgd", Patience = 0 };
        Recommendation advice = Recommendation.For(options, TableTask.Regression, 300, stopsEarly: true);
        Assert.Equal([5], advice.Hidden);
        Assert.Equal(300, advice.Batch);
        Assert.Equal(["hidden", "dropout", "optimizer", "lr", "batch", "patience"], advice.Settings.Where(setting => setting.Reason == "as asked").Select(setting => setting.Name));
        Assert.Equal("all", advice.Settings.Single(setting => setting.Name == "batch").Value);
    }

    [Fact]
    public void Dropout_fits_the_hidden_layers_that_were_asked_for()
    {
        Assert.Equal(3, Recommendation.For(new TrainOptions { Hidden = [8, 8, 8] }, TableTask.Binary, 300, true).Dropout.Count);
        Assert.Empty(Recommendation.For(new TrainOptions { Hidden = [] }, TableTask.Binary, 300, true).Dropout);
    }

    [Theory]
    [InlineData("plain-word_1.csv", "plain-word_1.csv")]
    [InlineData("two words", "'two words'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("", "''")]
    public void Words_of_the_repeating_command_are_quoted_for_a_shell(string word, string expected) => Assert.Equal(expected, RepeatCommand.Quoted(word));
}
