using System.Text;
using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("doctor --quick --json")]
    [InlineData("doctor iris --quick --json")]
    public void A_healthy_task_ends_with_code_0(string words)
    {
        CliRun run = _folder.Run(words.Split(' ')).Expect(0);
        Assert.Contains("learning ten rows by heart", run.Out);
        Assert.True((bool)run.Json["healthy"]!);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public void A_healthy_file_ends_with_code_0_and_the_command_that_trains() =>
        Assert.Contains("train: fathom train values.csv --target price", _folder.Run("doctor", _folder.WriteValues(), "--target", "price", "--quick").Expect(0).Out);

    [Fact]
    public void A_column_that_gives_the_target_away_and_others_that_say_nothing_are_found()
    {
        var text = new StringBuilder("id,a,b,same,copy,label\n");
        var rng = new Rng(1);
        for (int i = 0; i < 200; i++)
        {
            (double a, double b) = (rng.NextDouble(), rng.NextDouble());
            text.Append(FormattableString.Invariant($"{1000 + i},{a:0.000},{b:0.000},7,{(a + b > 1 ? "yes" : "no")},{(a + b > 1 ? "good" : "bad")}\n"));
        }

        CliRun run = _folder.Run("doctor", _folder.Write("leak.csv", text.ToString()), "--target", "label", "--quick", "--json").Expect(3);
        Assert.Equal(["leaking-column", "identifier-column", "constant-column"], Ids(run));
        Assert.Equal("copy", (string)run.Json["findings"]![0]!["place"]!);
        foreach (string part in (string[])["1. warning leaking-column", "seen by", "why", "handbook", "change", "expect"])
            Assert.Contains(part, run.Out);
    }

    [Fact]
    public void Labels_that_have_nothing_to_do_with_their_rows_are_found()
    {
        var text = new StringBuilder("a,b,c,label\n");
        var rng = new Rng(1);
        for (int i = 0; i < 300; i++)
            text.Append(FormattableString.Invariant($"{rng.NextDouble():0.000},{rng.NextDouble():0.000},{rng.NextDouble():0.000},{(rng.NextDouble() > 0.5 ? "x" : "y")}\n"));
        Assert.Contains(Ids(_folder.Run("doctor", _folder.Write("noise.csv", text.ToString()), "--target", "label", "--minutes", "1", "--epochs", "20", "--json").Expect(3))[0], (string[])["loss-at-chance", "labels-do-not-generalize"]);
    }

    [Theory]
    [InlineData("--lr 3", "rate-too-high")]
    [InlineData("--lr 1e-7", "rate-too-low")]
    [InlineData("--clip 1e-5", "always-clipped")]
    public void A_setting_far_off_is_the_first_finding(string setting, string id) =>
        Assert.Equal(id, Ids(_folder.Run(["doctor", "iris", "--minutes", "1", "--epochs", "20", "--json", .. setting.Split(' ')]).Expect(3))[0]);

    [Fact]
    public void A_run_is_examined_by_what_it_recorded()
    {
        string good = _folder.Train("iris", "--epochs", "20");
        Assert.Contains("20 epochs", _folder.Run("doctor", good).Expect(0).Out);
        string bad = _folder.Train("iris", "--lr", "5", "--epochs", "30");
        string[] found = Ids(_folder.Run("doctor", bad, "--json").Expect(3));
        Assert.Contains(found[0], (string[])["divergence", "rate-too-high"]);
        Assert.Contains("--lr does not go with", _folder.Run("doctor", bad, "--lr", "1").Expect(2).Error);
    }

    [Theory]
    [InlineData("digits", "--model", "cnn", "--limit", "600", "--epochs", "2")]     // plain grounds: all of a pooling window are equal
    [InlineData("series", "airline", "--epochs", "8", "--members", "2")]
    public void Runs_of_every_kind_get_the_whole_examination(string data, params string[] words)
    {
        string run = _folder.Train(data, words);
        CliRun told = _folder.Run("doctor", run, "--minutes", "1").Expect(0);
        foreach (string part in (string[])["checking gradients", "learning ten rows by heart", "trying learning rates", "what was recorded of"])
            Assert.Contains(part, told.Out);
        Assert.DoesNotContain("Time was short", told.Out);
    }

    [Fact]
    public void A_broken_run_is_examined_too()
    {
        string run = _folder.Train("iris", "--epochs", "8", "--lr", "3");
        string[] lines = File.ReadAllLines(_folder.At($"{run}/events.jsonl"));
        File.WriteAllText(_folder.At($"{run}/events.jsonl"), string.Join("\n", lines[..^2]) + "\n" + lines[^2][..20]);
        JsonObject settings = JsonNode.Parse(File.ReadAllText(_folder.At($"{run}/run.json")))!.AsObject();
        settings.Remove("results");
        File.WriteAllText(_folder.At($"{run}/run.json"), settings.ToJsonString());
        File.Delete(_folder.At($"{run}/model.safetensors"));
        Assert.Contains("broken off", _folder.Run("doctor", run).Expect(3).Out);
    }

    [Fact]
    public void Watched_or_not_training_ends_with_the_same_file()
    {
        string alone = _folder.Train("iris", "--epochs", "5"), watched = _folder.Train("iris", "--epochs", "5", "--doctor");
        Assert.Equal(File.ReadAllBytes(_folder.At($"{alone}/model.safetensors")), File.ReadAllBytes(_folder.At($"{watched}/model.safetensors")));
    }

    [Fact]
    public void Live_a_finding_is_said_when_it_appears_and_stands_in_the_events_and_at_the_end()
    {
        CliRun run = _folder.Run("train", "iris", "--lr", "5", "--epochs", "20", "--doctor", "--out", "r", "--json").Expect(0);
        Assert.Contains("learning-rate: ", run.Out);
        Assert.Contains("\nDoctor\n", run.Out);
        Assert.Contains("learning-rate", Ids(run));
        JsonObject[] events = [.. EventLog.Read(_folder.At("r/events.jsonl")).Where(line => (string)line["event"]! == "finding")];
        Assert.Contains(events, line => (string)line["id"]! == "learning-rate");
        Assert.Equal(events.Length, events.Select(line => ((string)line["id"]!, (string)line["place"]!)).Distinct().Count());
        Assert.Equal(["event", "time", "id", "weight", "what", "evidence", "why", "page", "change", "effect", "place"], events[0].Select(pair => pair.Key));
        Assert.NotEmpty(RunRecord.Load(_folder.At("r")).Findings);
    }

    [Fact]
    public void Every_fault_is_listed()
    {
        CliRun run = _folder.Run("doctor", "--list", "--json").Expect(0);
        Assert.All(Doctor.Faults, fault => Assert.Contains(fault.Id, run.Out));
        Assert.Equal(Doctor.Faults.Count, run.Json["faults"]!.AsArray().Count);
    }

    [Fact]
    public void Stopped_by_Ctrl_C_it_ends_with_130() =>
        Assert.Equal(130, _folder.Run(new StringWriter(), new CancellationToken(canceled: true), "doctor").Code);

    [Theory]
    [InlineData("nothing.csv", "no such file")]
    [InlineData("nothing", "neither a built-in set nor a file")]
    [InlineData("--minutes 0", "--minutes is '0'; expected a number of minutes above 0")]
    [InlineData("--minutes 1 --quick", "both say how long")]
    [InlineData("empty", "is no run")]
    [InlineData("iris --epochs 0", "--epochs is '0'")]
    [InlineData("--hiden 3", "no option --hiden")]
    public void Wrong_use_gets_a_sentence_and_code_2(string words, string expected)
    {
        Directory.CreateDirectory(_folder.At("empty"));
        Assert.Contains(expected, _folder.Run(["doctor", .. words.Split(' ')]).Expect(2).Error);
    }

    private static string[] Ids(CliRun run) => [.. run.Json["findings"]!.AsArray().Select(finding => (string)finding!["id"]!)];
}
