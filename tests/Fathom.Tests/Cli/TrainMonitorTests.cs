using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

/// <summary>L6: what <c>fathom train</c> writes of how the training does.</summary>
public sealed class TrainMonitorTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new string[0], new[] { 4, 8, 12 })]
    [InlineData(new[] { "--monitor-every", "5" }, new[] { 4, 5, 8, 10, 12 })]
    [InlineData(new[] { "--no-monitor" }, new int[0])]
    public void Samples_are_events(string[] words, int[] steps)
    {
        _folder.Run(["train", "iris", "--epochs", "3", "--batch", "32", "--out", "run", .. words]).Expect(0);
        JsonNode[] samples = Samples("run");
        Assert.Equal(steps, samples.Select(sample => (int)sample["step"]!));
        Assert.All(samples, sample => Assert.Equal((int)sample["step"]! % 4 == 0, sample["layers"]![0]!["weights"] is not null));
        Assert.All(samples, sample => Assert.True((double)sample["layers"]![0]!["update_ratio"]! > 0));
    }

    [Fact]
    public void The_model_is_the_same_however_it_is_watched()
    {
        _folder.Run("train", "iris", "--epochs", "3", "--out", "a").Expect(0);
        _folder.Run("train", "iris", "--epochs", "3", "--out", "b", "--no-monitor").Expect(0);
        _folder.Run("train", "iris", "--epochs", "3", "--out", "c", "--monitor-every", "1").Expect(0);
        byte[] model = Model("a");
        Assert.Equal(model, Model("b"));
        Assert.Equal(model, Model("c"));

        byte[] Model(string run) => File.ReadAllBytes(_folder.At(Path.Combine(run, "model.safetensors")));
    }

    [Fact]
    public void A_text_is_watched_too()
    {
        _folder.Write("text.txt", string.Concat(Enumerable.Repeat("to be or not to be, that is the question. ", 60)));
        _folder.Run("train", "text", "text.txt", "--model", "lstm", "--epochs", "1", "--context", "16", "--width", "16", "--out", "run").Expect(0);
        JsonNode sample = Assert.Single(Samples("run").TakeLast(1));
        Assert.Contains(sample["layers"]!.AsArray(), layer => (string)layer!["kind"]! == "LSTM" && layer["saturated_share"] is not null && (double)layer["gradient_norm"]! > 0);
    }

    [Theory]
    [InlineData("Conv2d", "train", "digits", "--model", "cnn", "--epochs", "1")]
    [InlineData("Linear", "train", "series", "airline", "--epochs", "1")]
    public void Pictures_and_series_are_watched_too(string kind, params string[] words)
    {
        _folder.Run([.. words, "--out", "run"]).Expect(0);
        JsonNode[] samples = Samples("run");
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Contains(sample["layers"]!.AsArray(), layer => (string)layer!["kind"]! == kind && layer["activation_mean"] is not null && (double)layer["update_ratio"]! > 0));
    }

    [Fact]
    public void Asking_for_both_is_refused()
    {
        CliRun run = _folder.Run("train", "iris", "--no-monitor", "--monitor-every", "5").Expect(2);
        Assert.Equal("fathom: --monitor-every says how often to sample, --no-monitor not to sample at all. Leave one of them out.\n", run.Error);
        Assert.Contains("--monitor-every is '0'", _folder.Run("train", "iris", "--monitor-every", "0").Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_goes_to_TensorBoard()
    {
        _folder.Run("train", "iris", "--epochs", "2", "--out", "run").Expect(0);
        CliRun run = _folder.Run("export-tensorboard", "run", "--out", "boards/first", "--json").Expect(0);
        Assert.StartsWith("2 epochs and 2 samples of the monitor are in boards/first\nlook at them: tensorboard --logdir boards/first\n", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists((string)run.Json["train"]!) && File.Exists((string)run.Json["validation"]!));
        Assert.Equal("fathom: nowhere does not exist. Name the directory of a run, as runs/latest.\n", _folder.Run("export-tensorboard", "nowhere").Expect(2).Error);
        Assert.Contains("needs a run", _folder.Run("export-tensorboard").Expect(2).Error, StringComparison.Ordinal);
        _folder.Write("file", "");
        Assert.Contains("file is a file; event files need a directory", _folder.Run("export-tensorboard", "run", "--out", "file").Expect(1).Error, StringComparison.Ordinal);
    }

    private JsonNode[] Samples(string run) =>
        [.. File.ReadLines(_folder.At(Path.Combine(run, "events.jsonl"))).Select(line => JsonNode.Parse(line)!).Where(line => (string)line["event"]! == "health")];
}
