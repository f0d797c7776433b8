using System.Text.Json.Nodes;
using Fathom.Tests.Tabular;

namespace Fathom.Tests.Cli;

public sealed class TrainCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Micro_batches_train_what_whole_batches_train()
    {
        // No dropout, whose masks would differ; sums in another order leave the last digits of float.
        double Loss(params string[] words) => (double)_folder.Run(["train", "iris", "--epochs", "5", "--hidden", "8", "--dropout", "0", "--json", .. words]).Expect(0).Json["test"]!["loss"]!;
        Assert.Equal(Loss(), Loss("--micro-batch", "7"), 1e-3);
    }

    /// <summary>Rates at the end of the first, the middle and the last of 30 epochs of 13 steps (398 rows in batches of 32).</summary>
    [Theory]
    [InlineData("constant", 1e-3, 1e-3, 1e-3)]
    [InlineData("cosine", 9.97666e-4, 5.04028e-4, 6.4e-9)]
    [InlineData("warmup-cosine", 3.33333e-4, 5.89507e-4, 2.0e-8)]
    public void A_schedule_sets_the_rate_over_all_steps(string schedule, double first, double middle, double last)
    {
        double[] rates = Rates("--schedule", schedule, "--patience", "0");
        Assert.Equal(30, rates.Length);
        Assert.Equal(first, rates[0], 1e-8);
        Assert.Equal(middle, rates[14], 2e-6);
        Assert.Equal(last, rates[^1], 2e-8);
    }

    [Fact]
    public void On_a_plateau_the_rate_is_halved()
    {
        // A rate that is far too large for the loss to keep falling.
        double[] rates = [.. Rates("--schedule", "plateau", "--lr", "0.5", "--patience", "0").Distinct()];
        Assert.True(rates.Length >= 2);
        Assert.Equal(Enumerable.Range(0, rates.Length).Select(fall => Math.Pow(0.5, fall + 1)), rates);
    }

    [Fact]
    public void Clipping_changes_the_training_and_stands_among_the_settings()
    {
        byte[] Model(params string[] words) => File.ReadAllBytes(_folder.At(Path.Combine(_folder.Train("iris", ["--epochs", "2", .. words]), "model.safetensors")));
        Assert.NotEqual(Model(), Model("--clip", "0.01"));
        Assert.Contains("clip 0.01", _folder.Run("train", "iris", "--epochs", "1", "--clip", "0.01").Expect(0).Out, StringComparison.Ordinal);
    }

    /// <summary>Without the options the rate is constant and nothing is clipped: as advised for tables, whatever the task and size.</summary>
    [Fact]
    public void Schedule_and_clipping_are_by_default_what_is_advised()
    {
        foreach (TaskKind task in Enum.GetValues<TaskKind>())
        {
            foreach (int rows in (int[])[100, 10_000, 100_000])
            {
                var advice = Advice.For(task, NetworkKind.Tabular, rows);
                Assert.Equal(("constant", "none"), (advice["schedule"].Value, advice["clip"].Value));
            }
        }

        Assert.Single(Rates("--patience", "0").Distinct());
    }

    private double[] Rates(params string[] words)
    {
        string run = _folder.Train("breast-cancer", ["--epochs", "30", .. words]);
        return [.. File.ReadLines(_folder.At(Path.Combine(run, "events.jsonl"))).Select(line => JsonNode.Parse(line)!).Where(line => (string)line["event"]! == "epoch").Select(line => (double)line["learning_rate"]!)];
    }

    [Fact]
    public void Without_arguments_it_trains_the_handbooks_breast_cancer_network_from_data_to_report()
    {
        CliRun run = _folder.Run("train", "--json").Expect(0);
        Assert.Equal("", run.Error);
        foreach (string part in (string[])["569 rows, 31 columns, no missing cells", "benign 357 (62.7 %), malignant 212 (37.3 %)", "398 rows to train, 57 to validate, 114 to test",
            "Linear(30, 64)", "Dropout(0.3)", "Linear(64, 32)", "Dropout(0.2)", "4,097", "optimizer adam, lr 0.001", "batch 32, epochs 100", "seed 42", "epoch   1/100", "left",
            "best:", "ROC-AUC", "true \\ predicted", "precision  recall", "model.safetensors"])
            Assert.Contains(part, run.Out);
        JsonNode json = run.Json;
        Assert.Equal(["task", "dataset", "parameters", "epochs", "seconds", "test", "run"], json.AsObject().Select(member => member.Key));
        Assert.Equal(("binary", "breast-cancer", 4097), ((string)json["task"]!, (string)json["dataset"]!, (int)json["parameters"]!));
        Assert.True((double)json["test"]!["accuracy"]! >= 0.94, run.LastLine);
        Assert.Equal("loss", json["test"]!.AsObject().First().Key);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Breast_cancer_is_told_right_for_every_seed(int seed) =>
        Assert.True((double)_folder.Run("train", "--seed", $"{seed}", "--json").Expect(0).Json["test"]!["accuracy"]! >= 0.94);

    [Fact]
    public void Output_that_is_no_terminal_holds_no_escape_byte()
    {
        CliRun run = _folder.Run("train", "iris", "--epochs", "12").Expect(0);
        Assert.DoesNotContain('\u001b', run.Out + run.Error);
        Assert.DoesNotContain('\r', run.Out);
    }

    [Fact]
    public void Same_seed_gives_the_same_bytes_at_one_and_two_threads_and_another_seed_does_not()
    {
        string data = _folder.WriteClasses(rows: 400);
        byte[] Model(params string[] words) => File.ReadAllBytes(_folder.At(Path.Combine(_folder.Train(data, ["--target", "label", "--hidden", "128,64", "--batch", "128", "--epochs", "6", .. words]), "model.safetensors")));
        byte[] one = Model("--threads", "1");
        Assert.Equal(one, Model("--threads", "2"));
        Assert.NotEqual(one, Model("--threads", "2", "--seed", "43"));
    }

    [Fact]
    public void The_model_file_names_no_folder_and_no_time()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "2");
        string text = File.ReadAllText(_folder.At(Path.Combine(run, "model.safetensors")), System.Text.Encoding.Latin1);
        Assert.Contains("classes.csv", text);
        Assert.DoesNotContain(_folder.Path, text);
        Assert.DoesNotContain(run, text);
        Assert.DoesNotContain("threads", text);
        Assert.DoesNotContain("seconds", text);
        Assert.DoesNotContain($"{DateTime.UtcNow:yyyy-MM}", text);
    }

    [Fact]
    public void The_run_directory_holds_settings_events_model_and_a_report_that_stands_alone()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "5", "--seed", "7");
        Assert.Equal(["evaluation.json", "events.jsonl", "model-card.md", "model.safetensors", "report.html", "run.json"], Directory.GetFiles(_folder.At(run)).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        JsonNode settings = JsonNode.Parse(File.ReadAllText(_folder.At(Path.Combine(run, "run.json"))))!;
        Assert.Equal("fathom train classes.csv --target label --epochs 5 --seed 7", (string)settings["command"]!);
        Assert.Equal(7, (int)settings["seed"]!);
        Assert.Equal(64, ((string)settings["data"]!["sha256"]!).Length);
        Assert.Equal("5", (string)settings["settings"]!["epochs"]!);
        Assert.Equal(5, (int)settings["results"]!["epochs"]!);
        Assert.NotNull(settings["versions"]!["fathom"]);
        Assert.NotNull(settings["results"]!["test"]!["accuracy"]);

        JsonNode[] events = [.. File.ReadLines(_folder.At(Path.Combine(run, "events.jsonl"))).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["start", .. Enumerable.Repeat<string[]>(["health", "epoch"], 5).SelectMany(kinds => kinds), "end"], events.Select(e => (string)e["event"]!));

        string report = File.ReadAllText(_folder.At(Path.Combine(run, "report.html")));
        foreach (string part in (string[])["<svg", "best: ", "true \\ predicted", "fathom train classes.csv --target label --epochs 5 --seed 7", "F1", "Linear(", "adam"])
            Assert.Contains(part, report);
        Assert.DoesNotContain("<script", report);
        Assert.DoesNotContain("src=", report);
        Assert.Equal(report.Split("href=").Length, report.Split("href=\"#").Length);
    }

    [Fact]
    public void Without_out_the_run_goes_to_runs_and_latest_points_at_it()
    {
        CliRun run = _folder.Run("train", "iris", "--epochs", "2", "--name", "my flowers", "--json").Expect(0);
        Assert.Matches(@"runs[/\\]\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-my-flowers$", (string)run.Json["run"]!);
        _folder.Run("summary", "runs/latest").Expect(0);
    }

    [Fact]
    public void The_plan_names_every_dropped_column_with_its_reason_and_keep_takes_it_back()
    {
        string titanic = TableFiles.Real("titanic.csv");
        CliRun run = _folder.Run("train", titanic, "--target", "survived", "--epochs", "1").Expect(0);
        foreach (string name in (string[])["name", "ticket", "cabin", "boat", "body", "home.dest"])
            Assert.Matches($"dropped: '{name}': .{{20,}}--keep {name}", run.Out);
        Assert.Contains("it gives the target away", run.Out);
        Assert.Contains("--task regression", run.Out);
        Assert.Contains("3,855 missing cells (3,855 empty)", run.Out);

        run = _folder.Run("train", titanic, "--target", "survived", "--epochs", "1", "--keep", "boat,body", "--drop", "fare").Expect(0);
        Assert.DoesNotContain("dropped: 'boat'", run.Out);
        Assert.Contains("dropped: 'fare': left out as asked", run.Out);
    }

    [Fact]
    public void Titanic_is_predicted_without_its_giveaways()
    {
        double sum = 0;
        for (int seed = 1; seed <= 3; seed++)
            sum += (double)_folder.Run("train", TableFiles.Real("titanic.csv"), "--target", "survived", "--seed", $"{seed}", "--json").Expect(0).Json["test"]!["accuracy"]!;
        Assert.InRange(sum / 3, 0.78, 0.9);
    }

    [Fact]
    public void Spaces_missing_marks_and_full_stops_are_understood_and_reported()
    {
        CliRun run = _folder.Run("train", TableFiles.Real("adult-train-400.csv"), "--no-header", "--columns", TableFiles.AdultColumns, "--test", TableFiles.Real("adult-test-200.csv"), "--epochs", "2").Expect(0);
        Assert.Contains("fields have spaces around them", run.Out);
        Assert.Contains("'?')", run.Out);
        Assert.Contains("full stop", run.Out);
        Assert.Contains("the target is the last column, income", run.Out);
        Assert.Contains("200 to test", run.Out);
    }

    [Fact]
    public void A_regression_is_reported_in_original_units()
    {
        JsonNode small = _folder.Run("train", _folder.WriteValues("small.csv", unit: 1), "--target", "price", "--json").Expect(0).Json;
        JsonNode large = _folder.Run("train", _folder.WriteValues("large.csv", unit: 1000), "--target", "price", "--json").Expect(0).Json;
        Assert.Equal("regression", (string)small["task"]!);
        Assert.Equal(["loss", "rmse", "mae", "r2"], small["test"]!.AsObject().Select(member => member.Key));
        Assert.InRange((double)small["test"]!["r2"]!, 0.95, 1);
        Assert.Equal((double)small["test"]!["r2"]!, (double)large["test"]!["r2"]!, 0.02);
        Assert.InRange((double)large["test"]!["rmse"]! / (double)small["test"]!["rmse"]!, 700, 1400);
    }

    [Fact]
    public void A_table_without_header_takes_its_last_column_and_says_so()
    {
        string rows = string.Join("\n", File.ReadLines(_folder.At(_folder.WriteValues())).Skip(1));
        CliRun run = _folder.Run("train", _folder.Write("bare.csv", rows), "--no-header", "--epochs", "3").Expect(0);
        Assert.Contains("the target is the last column, column3", run.Out);
    }

    [Fact]
    public void Without_test_and_validation_all_epochs_are_trained_and_nothing_is_claimed()
    {
        CliRun run = _folder.Run("train", _folder.WriteClasses(), "--target", "label", "--test", "0", "--validation", "0", "--epochs", "4", "--json").Expect(0);
        Assert.Contains("120 rows to train, 0 to validate, 0 to test", run.Out);
        Assert.Contains("All 4 epochs done", run.Out);
        Assert.Null(run.Json["test"]);
        Assert.DoesNotContain("Confusion", run.Out);
    }

    [Fact]
    public void A_batch_larger_than_the_data_is_the_whole_set_and_is_said()
    {
        CliRun run = _folder.Run("train", "iris", "--batch", "5000", "--epochs", "2").Expect(0);
        Assert.Contains("warning: --batch 5,000 is more than the 105 training rows", run.Out);
        Assert.DoesNotContain("warning", _folder.Run("train", "iris", "--batch", "all", "--epochs", "2").Expect(0).Out);
    }

    [Theory]
    [InlineData("iris", "classification")]
    [InlineData("wine", "classification")]
    [InlineData("digits", "classification")]
    [InlineData("xor", "binary")]
    [InlineData("moons", "binary")]
    [InlineData("circles", "binary")]
    [InlineData("spirals", "classification")]
    [InlineData("blobs", "classification")]
    [InlineData("sine", "regression")]
    [InlineData("breast_cancer", "binary")]
    public void Every_built_in_set_trains(string set, string task) =>
        Assert.Equal(task, (string)_folder.Run("train", set, "--epochs", "2", "--json").Expect(0).Json["task"]!);

    [Fact]
    public void A_reserved_word_wins_over_a_file_of_that_name_and_a_path_names_the_file()
    {
        File.Move(_folder.At(_folder.WriteClasses()), _folder.At("iris"));
        Assert.Equal("iris", (string)_folder.Run("train", "iris", "--epochs", "1", "--json").Expect(0).Json["dataset"]!);
        Assert.Equal("binary", (string)_folder.Run("train", "./iris", "--target", "label", "--epochs", "1", "--json").Expect(0).Json["task"]!);
    }

    [Fact]
    public void Every_setting_can_be_chosen()
    {
        CliRun run = _folder.Run("train", "iris", "--hidden", "12,7", "--activation", "tanh", "--dropout", "0.25", "--optimizer", "sgd", "--lr", "0.05", "--weight-decay", "0.001",
            "--batch", "16", "--epochs", "3", "--patience", "2", "--validation", "0.2", "--test", "0.3", "--seed", "5", "--threads", "1").Expect(0);
        Assert.Contains("hidden 12,7, activation tanh, dropout 0.25, optimizer sgd, lr 0.05, weight-decay 0.001, batch 16, epochs 3, patience 2", run.Out);
        Assert.Contains("75 rows to train, 30 to validate, 45 to test", run.Out);
        Assert.Contains("seed 5, 1 thread", run.Out);
        Assert.Contains("Tanh", run.Out);
        Assert.Contains("Dropout(0.25)", run.Out);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_with_the_step_the_last_good_weights_and_code_1()
    {
        CliRun run = _folder.Run("train", "iris", "--optimizer", "sgd", "--lr", "1e30", "--out", "run").Expect(1);
        Assert.Matches(@"fathom: The loss became .* in epoch 1, step \d+ of 4.*Those weights are in .*run\.", run.Error);
        _folder.Run("summary", "run").Expect(0);
    }
}
