using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

/// <summary>Settings looked for by successive halving: the same search each time, in one go or resumed, whose best run its command repeats.</summary>
public sealed class SearchCommandTests : IDisposable
{
    private static readonly string[] s_search = ["search", "iris", "--range", "lr=1e-3..1e-1:log", "--range", "hidden=4|8,4", "--runs", "4", "--factor", "2", "--epochs", "4"];

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Trials_are_halved_and_the_best_run_is_what_its_command_gives()
    {
        CliRun run = _folder.Run([.. s_search, "--out", "found", "--json"]).Expect(0);
        Assert.Contains("4 trials of 1 epoch, then 2 trials of 2 epochs, then 1 trial of 4 epochs", run.Out);
        JsonArray results = run.Json["results"]!.AsArray();
        Assert.Equal([1, 1, 1, 1, 2, 2, 4], results.Select(result => (int)result!["epochs"]!));
        int[] first = [.. results.Take(4).OrderBy(result => (double)result!["loss"]!).Take(2).Select(result => (int)result!["trial"]!).Order()];
        Assert.Equal(first, results.Skip(4).Take(2).Select(result => (int)result!["trial"]!));
        Assert.All(results, result => Assert.True(File.Exists(_folder.At($"found/{result!["run"]}/events.jsonl"))));
        Assert.Contains("Validation loss\n", run.Out);
        string best = (string)run.Json["best"]!;
        string command = run.Out.TrimEnd('\n').Split('\n')[^2];
        Assert.Matches(@"^fathom train iris --lr \S+ --hidden \S+ --epochs 4 --seed 42$", command);
        _folder.Run([.. command.Split(' ')[1..], "--out", "alone"]).Expect(0);
        Assert.Equal(File.ReadAllBytes(_folder.At($"found/{best}/model.safetensors")), File.ReadAllBytes(_folder.At("alone/model.safetensors")));
    }

    [Fact]
    public void Stopped_anywhere_and_resumed_it_decides_the_same_and_gives_the_same_bits()
    {
        JsonNode whole = _folder.Run([.. s_search, "--out", "whole", "--json"]).Expect(0).Json;
        using var cancel = new CancellationTokenSource();
        var output = new Watcher(line => { if (line.StartsWith("trial 3,", StringComparison.Ordinal)) cancel.Cancel(); });
        CliRun stopped = _folder.Run(output, cancel.Token, [.. s_search, "--out", "parts", "--json"]).Expect(130);
        Assert.Equal(3, stopped.Json["results"]!.AsArray().Count);
        Assert.Contains("to go on: fathom search --resume parts", stopped.Out);

        // What a killed training leaves is done again.
        Directory.CreateDirectory(_folder.At("parts/trial-004-epochs-1"));
        File.WriteAllText(_folder.At("parts/trial-004-epochs-1/run.json"), "{");
        CliRun resumed = _folder.Run("search", "--resume", "parts", "--json").Expect(0);
        Assert.Contains("3 trainings kept from before", resumed.Out);
        Assert.True(JsonNode.DeepEquals(whole["results"], resumed.Json["results"]));
        string best = (string)whole["best"]!;
        Assert.Equal(File.ReadAllBytes(_folder.At($"whole/{best}/model.safetensors")), File.ReadAllBytes(_folder.At($"parts/{best}/model.safetensors")));
    }

    [Fact]
    public void Another_figure_may_decide_and_larger_is_better_where_it_is()
    {
        CliRun run = _folder.Run([.. s_search, "--by", "accuracy", "--out", "found", "--json"]).Expect(0);
        Assert.Contains("the largest validation accuracy wins", run.Out);
        Assert.All(run.Json["results"]!.AsArray(), result => Assert.Equal(-(double)result!["figure"]!, (double)result["loss"]!));
        Assert.Contains("trials have no figure 'acuracy' for their epochs. Did you mean 'accuracy'?", _folder.Run([.. s_search, "--by", "acuracy", "--out", "other"]).Expect(2).Error);
    }

    [Fact]
    public void A_budget_of_minutes_ends_well_and_can_be_made_longer()
    {
        string[] words = ["search", "iris", "--range", "lr=1e-3..1e-1:log", "--epochs", "3", "--minutes", "0.005", "--out", "found"];
        CliRun run = _folder.Run(words).Expect(0);
        Assert.Contains("more time: fathom search --resume found --minutes 0.005", run.Out);
        double worked = (double)Saved()["seconds"]! / 60;
        _folder.Run("search", "--resume", "found", "--minutes", "0.005").Expect(0);
        Assert.Equal(worked + 0.005, (double)Saved()["minutes"]!, 1e-9);

        JsonNode Saved() => JsonNode.Parse(File.ReadAllText(_folder.At("found/search.json")))!;
    }

    [Fact]
    public void Other_kinds_of_training_are_searched_too()
    {
        CliRun run = _folder.Run("search", "series", "airline", "--range", "hidden=4,8", "--runs", "2", "--epochs", "2", "--out", "found", "--json").Expect(0);
        Assert.Contains("note: nothing is halved", run.Out);
        Assert.Equal(2, run.Json["results"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("has no option --lrr. Did you mean '--lr'?", "--range", "lrr=1..2", "--runs", "4")]
    [InlineData("has no option --bogus", "--range", "lr=1e-3,1e-2", "--runs", "4", "--bogus", "3")]
    [InlineData("the first has to be below the second", "--range", "lr=1e-1..1e-3", "--runs", "4")]
    [InlineData("Begin above 0", "--range", "weight-decay=0..1e-1:log", "--runs", "4")]
    [InlineData("has no value", "--range", "lr=", "--runs", "4")]
    [InlineData("expected a setting and its range", "--range", "lr", "--runs", "4")]
    [InlineData("--dropout is '1.5'", "--range", "dropout=0..1.5", "--runs", "4")]
    [InlineData("the search itself gives trials their epochs", "--range", "epochs=1..5", "--runs", "4")]
    [InlineData("another seed is chance", "--range", "seed=1..5", "--runs", "4")]
    [InlineData("--lr is fixed and searched at once", "--range", "lr=1e-3,1e-2", "--runs", "4", "--lr", "0.1")]
    [InlineData("the setting lr has two ranges", "--range", "lr=1e-3,1e-2", "--range", "lr=1e-3..1", "--runs", "4")]
    [InlineData("needs a budget", "--range", "lr=1e-3,1e-2")]
    [InlineData("are two budgets", "--range", "lr=1e-3,1e-2", "--runs", "4", "--minutes", "1")]
    [InlineData("--runs is '1'; expected a whole number from 2", "--range", "lr=1e-3,1e-2", "--runs", "1")]
    [InlineData("needs ranges to look in", "--runs", "4")]
    [InlineData("chooses by the validation part, but there is none", "--range", "lr=1e-3,1e-2", "--runs", "4", "--validation", "0")]
    [InlineData("trains each trial once: --seeds", "--range", "lr=1e-3,1e-2", "--runs", "4", "--seeds", "2")]
    public void Wrong_use_is_answered_before_anything_is_trained(string message, params string[] words)
    {
        Assert.Contains(message, _folder.Run(["search", "iris", .. words, "--out", "found"]).Expect(2).Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(_folder.At("found")));
    }

    [Fact]
    public void A_directory_that_is_no_search_or_was_altered_is_refused()
    {
        Directory.CreateDirectory(_folder.At("empty"));
        Assert.Contains("is no search: it holds no search.json", _folder.Run("search", "--resume", "empty").Expect(2).Error);
        _folder.Run([.. s_search, "--out", "found"]).Expect(0);
        string file = _folder.At("found/search.json"), text = File.ReadAllText(file);
        Assert.Contains("--resume takes everything from its directory, so --runs has nothing to say", _folder.Run("search", "--resume", "found", "--runs", "9").Expect(2).Error);
        Assert.Contains("has a budget of 4 settings", _folder.Run("search", "--resume", "found", "--minutes", "9").Expect(2).Error);
        Assert.Contains("exists and is not empty", _folder.Run([.. s_search, "--out", "found"]).Expect(2).Error);
        File.WriteAllText(file, text.Replace("\"trial\":2", "\"trial\":3", StringComparison.Ordinal));
        Assert.Contains("result 2 is not the one that this search would ask for", _folder.Run("search", "--resume", "found").Expect(2).Error);
        File.WriteAllText(file, text[..40]);
        Assert.Contains("search.json: line 1, byte ", _folder.Run("search", "--resume", "found").Expect(2).Error);
    }

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
