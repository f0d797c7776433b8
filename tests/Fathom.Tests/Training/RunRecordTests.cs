namespace Fathom.Tests.Training;

/// <summary>A run is read as its files tell of it, however long, torn or resumed.</summary>
public sealed class RunRecordTests : IDisposable
{
    private readonly RunFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Settings_epochs_health_and_findings_are_read()
    {
        string path = _files.Write("a", """{"name":"iris","created":"2026-11-21T22:06:58Z","settings":{"lr":"0.1"},"results":{"stopped":"early stopping","best_epoch":2,"seconds":1.5}}""",
            RunFiles.Event("start", "\"rows\":105"),
            RunFiles.Epoch(1, 1.5, 1.25),
            RunFiles.Event("health", """ "step":4,"epoch":1,"loss":1.5,"learning_rate":0.1,"gradient_norm":2.5,"clipped_share":0.5,"rows_per_second":100,"data_wait":0.25,"layers":[{"name":"0","kind":"Linear","gradient_norm":2.5,"weight_norm":3,"update_ratio":0.001,"activation_mean":0,"activation_deviation":1,"dead_share":null,"saturated_share":null,"weights":{"min":-1,"max":1,"counts":[1,2,3],"not_finite":4}}] """),
            RunFiles.Event("new-kind", "\"x\":[1,{\"y\":2}]"),
            RunFiles.Event("finding", """ "id":"constant-column","weight":"warning","what":"a","evidence":"b","why":"c","page":"K4","change":"d","effect":"e","place":"age" """),
            RunFiles.Epoch(2, 1.0, 0.75),
            RunFiles.Event("end", "\"reason\":\"early stopping\",\"best_epoch\":2"));
        RunRecord run = RunRecord.Load(path);
        Assert.Equal(("iris", "a", path), (run.Name, run.DirectoryName, run.Path));
        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Equal("early stopping", run.EndReason);
        Assert.Equal("0.1", (string?)run.Settings["settings"]!["lr"]);
        Assert.Equal(TimeSpan.FromSeconds(1.5), run.Time);
        Assert.Equal([1, 2], run.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal((1.5, 1.25, 0.5, 0.1, 0.25), (run.Epochs[0].TrainLoss, run.Epochs[0].ValidationLoss, run.Epochs[0].Metrics["accuracy"], run.Epochs[0].LearningRate, run.Epochs[0].Time.TotalSeconds));
        Assert.Equal(2, run.Best?.Epoch);
        Health health = Assert.Single(run.Health);
        Assert.Equal((4, 1, 1.5, 2.5, 0.5, 100, 0.25), (health.Step, health.Epoch, health.Loss, health.GradientNorm, health.ClippedShare, health.RowsPerSecond, health.DataWait));
        LayerHealth layer = Assert.Single(health.Layers);
        Assert.Equal(("0", "Linear", 0.001, null), (layer.Name, layer.Kind, layer.UpdateRatio, layer.DeadShare));
        Assert.Equal([1, 2, 3], layer.Weights!.Counts);
        Assert.Equal((-1, 1, 4), (layer.Weights.Minimum, layer.Weights.Maximum, layer.Weights.NotFinite));
        Assert.Null(layer.Gradients);
        Finding finding = Assert.Single(run.Findings);
        Assert.Equal(("constant-column", FindingWeight.Warning, "age", "K4"), (finding.Id, finding.Weight, finding.Place, finding.Page));
    }

    [Fact]
    public void A_line_torn_at_any_byte_is_passed_over_at_the_end_and_in_the_middle()
    {
        string whole = RunFiles.Epoch(2, 1.0, 0.75);
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _files.Write("torn", "{}", RunFiles.Epoch(1, 2.0), whole[..length], RunFiles.Health(7), RunFiles.Epoch(2, 0.5, 0.25), whole[..length]);
            RunRecord run = RunRecord.Load(path);
            Assert.Equal([2.0, 0.5], run.Epochs.Select(epoch => epoch.TrainLoss));
            Assert.Single(run.Health);
        }
    }

    [Fact]
    public void What_a_resumed_run_computed_again_stands_once_as_computed_last()
    {
        string path = _files.Write("resumed", "{}",
            RunFiles.Epoch(1, 4), RunFiles.Health(10), RunFiles.Health(20), RunFiles.Epoch(2, 0.1), RunFiles.Health(30), RunFiles.Epoch(3, 2), RunFiles.Event("end", "\"reason\":\"cancelled\""),
            RunFiles.Event("resume", "\"step\":15"), RunFiles.Health(20, loss: 9), RunFiles.Epoch(2, 3), RunFiles.Epoch(3, 2.5));
        RunRecord run = RunRecord.Load(path);
        Assert.Equal([4, 3, 2.5], run.Epochs.Select(epoch => epoch.TrainLoss));
        Assert.Equal([10, 20], run.Health.Select(health => health.Step));
        Assert.Equal(9, run.Health[1].Loss);
        Assert.Equal(3, run.Best?.Epoch);
        Assert.Equal(RunStatus.Killed, run.Status);
    }

    /// <summary>No number is less than NaN, so the first of a log, being NaN, must not stand as the best for ever.</summary>
    [Fact]
    public void The_best_of_very_many_epochs_is_kept_though_the_first_is_NaN()
    {
        string path = _files.Write("odd-first", "{}", [RunFiles.Event("epoch", "\"epoch\":1,\"train_loss\":null,\"validation_loss\":null,\"metrics\":{},\"learning_rate\":0.1,\"seconds\":1"), .. Enumerable.Range(2, 9000).Select(epoch => RunFiles.Epoch(epoch, epoch == 4242 ? 0.1 : 1))]);
        Assert.Equal(4242, RunRecord.Load(path).Best?.Epoch);
    }

    [Theory]
    [InlineData("all epochs done", RunStatus.Finished)]
    [InlineData("early stopping", RunStatus.Finished)]
    [InlineData("cancelled", RunStatus.Cancelled)]
    [InlineData("loss not finite", RunStatus.Failed)]
    [InlineData("loss ran away", RunStatus.Failed)]
    [InlineData("time limit", RunStatus.Stopped)]
    public void The_status_follows_the_end(string reason, RunStatus status) =>
        Assert.Equal(status, RunRecord.Load(_files.Write("ended", "{}", RunFiles.Event("end", $"\"reason\":\"{reason}\""))).Status);

    [Fact]
    public void A_run_without_an_end_is_running_while_somebody_writes_it_and_killed_after()
    {
        string path = _files.Write("open", "{}", RunFiles.Epoch(1, 2.0));
        using (new EventLog(Path.Combine(path, "events.jsonl")))
            Assert.Equal(RunStatus.Running, RunRecord.Load(path).Status);
        Assert.Equal(RunStatus.Killed, RunRecord.Load(path).Status);
        File.Delete(Path.Combine(path, "events.jsonl"));
        Assert.Equal(RunStatus.Killed, RunRecord.Load(path).Status);
        Assert.Empty(RunRecord.Load(path).Epochs);
    }

    [Fact]
    public void The_latest_link_leads_to_the_run_itself()
    {
        string path = _files.Write("runs/first", """{"name":"x"}""");
        RunDirectory.Create(_files.At("runs/second")).MarkLatest();
        Assert.SkipWhen(new DirectoryInfo(_files.At("runs/latest")).LinkTarget is null, "This file system or user has no links.");
        Directory.Delete(_files.At("runs/latest"));
        Directory.CreateSymbolicLink(_files.At("runs/latest"), "first");
        Assert.Equal(path, RunRecord.Load(_files.At("runs/latest")).Path);
        Assert.Equal("first", RunRecord.Load(_files.At("runs/latest")).DirectoryName);
    }

    [Fact]
    public void What_is_no_run_is_refused_in_words()
    {
        Directory.CreateDirectory(_files.At("empty"));
        File.WriteAllText(_files.At("file"), "");
        Assert.Contains("does not exist. Name the directory of a run", Assert.Throws<FileNotFoundException>(() => RunRecord.Load(_files.At("none"))).Message);
        Assert.Contains("holds no run.json", Assert.Throws<FileNotFoundException>(() => RunRecord.Load(_files.At("empty"))).Message);
        Assert.Contains("is a file", Assert.Throws<FileNotFoundException>(() => RunRecord.Load(_files.At("file"))).Message);
    }

    [Theory]
    [InlineData("{\n  \"name\": \"x\",\n  \"seed\": 4", "run.json: line 3, byte ")]
    [InlineData("{\"a\":1,\"a\":2}", "run.json: the file is damaged: Duplicate property 'a'")]
    [InlineData("", "run.json: line 1, byte 1: the file is damaged")]
    [InlineData("[1]", "holds no JSON object")]
    public void Damaged_settings_name_file_and_place(string settings, string message) =>
        Assert.Contains(message, Assert.Throws<FileFormatException>(() => RunRecord.Load(_files.Write("damaged", settings))).Message);

    [Fact]
    public void Settings_of_other_types_are_as_if_absent()
    {
        RunRecord run = RunRecord.Load(_files.Write("odd", """{"name":5,"created":[],"results":{"best_epoch":"two","seconds":-1,"stopped":7}}""", RunFiles.Epoch(1, 2.0)));
        Assert.Equal(("odd", 1, TimeSpan.FromSeconds(0.25), null), (run.Name, run.Best?.Epoch, run.Time, run.EndReason));
    }

    [Fact]
    public void Of_many_epochs_the_best_the_last_and_an_even_choice_are_kept()
    {
        string path = _files.Write("many", """{"results":{"best_epoch":7777}}""", Enumerable.Range(1, 20_000).Select(epoch => RunFiles.Epoch(epoch, epoch == 12_345 ? 0.001 : 1)));
        RunRecord run = RunRecord.Load(path);
        Assert.InRange(run.Epochs.Count, 2000, 4200);
        Assert.Equal(1, run.Epochs[0].Epoch);
        Assert.Equal(20_000, run.Epochs[^1].Epoch);
        Assert.Contains(run.Epochs, epoch => epoch.Epoch == 12_345);
        Assert.Equal(7777, run.Best?.Epoch);
        Assert.True(run.Epochs.Zip(run.Epochs.Skip(1)).All(pair => pair.Second.Epoch - pair.First.Epoch is > 0 and <= 16));
    }

    [Fact]
    public void Of_a_million_events_a_few_thousand_are_parsed_and_little_memory_is_taken()
    {
        // A fifth of a million keeps the test short; what is parsed and taken does not grow with the number.
        string path = _files.WriteLarge("large", 200_000);
        Assert.Equal(40_000_000, new FileInfo(Path.Combine(path, "events.jsonl")).Length);
        RunRecord.Load(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RunRecord run = RunRecord.Load(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
        Assert.InRange(run.Parsed, 1000, 5200);
        Assert.Equal(20_000, run.Epochs[^1].Epoch);
        Assert.Equal(199_999, run.Health[^1].Step);
        Assert.Equal(20_000, run.Best?.Epoch);
    }
}
