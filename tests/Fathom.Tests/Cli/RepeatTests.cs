using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

/// <summary>Trainings with several seeds or fold by fold: each run is the one a training of its own would be, and the figures are those of all.</summary>
public sealed class RepeatTests : IDisposable
{
    private static readonly string[] s_train = ["train", "iris", "--epochs", "4", "--lr", "0.01"];

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_seed_is_bit_for_bit_the_run_of_that_seed_alone()
    {
        CliRun run = _folder.Run([.. s_train, "--seeds", "3", "--seed", "7", "--out", "all", "--json"]).Expect(0);
        _folder.Run([.. s_train, "--seed", "8", "--out", "alone"]).Expect(0);
        Assert.Equal(File.ReadAllBytes(_folder.At("alone/model.safetensors")), File.ReadAllBytes(_folder.At("all/seed-8/model.safetensors")));
        Assert.Equal(["seed-7", "seed-8", "seed-9"], Members(run));
        double[] values = [.. run.Json["members"]!.AsArray().Select(member => (double)member!["test"]!["accuracy"]!)];
        JsonNode figure = run.Json["figures"]!["accuracy"]!;
        Assert.Equal(MeanInterval.Of(values).Mean, (double)figure["mean"]!);
        Assert.Equal(MeanInterval.Of(values).HalfWidth, (double)figure["half_width"]!);
        Assert.Matches(@"\naccuracy \S+ ± \S+ over 3 seeds\n", run.Out);
        Assert.Contains("none of the runs is chosen for use", run.Out);
        Assert.Equal((string?)run.Json["headline"], (string?)JsonNode.Parse(File.ReadAllText(_folder.At("all/summary.json")))!["headline"]);
        Assert.Contains("over 3 seeds", File.ReadAllText(_folder.At("all/report.html")));
        _folder.Run("evaluate", "all/seed-9", "iris").Expect(2);
        _folder.Run("summary", "all/seed-9").Expect(0);
    }

    [Fact]
    public void A_members_own_command_repeats_it()
    {
        _folder.Run([.. s_train, "--folds", "3", "--out", "all"]).Expect(0);
        string command = (string)JsonNode.Parse(File.ReadAllText(_folder.At("all/fold-2/run.json")))!["command"]!;
        Assert.Equal("fathom train iris --epochs 4 --lr 0.01 --fold 2/3 --seed 42", command);
        _folder.Run([.. command.Split(' ')[1..], "--out", "alone"]).Expect(0);
        Assert.Equal(File.ReadAllBytes(_folder.At("alone/model.safetensors")), File.ReadAllBytes(_folder.At("all/fold-2/model.safetensors")));
    }

    [Fact]
    public void Folds_test_every_row_once_and_fit_what_is_fitted_on_their_training_part()
    {
        string data = _folder.WriteClasses(rows: 60);
        CliRun run = _folder.Run("train", data, "--target", "label", "--epochs", "2", "--folds", "4", "--out", "all", "--json").Expect(0);
        JsonNode[] runs = [.. Enumerable.Range(1, 4).Select(fold => JsonNode.Parse(File.ReadAllText(_folder.At($"all/fold-{fold}/run.json")))!)];
        Assert.Equal(60, runs.Sum(one => (int)one["data"]!["test"]!));
        Assert.All(runs, one => Assert.Equal(60, (int)one["data"]!["train"]! + (int)one["data"]!["validation"]! + (int)one["data"]!["test"]!));
        Assert.Equal(["1/4", "2/4", "3/4", "4/4"], runs.Select(one => (string?)one["settings"]!["fold"]));

        // The scale of a column is that of the fold's own training rows, so it differs from fold to fold.
        string[] preprocessing = [.. Enumerable.Range(1, 4).Select(fold => ModelFile.Load(_folder.At($"all/fold-{fold}/model.safetensors")).Texts["preprocessing"])];
        Assert.Equal(4, preprocessing.Distinct().Count());
        Assert.Contains("it is too narrow", run.Out);
    }

    [Fact]
    public void Interrupted_it_keeps_what_is_done_and_the_same_words_train_the_rest()
    {
        using var cancel = new CancellationTokenSource();
        var output = new Watcher(line => { if (line.StartsWith("seed-43:", StringComparison.Ordinal)) cancel.Cancel(); });
        string[] words = [.. s_train, "--seeds", "4", "--out", "all", "--json"];
        CliRun first = _folder.Run(output, cancel.Token, words).Expect(130);
        Assert.Equal(["seed-42", "seed-43"], Members(first));
        Assert.Contains("keep what is finished and train the rest", first.Out);
        DateTime written = File.GetLastWriteTimeUtc(_folder.At("all/seed-43/model.safetensors"));

        // As a killed run leaves it.
        Directory.CreateDirectory(_folder.At("all/seed-44"));
        File.WriteAllText(_folder.At("all/seed-44/run.json"), "{\"na");
        CliRun second = _folder.Run(words).Expect(0);
        Assert.Equal(4, Members(second).Count());
        Assert.Contains("\nseed-43: kept from before\n", second.Out);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.At("all/seed-43/model.safetensors")));
        CliRun whole = _folder.Run([.. s_train, "--seeds", "4", "--out", "whole", "--json"]).Expect(0);
        Assert.Equal((double)whole.Json["figures"]!["loss"]!["mean"]!, (double)second.Json["figures"]!["loss"]!["mean"]!);
    }

    [Fact]
    public void A_run_that_fails_is_kept_out_of_the_figures_and_said()
    {
        CliRun run = _folder.Run("train", "iris", "--optimizer", "sgd", "--lr", "1e30", "--seeds", "2", "--out", "all").Expect(1);
        Assert.Contains("No run came to its end, so there are no figures.", run.Out);
        Assert.Contains("fathom: seed-42: ", run.Error);
    }

    [Fact]
    public void Images_texts_and_series_are_repeated_by_seed_and_say_why_they_have_no_folds()
    {
        CliRun run = _folder.Run("train", "series", "airline", "--epochs", "2", "--seeds", "2", "--out", "series", "--json").Expect(0);
        Assert.Matches(@"\n\S*rmse \S+ ± \S+ over 2 seeds\n", run.Out);
        Assert.Contains("knows no --folds: a series is split by time", _folder.Run("train", "series", "airline", "--folds", "3").Expect(2).Error);
        Assert.Contains("knows no --folds: a text is split by position", _folder.Run("train", "text", "x.txt", "--folds", "3").Expect(2).Error);
        Assert.Contains("knows no --folds: the set has a test part of its own", _folder.Run("train", "mnist", "--folds", "3").Expect(2).Error);
        Assert.Contains("knows no --fold: images are split once", _folder.Run("train", "digits", "--model", "mlp", "--fold", "1/3").Expect(2).Error);
    }

    [Theory]
    [InlineData("--seeds is '1'; expected a whole number from 2 to 1000", "--seeds", "1")]
    [InlineData("--folds is 'x'", "--folds", "x")]
    [InlineData("--fold is '6/5'", "--fold", "6/5")]
    [InlineData("--seeds and --folds contradict each other", "--seeds", "2", "--folds", "2")]
    [InlineData("--folds tests every row once, so --test has nothing to say", "--folds", "3", "--test", "0.2")]
    [InlineData("--folds of 2 and --validation 0.6 leave nothing to train on", "--folds", "2", "--validation", "0.6")]
    [InlineData("would go beyond the largest seed", "--seeds", "3", "--seed", "18446744073709551614")]
    [InlineData("the class 'setosa' has 50 rows, fewer than 60 folds", "--folds", "60")]
    public void Wrong_use_is_answered_before_anything_is_trained(string message, params string[] words)
    {
        Assert.Contains(message, _folder.Run(["train", "iris", .. words, "--out", "all"]).Expect(2).Error);
        Assert.False(Directory.Exists(_folder.At("all")));
    }

    [Fact]
    public void Another_command_or_changed_data_do_not_go_on_in_the_same_directory()
    {
        string data = _folder.WriteClasses(rows: 60);
        string[] words = ["train", data, "--target", "label", "--epochs", "2", "--seeds", "2", "--out", "all"];
        _folder.Run(words).Expect(0);
        Assert.Contains("holds the runs of other words: fathom train classes.csv --target label --epochs 2 --seeds 2.", _folder.Run([.. words, "--lr", "0.1"]).Expect(2).Error);
        _folder.WriteClasses(rows: 70);
        Assert.Contains("the data have changed since seed-42 was trained", _folder.Run(words).Expect(2).Error);
        Assert.Contains("holds several runs and no model.safetensors of its own. Name one of them", _folder.Run("predict", "all", data).Expect(2).Error);
        Directory.CreateDirectory(_folder.At("used"));
        File.WriteAllText(_folder.At("used/x"), "");
        Assert.Contains("exists and is not empty", _folder.Run("train", "iris", "--seeds", "2", "--out", "used").Expect(2).Error);
    }

    private static IEnumerable<string?> Members(CliRun run) => run.Json["members"]!.AsArray().Select(member => (string?)member!["run"]);

    private sealed class Watcher(Action<string> watch) : StringWriter
    {
        public override string NewLine => "\n";

        public override void WriteLine(string? value)
        {
            watch(value ?? "");
            base.WriteLine(value);
        }
    }
}
