namespace Fathom.Tests.Cli;

/// <summary>Trainings that are tried, and trainings on a part of the rows or of the time.</summary>
public sealed class TrialTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train iris", "32 rows (loss", "15 rows of the validation part", "30 rows of the test part")]
    [InlineData("train digits --hidden 8 --batch 50 --validation 0", "50 rows (loss", "everything works", "64 rows of the test part")]
    [InlineData("train images idx --model cnn", "of the validation part", "10 images of the test part", "one step on 32 images")]
    [InlineData("train series airline", "months (loss", "of the validation part", "of the test part")]
    public void A_fast_run_tries_everything_and_writes_nothing(string words, params string[] expected)
    {
        ImageData.WriteFolders(_folder, "idx");
        CliRun run = _folder.Run([.. words.Split(' '), "--fast-dev-run"]).Expect(0);
        Assert.All(expected, text => Assert.Contains(text, run.Out));
        Assert.Contains("OK: everything works. Nothing was written.", run.Out);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_fast_run_of_a_text()
    {
        _folder.Write("text.txt", string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog. ", 60)));
        Assert.Contains("OK: everything works", _folder.Run("train", "text", "text.txt", "--context", "16", "--fast-dev-run").Expect(0).Out);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_fast_run_finds_what_would_fail_later()
    {
        CliRun run = _folder.Run("train", "iris", "--optimizer", "sgd", "--lr", "1e30", "--fast-dev-run").Expect(1);
        Assert.Contains("epoch 1, step 1", run.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Batches_are_learned_by_heart_and_that_is_said()
    {
        CliRun run = _folder.Run("train", "iris", "--overfit-batches", "2", "--batch", "10", "--dropout", "0", "--json").Expect(0);
        Assert.Contains("Learning 2 batches of 20 rows by heart", run.Out);
        Assert.Contains("OK: the network learned them by heart in", run.Out);
        Assert.True((bool)run.Json["learned"]!);
        Assert.Equal(20, (int)run.Json["rows"]!);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Batches_that_are_not_learned_give_code_3_and_advice()
    {
        CliRun run = _folder.Run("train", "iris", "--overfit-batches", "1", "--epochs", "3", "--lr", "1e-6").Expect(3);
        Assert.Contains("Not there: after 3 epochs the loss is", run.Out);
        Assert.Contains("Try a learning rate ten times larger", run.Out);
    }

    [Fact]
    public void Trained_on_the_same_batches_the_loss_is_the_same_each_time() =>
        Assert.Equal(
            _folder.Run("train", "iris", "--overfit-batches", "1", "--epochs", "9", "--json").LastLine,
            _folder.Run("train", "iris", "--overfit-batches", "1", "--epochs", "9", "--json", "--threads", "1").LastLine);

    [Theory]
    [InlineData("0.2", 21)]
    [InlineData("30", 30)]
    [InlineData("1000", 105)]
    public void A_part_of_the_training_rows_keeps_its_classes(string limit, int rows)
    {
        CliRun run = _folder.Run("train", "iris", "--limit-train", limit, "--epochs", "1", "--out", "run").Expect(0);
        Assert.Contains($"{rows} rows to train", run.Out);
        Assert.Contains("limit-train", run.Out);
        Assert.Contains(rows < 105 ? "virginica" : "iris", run.Out);
    }

    [Theory]
    [InlineData("train images shapes --model mlp")]
    [InlineData("train series airline")]
    public void Every_kind_takes_a_part(string words)
    {
        ImageData.WriteFolders(_folder, "shapes");
        string Train(string folder, params string[] more) => _folder.Run([.. words.Split(' '), "--epochs", "1", "--out", folder, .. more]).Expect(0).Out;
        Train("all");
        Train("some", "--limit-train", "0.5", "--limit-validation", "5");
        Assert.NotEqual(File.ReadAllBytes(_folder.At("all/model.safetensors")), File.ReadAllBytes(_folder.At("some/model.safetensors")));
    }

    [Fact]
    public void Limits_are_read_strictly()
    {
        foreach ((string[] words, string text) in new (string[], string)[]
        {
            (["--limit-train", "0"], "--limit-train is '0'; expected a share above 0 and below 1, or a number of rows"),
            (["--limit-validation", "-3"], "--limit-validation is '-3'"),
            (["--time-limit", "10"], "--time-limit is '10'; expected a time above 0"),
            (["--time-limit", "0s"], "--time-limit is '0s'"),
            (["--overfit-batches", "0"], "--overfit-batches is '0'"),
            (["--overfit-batches", "1", "--fast-dev-run"], "Leave one of them out"),
            (["--fast-dev-run", "--out", "run"], "--fast-dev-run writes nothing, so --out run would stay empty"),
        })
            Assert.Contains(text, _folder.Run(["train", "iris", .. words]).Expect(2).Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_time_limit_ends_training_saves_and_is_no_failure()
    {
        CliRun run = _folder.Run("train", "iris", "--epochs", "1000000", "--patience", "0", "--time-limit", "0.3s", "--out", "run").Expect(0);
        Assert.Contains("as its time was over; the weights are those of epoch", run.Out);
        Assert.Contains("\"stopped\": \"time limit\"", File.ReadAllText(_folder.At("run/run.json")));
    }
}
