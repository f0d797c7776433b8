using System.Text.Json.Nodes;
using Fathom.Cli;
using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Cli;

/// <summary><c>fathom train --resume</c>: the model file of a run that was stopped is that of one that was not, byte for byte; what differs is refused.</summary>
[Collection(AloneCollection.Name)]
public sealed class ResumeCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly int _threads = ForkJoin.Threads;
    private readonly Rng _default = Rng.Default;

    public void Dispose()
    {
        ForkJoin.Threads = _threads;
        Rng.Default = _default;
        _folder.Dispose();
    }

    [Theory]
    [InlineData("train iris --epochs 6 --schedule one-cycle --normalization batch --dropout 0.2")]
    [InlineData("train digits --model cnn --augment shift --limit 200 --epochs 3")]
    [InlineData("train text poem.txt --model lstm --width 8 --context 8 --epochs 4 --dropout 0.2")]
    [InlineData("train text poem.txt --model gpt --width 8 --heads 2 --layers 1 --context 8 --steps 30 --batch 4")]
    [InlineData("train series airline --epochs 12 --members 2")]
    public void Stopped_and_resumed_it_comes_to_the_same_file(string command)
    {
        WritePoem();
        string[] words = command.Split(' ');
        _folder.Run([.. words, "--out", "whole", "--threads", "1"]).Expect(0);
        Stop(words, "run", afterLines: 1);
        Assert.True(Directory.Exists(_folder.At("run/checkpoints")));

        CliRun rest = _folder.Run("train", "--resume", "run", "--threads", "2").Expect(0);

        Assert.Contains("run goes on after step", rest.Out);
        Assert.Contains("\nrun: model.safetensors, report.html", rest.Out.ReplaceLineEndings("\n"));
        Assert.Equal(File.ReadAllBytes(_folder.At("whole/model.safetensors")), File.ReadAllBytes(_folder.At("run/model.safetensors")));
        Assert.False(Directory.Exists(_folder.At("run/checkpoints")), "checkpoints nobody asked for go when training is done");
        Assert.True(File.Exists(_folder.At("run/report.html")));
        string[] kinds = [.. EventLog.Read(_folder.At("run/events.jsonl")).Select(line => (string)line["event"]!)];
        Assert.Equal(["start", "checkpoint", "end", "resume", "end"], kinds.Where(kind => kind is not ("epoch" or "health" or "finding")));
        Assert.Equal(RunRecord.Load(_folder.At("whole")).Epochs.Select(epoch => epoch.TrainLoss), RunRecord.Load(_folder.At("run")).Epochs.Select(epoch => epoch.TrainLoss));

        // As a process leaves them that is killed after its last word.
        _folder.Write("run/lock", "");
        _folder.Write("run/report.html.tmp-abcdefgh", "torn");
        CliRun again = _folder.Run("train", "--resume", "run").Expect(0);
        Assert.Contains("run is finished (", again.Out);
        Assert.DoesNotContain(Directory.GetFiles(_folder.At("run")), file => file.EndsWith("lock", StringComparison.Ordinal) || file.Contains(".tmp-", StringComparison.Ordinal));
    }

    [Fact]
    public void The_last_line_after_an_interrupt_says_how_to_go_on()
    {
        CliRun run = Stop(["train", "iris", "--epochs", "500", "--patience", "0"], "my run", afterLines: 1);
        Assert.Equal("resume: fathom train --resume 'my run'", run.LastLine);
        Assert.Contains("Stopped by you", run.Out);
    }

    [Fact]
    public void A_run_that_was_killed_before_its_first_checkpoint_or_while_it_was_saved_is_finished()
    {
        _folder.Run("train", "iris", "--epochs", "3", "--out", "whole").Expect(0);

        // As a process leaves it that is killed after the directory stands.
        Directory.CreateDirectory(_folder.At("early"));
        JsonObject settings = Settings("whole");
        settings.Remove("results");
        settings.Remove("finished");
        _folder.Write("early/run.json", settings.ToJsonString());
        Assert.Contains("early has no checkpoint yet: it begins anew", _folder.Run("train", "--resume", "early").Expect(0).Out);
        Assert.Equal(File.ReadAllBytes(_folder.At("whole/model.safetensors")), File.ReadAllBytes(_folder.At("early/model.safetensors")));

        // Killed behind the last epoch, with everything but the last word.
        settings = Settings("early");
        settings.Remove("finished");
        _folder.Write("early/run.json", settings.ToJsonString());
        File.Delete(_folder.At("early/report.html"));
        File.AppendAllText(_folder.At("early/events.jsonl"), "{\"event\":\"ep");
        _folder.Run("train", "--resume", "early").Expect(0);
        Assert.True(File.Exists(_folder.At("early/report.html")));
        Assert.NotNull(Settings("early")["finished"]);
    }

    [Fact]
    public void What_differs_is_refused_all_at_once()
    {
        string data = _folder.WriteClasses();
        Stop(["train", data, "--target", "label", "--epochs", "400", "--patience", "0", "--seed", "3"], "run", afterLines: 1);
        byte[] before = File.ReadAllBytes(_folder.At("run/run.json"));

        Refused("--epochs 9 (it began with 400)", "--epochs", "9", "--lr", "0.5");
        Refused("--lr 0.5 (it began without)", "--epochs", "9", "--lr", "0.5");
        Refused("--seed 4 (it began with 3)", "--seed=4");
        Refused("fathom train series (it began as fathom train)", "series", "airline");
        Refused("iris (it began with classes.csv)", "iris");
        Refused("no option --epoch. Did you mean '--epochs'?", "--epoch", "9");
        Assert.Contains("needs the directory of a run", _folder.Run("train", "--resume").Expect(2).Error);
        Assert.Contains("more than once", _folder.Run("train", "--resume", "run", "--resume=run").Expect(2).Error);

        File.AppendAllText(_folder.At(data), "0.5,0.5,red,good\n");
        Refused("run cannot go on to the same result, as it began with something else: data: sha256 was ");
        Refused("data: rows was 120, is now 121");
        Assert.Equal(before, File.ReadAllBytes(_folder.At("run/run.json")));

        JsonObject settings = Settings("run");
        settings["versions"]!["fathom"] = "0.0.9";
        _folder.WriteClasses();
        _folder.Write("run/run.json", settings.ToJsonString());
        Refused("Fathom was \"0.0.9\", is now");
    }

    [Fact]
    public void What_does_not_change_the_result_may_be_given_anew()
    {
        Stop(["train", "iris", "--epochs", "30", "--patience", "0"], "run", afterLines: 1);
        CliRun run = _folder.Run("train", "--resume", "run", "--epochs", "30", "--json", "--threads", "1", "--checkpoint-every", "20", "--keep-checkpoints", "3").Expect(0);
        Assert.Equal(30, (int)run.Json["epochs"]!);
        Assert.Equal(3, Directory.GetFiles(_folder.At("run/checkpoints")).Length);
    }

    [Fact]
    public void Checkpoints_that_were_asked_for_stay_and_the_latest_run_is_found()
    {
        _folder.Run("train", "iris", "--epochs", "4", "--checkpoint-every", "5").Expect(0);
        Assert.Equal(["step-000010.safetensors", "step-000015.safetensors"], Directory.GetFiles(_folder.At("runs/latest/checkpoints")).Select(Path.GetFileName).Order());
        Assert.Contains("runs/latest is finished", _folder.Run("train", "--resume", "runs/latest").Expect(0).Out);
    }

    [Fact]
    public void One_process_at_a_time_works_on_a_run()
    {
        Stop(["train", "iris", "--epochs", "30", "--patience", "0"], "run", afterLines: 1);
        using (RunDirectory.Open(_folder.At("run")).Lock())
            Assert.Contains("another training is at work in this folder", _folder.Run("train", "--resume", "run").Expect(1).Error);
        _folder.Run("train", "--resume", "run").Expect(0);
        Assert.DoesNotContain("lock", Directory.GetFiles(_folder.At("run")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over_in_words()
    {
        Stop(["train", "iris", "--epochs", "200", "--patience", "0", "--checkpoint-every", "2"], "run", afterLines: 1);
        string newest = Directory.GetFiles(_folder.At("run/checkpoints")).Max()!;
        File.WriteAllBytes(newest, File.ReadAllBytes(newest)[..^5]);
        CliRun run = _folder.Run("train", "--resume", "run").Expect(0);
        Assert.Contains("fathom: warning: a checkpoint cannot be used: ", run.Error);
        Assert.Contains("going on from the checkpoint before", run.Error);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_stops_training_and_names_the_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "takes the folder away from under the process");
        // A file where the folder must be.
        var output = new Watcher(line =>
        {
            if (line.StartsWith("epoch", StringComparison.Ordinal) && Directory.Exists(_folder.At("run/checkpoints")))
                Directory.Delete(_folder.At("run/checkpoints"), recursive: true);
        });
        CliRun run = _folder.Run(output, TestContext.Current.CancellationToken, "train", "iris", "--epochs", "60", "--patience", "0", "--out", "run", "--checkpoint-every", "3").Expect(1);
        Assert.Contains("run/checkpoints/step-0000", run.Error);
        Assert.Contains("so training stopped", run.Error);
        Assert.Contains("fathom train --resume ", run.Error);
        Assert.NotNull(Settings("run")["arguments"]);       // the run is there, and begins anew
        _folder.Run("train", "--resume", "run").Expect(0);
    }

    private CliRun Stop(string[] words, string run, int afterLines)
    {
        using var cancel = new CancellationTokenSource();
        int lines = 0;
        var output = new Watcher(line =>
        {
            if (line.StartsWith("epoch", StringComparison.Ordinal) && ++lines == afterLines)
                cancel.Cancel();
        });
        return _folder.Run(output, cancel.Token, [.. words, "--out", run]).Expect(130);
    }

    private void Refused(string text, params string[] words)
    {
        CliRun run = _folder.Run(["train", .. words, "--resume", "run"]).Expect(2);
        Assert.Contains(text, run.Error);
        Assert.Equal("", run.Out);
    }

    private JsonObject Settings(string run) => (JsonObject)JsonNode.Parse(File.ReadAllText(_folder.At($"{run}/run.json")))!;

    private void WritePoem() => _folder.Write("poem.txt", string.Concat(Enumerable.Range(0, 40).Select(i => $"roses are red, violets are {i}; ")));

    /// <summary>Collects text and shows every line to a watcher.</summary>
    private sealed class Watcher(Action<string> watch) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            watch(value ?? "");
            base.WriteLine(value);
        }
    }
}
