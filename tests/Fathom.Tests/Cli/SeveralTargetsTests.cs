using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

/// <summary>A6 and K6 on the command line: several labels, several numbers, weights of classes, samplers, thresholds.</summary>
public sealed class SeveralTargetsTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A6_several_labels_from_training_to_prediction()
    {
        WriteWines();
        CliRun run = _folder.Run("train", "wines.csv", "--task", "multilabel", "--target", "strong,third,\"rich, sweet\"", "--out", "run", "--json").Expect(0);
        foreach (string part in (string[])["targets strong, third, \"rich, sweet\": labels that do not exclude each other, as asked", "rows with each label: strong 92 (51.7 %)",
            "each set of labels in proportion", "'rich' counts as 1, 'plain' as 0", "Hamming loss", "always guessing the commonest set", "F1 (micro)"])
            Assert.Contains(part, run.Out);
        JsonNode test = run.Json["test"]!;
        Assert.Equal("multilabel", (string)run.Json["task"]!);
        Assert.Equal(["loss", "accuracy", "hamming_loss", "precision", "recall", "f1_macro", "f1_micro", "roc_auc", "pr_auc", "labels"], test.AsObject().Select(member => member.Key));
        Assert.True((double)test["hamming_loss"]! < 0.25, run.LastLine);
        Assert.True((double)test["labels"]!["third"]!["f1"]! > 0.9, run.LastLine);
        Assert.Equal(["strong", "third", "rich, sweet"], test["labels"]!.AsObject().Select(member => member.Key));

        string[] lines = _folder.Run("predict", "run", "wines.csv").Expect(0).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("strong,third,\"rich, sweet\",probability of strong,probability of third,\"probability of rich, sweet\"", lines[0]);
        Assert.Equal(179, lines.Length);
        foreach (string line in lines[1..])
        {
            string[] cells = line.Split(',');
            double[] p = [.. cells[3..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            Assert.Equal([p[0] >= 0.5 ? "1" : "0", p[1] >= 0.5 ? "yes" : "no", p[2] >= 0.5 ? "rich" : "plain"], cells[..3]);
        }

        CliRun judged = _folder.Run("evaluate", "run", "wines.csv", "--json").Expect(0);
        Assert.Contains("rich, sweet", judged.Out);
        Assert.Equal(178, (int)judged.Json["rows"]!);
        Assert.True((double)judged.Json["test"]!["f1_micro"]! > 0.75);

        JsonNode summary = _folder.Run("summary", "run", "--json").Expect(0).Json;
        Assert.Equal(["strong", "third", "rich, sweet"], summary["targets"]!.AsArray().Select(name => (string)name!));
        string report = File.ReadAllText(_folder.At(Path.Combine("run", "report.html")));
        Assert.Contains("Hamming loss", report);
        Assert.Contains("rich, sweet", report);
        JsonNode settings = JsonNode.Parse(File.ReadAllText(_folder.At(Path.Combine("run", "run.json"))))!;
        Assert.Equal(3, settings["data"]!["targets"]!.AsArray().Count);
        Assert.NotNull(settings["results"]!["test"]!["labels"]!["strong"]!["recall"]);
        Assert.Contains("hamming_loss", File.ReadLines(_folder.At(Path.Combine("run", "events.jsonl"))).First(line => line.StartsWith("{\"event\":\"epoch\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A6_several_numbers_come_back_each_in_its_units()
    {
        WritePetals();
        CliRun run = _folder.Run("train", "petals.csv", "--task", "regression", "--target", "length,width", "--out", "run", "--json").Expect(0);
        JsonNode test = run.Json["test"]!;
        Assert.Equal(["loss", "rmse", "mae", "r2", "outputs"], test.AsObject().Select(member => member.Key));
        foreach (string output in (string[])["length", "width"])
            Assert.True((double)test["outputs"]![output]!["r2"]! > 0.9, run.LastLine);

        // Widths are written in hundredths: their errors are in those units.
        Assert.InRange((double)test["outputs"]!["length"]!["rmse"]!, 0.05, 0.6);
        Assert.InRange((double)test["outputs"]!["width"]!["rmse"]!, 5, 40);
        Assert.Equal(((double)test["outputs"]!["length"]!["r2"]! + (double)test["outputs"]!["width"]!["r2"]!) / 2, (double)test["r2"]!, 1e-12);

        string[] lines = _folder.Run("predict", "run", "petals.csv", "--with", "species").Expect(0).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("species,length,width", lines[0]);
        double[] first = [.. lines[1].Split(',')[1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.InRange(first[0], 0.8, 2.2);
        Assert.InRange(first[1], -10, 70);
        Assert.Contains("width", _folder.Run("evaluate", "run", "petals.csv").Expect(0).Out);
        Assert.Contains("width's mean, deviation", _folder.Run("summary", "run").Expect(0).Out);
        Assert.Contains("true width", File.ReadAllText(_folder.At(Path.Combine("run", "report.html"))));
    }

    [Fact]
    public void A6_the_task_of_several_targets_is_read_off_them_when_they_agree()
    {
        WriteWines();
        WritePetals();
        Assert.Equal("multilabel", (string)_folder.Run("train", "wines.csv", "--target", "strong,third", "--epochs", "1", "--json").Expect(0).Json["task"]!);
        Assert.Equal("regression", (string)_folder.Run("train", "petals.csv", "--target", "length,width", "--epochs", "1", "--json").Expect(0).Json["task"]!);
        Assert.Equal("multilabel", (string)_folder.Run("train", "wines.csv", "--target", "third", "--task", "multilabel", "--epochs", "1", "--json").Expect(0).Json["task"]!);

        // A name that holds a comma needs no quotes when it stands alone.
        Assert.Equal("binary", (string)_folder.Run("train", "wines.csv", "--target", "rich, sweet", "--epochs", "1", "--json").Expect(0).Json["task"]!);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_for_several_targets_at_one_and_two_threads()
    {
        WriteWines();
        byte[] Model(string threads) => File.ReadAllBytes(_folder.At(Path.Combine(
            _folder.Train("wines.csv", "--target", "strong,third", "--class-weight", "balanced", "--epochs", "4", "--threads", threads), "model.safetensors")));
        Assert.Equal(Model("1"), Model("2"));
    }

    [Fact]
    public void Targets_of_other_names_are_judged_in_the_order_of_training()
    {
        WritePetals();
        string run = _folder.Train("petals.csv", "--target", "length,width", "--epochs", "5");
        string text = File.ReadAllText(_folder.At("petals.csv"));
        _folder.Write("renamed.csv", text.Replace("length,width", "l2,w2"));
        string figures = _folder.Run("evaluate", run, "petals.csv", "--json").Expect(0).Json["test"]!.ToJsonString();
        Assert.Equal(figures, _folder.Run("evaluate", run, "renamed.csv", "--target", "l2,w2", "--json").Expect(0).Json["test"]!.ToJsonString());
        Assert.Contains("--target names 1 columns, but the model predicts 2: length, width", _folder.Run("evaluate", run, "renamed.csv", "--target", "l2").Expect(2).Error);
        Assert.Contains("names a column twice", _folder.Run("evaluate", run, "renamed.csv", "--target", "l2,l2").Expect(2).Error);
        Assert.Contains("is an input of the model", _folder.Run("evaluate", run, "renamed.csv", "--target", "l2,species").Expect(2).Error);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "--target strong,strong", "--target names 'strong' twice" },
        { "--target strong,thrid", "Did you mean 'third'?" },
        { "--target strong,third --drop third", "--target 'third' also stands in --drop" },
        { "--target strong,third --keep strong", "--target 'strong' also stands in --keep" },
        { "--target strong,hue --task multilabel", "a label holds two values" },
        { "--target strong,hue", "--task multilabel for columns of two values each" },
        { "--target strong,third --task binary", "2 targets were named for two classes" },
        { "--target strong,,third", "names between commas, none of them empty" },
        { "--target rich,sweet", "a name that holds one stands in double quotes" },
        { "--target hue --class-weight balanced", "--class-weight is for classes or labels. A regression has no classes to weigh" },
        { "--target hue --threshold 0.5", "--threshold is for two classes or labels" },
        { "--target hue --sampler balanced", "--sampler balanced is for classes" },
        { "--target strong --class-weight 1,2,3", "3 numbers for two classes (0, 1)" },
        { "--target strong --class-weight heavy", "expected balanced, none, or numbers above 0" },
        { "--target strong --class-weight -1", "expected balanced, none, or numbers above 0" },
        { "--target strong --threshold 2", "--threshold is '2'; expected a probability from 0 to 1" },
        { "--target strong --threshold 0.1,0.2", "two classes have one threshold" },
        { "--target strong --loss l1", "--loss is for a regression" },
        { "--target strong --label-smoothing 0.1", "--label-smoothing is for several classes" },
        { "--target strong --label-smoothing 1", "--label-smoothing is '1'; expected a share of at least 0 and below 1" },
        { "--target strong --sampler evenly", "Known are shuffle, balanced" },
        { "--target strong,third --class-weight 1", "1 numbers for 2 labels; give one for each, in this order: strong, third" },
        { "--target strong,third --threshold 0.1,0.2,0.3", "3 values for 2 labels" },
        { "--target strong,third --sampler balanced", "labels overlap" },
        { "--no-header --columns a,b --target a,c", "--target 'c' is not one of the names in --columns" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_gets_a_sentence_that_teaches_and_nothing_is_written(string words, string expected)
    {
        WriteWines();
        CliRun run = _folder.Run(["train", "wines.csv", .. words.Split(' '), "--epochs", "1"]).Expect(2);
        Assert.Contains(expected, run.Error);
        Assert.Equal(["wines.csv"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("--task classification --class-weight 1,2", "2 numbers for 3 classes; give one for each, in this order: class_0, class_1, class_2")]
    [InlineData("--threshold 0.4", "Of several classes the most probable is predicted")]
    public void Several_classes_have_a_weight_each_and_no_threshold(string words, string expected) =>
        Assert.Contains(expected, _folder.Run(["train", "wine", .. words.Split(' ')]).Expect(2).Error);

    [Fact]
    public void A_label_that_is_the_same_in_all_training_rows_is_said_to_teach_nothing()
    {
        string file = _folder.Write("never.csv", "a,c,x\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 2},{(i == 7 ? 1 : 0)},{i % 7}.5\n")));
        CliRun[] runs = [.. Enumerable.Range(0, 6).Select(seed => _folder.Run("train", file, "--target", "a,c", "--test", "0.4", "--epochs", "1", "--out", $"n{seed}", "--seed", $"{seed}").Expect(0))];
        const string Said = "label 'c' is in none of the ";
        Assert.Contains(runs, run => run.Out.Replace("\n", " ", StringComparison.Ordinal).Contains(Said, StringComparison.Ordinal));
        Assert.DoesNotContain(runs, run => run.Out.Contains("label 'a' is in", StringComparison.Ordinal));
    }

    [Fact]
    public void A_label_that_only_other_parts_have_cannot_be_balanced()
    {
        string file = _folder.Write("rare.csv", "a,c,x\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 2},{(i == 7 ? 1 : 0)},{i % 7}.5\n")));
        string[] errors = [.. Enumerable.Range(0, 12).Select(seed => _folder.Run("train", file, "--target", "a,c", "--class-weight", "balanced", "--epochs", "1", "--out", $"r{seed}", "--seed", $"{seed}").Error).Where(error => error.Length > 0)];
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.Matches("^fathom: --class-weight balanced: .*label 'c' is 0 in all .* rows.*Another --seed splits the rows in another way", error));
    }

    [Fact]
    public void K6_balanced_weights_and_samplers_find_a_rare_class_that_plain_training_overlooks()
    {
        // Two overlapping clouds, one row in twenty of the rare class.
        var text = new StringBuilder("u,v,state\n");
        var rng = new Rng(6);
        for (int i = 0; i < 600; i++)
        {
            bool rare = i % 20 == 0;
            text.Append(FormattableString.Invariant($"{rng.NextDouble() + (rare ? 0.6 : 0):0.0000},{rng.NextDouble():0.0000},{(rare ? "broken" : "works")}\n"));
        }

        _folder.Write("rare.csv", text.ToString());

        // "works" is the second class, so what is found of the first is what is not taken for it.
        double Found(params string[] words)
        {
            _folder.Run(["train", "rare.csv", "--target", "state", "--hidden", "8", "--epochs", "60", "--patience", "0", "--out", $"r{words.Length}{string.Concat(words)}", .. words]).Expect(0);
            string[] lines = _folder.Run("predict", $"r{words.Length}{string.Concat(words)}", "rare.csv").Expect(0).Out.Split('\n');
            return lines.Skip(1).Where((_, i) => i % 20 == 0 && i < 600).Count(line => line.StartsWith("broken", StringComparison.Ordinal)) / 30.0;
        }

        double plain = Found();
        Assert.True(plain < 0.5, $"{plain}");
        Assert.True(Found("--class-weight", "balanced") > 0.7);
        Assert.True(Found("--sampler", "balanced") > 0.7);
        Assert.True(Found("--class-weight", "19,1") > 0.7);
        Assert.True(Found("--threshold", "0.95") > 0.7);
    }

    [Fact]
    public void K6_what_was_asked_stands_in_the_settings_of_the_run()
    {
        string run = _folder.Train("wine", "--class-weight", "balanced", "--sampler", "balanced", "--label-smoothing", "0.1", "--epochs", "2");
        JsonNode settings = JsonNode.Parse(File.ReadAllText(_folder.At(Path.Combine(run, "run.json"))))!["settings"]!;
        Assert.Matches(@"^\d\.\d+,0\.\d+,1\.\d+$", (string)settings["class-weight"]!);
        Assert.Equal(("balanced", "0.1"), ((string)settings["sampler"]!, (string)settings["label-smoothing"]!));
        Assert.Contains("class-weight", _folder.Run("summary", run).Expect(0).Out);
    }

    [Theory]
    [InlineData("l1", "mean absolute error in standard units")]
    [InlineData("huber", "Huber loss in standard units")]
    [InlineData("huber:0.5", "Huber loss in standard units")]
    [InlineData("mse", "mean squared error in standard units")]
    public void A6_the_loss_of_a_regression_can_be_chosen(string loss, string shown)
    {
        WritePetals();
        CliRun run = _folder.Run("train", "petals.csv", "--target", "length,width", "--loss", loss, "--json").Expect(0);
        Assert.Contains($"loss {loss}", run.Out);
        Assert.Contains(shown, run.Out);
        Assert.True((double)run.Json["test"]!["r2"]! > 0.9, run.LastLine);
    }

    [Theory]
    [InlineData("huber:0", "--loss is 'huber:0'; expected a number above 0 after huber:, for example --loss huber:0.5")]
    [InlineData("huber:1:2", "--loss is 'huber:1:2'")]
    [InlineData("l1:2", "--loss is 'l1:2'")]
    [InlineData("l3", "--loss is 'l3', which is not known")]
    public void A_loss_that_is_none_is_refused(string loss, string expected) =>
        Assert.Contains(expected, _folder.Run("train", "sine", "--loss", loss).Expect(2).Error);

    [Fact]
    public void Batch_normalization_never_meets_a_batch_of_one_row()
    {
        CliRun run = _folder.Run("train", "--normalization", "batch", "--batch", "397", "--epochs", "2").Expect(0);
        Assert.Contains("398 rows in batches of 397 leave a single row, of which batch normalization learns nothing: it is left out", run.Out);
        Assert.Contains("there is one row a batch", _folder.Run("train", "--normalization", "batch", "--batch", "1").Expect(2).Error);
        Assert.DoesNotContain("single row", _folder.Run("train", "--normalization", "layer", "--batch", "397", "--epochs", "2").Expect(0).Out);
    }

    [Theory]
    [InlineData("batch", "BatchNorm")]
    [InlineData("layer", "LayerNorm")]
    public void Normalization_stands_between_the_layers_and_travels_with_the_model(string name, string layer)
    {
        string run = _folder.Train("iris", "--normalization", name);
        string summary = _folder.Run("summary", run).Expect(0).Out;
        Assert.Contains(layer, summary);
        Assert.Contains($"normalization {name}", summary);
        using Stream csv = Datasets.Find("iris")!.OpenCsv();
        using var reader = new StreamReader(csv);
        _folder.Write("iris.csv", reader.ReadToEnd());
        Assert.True((double)_folder.Run("evaluate", run, "iris.csv", "--json").Expect(0).Json["test"]!["accuracy"]! > 0.9);
    }

    [Theory]
    [InlineData("breast-cancer", "binary")]
    [InlineData("iris", "classification")]
    [InlineData("wine", "classification")]
    [InlineData("digits", "classification")]
    [InlineData("xor", "binary")]
    [InlineData("moons", "binary")]
    [InlineData("circles", "binary")]
    [InlineData("spirals", "classification")]
    [InlineData("blobs", "classification")]
    [InlineData("sine", "regression")]
    public void K1_every_built_in_set_is_trained_by_name(string name, string task) =>
        Assert.Equal(task, (string)_folder.Run("train", name, "--epochs", "1", "--json").Expect(0).Json["task"]!);

    /// <summary>Seven measurements of the wines, and three questions about them: two of other measurements, one of the cultivar.</summary>
    private void WriteWines()
    {
        Dataset wine = Datasets.Wine();
        var text = new StringBuilder("malic,ash,magnesium,phenols,flavanoids,hue,od280,strong,third,\"rich, sweet\"\n");
        for (int i = 0; i < wine.Count; i++)
        {
            double At(int column) => Math.Round(wine.X.GetElement((i * 13) + column), 4);
            string features = string.Join(',', ((int[])[1, 2, 4, 5, 6, 10, 11]).Select(column => At(column).ToString(CultureInfo.InvariantCulture)));
            text.Append($"{features},{(At(0) > 13 ? 1 : 0)},{(wine.Y.GetElement(i) == 2 ? "yes" : "no")},{(At(12) > 750 ? "rich" : "plain")}\n");
        }

        _folder.Write("wines.csv", text.ToString());
    }

    /// <summary>Sepals and species of the irises, to tell the petals by: their length in centimetres, their width in hundredths.</summary>
    private void WritePetals()
    {
        Dataset iris = Datasets.Iris();
        var text = new StringBuilder("sepal_length,sepal_width,species,length,width\n");
        for (int i = 0; i < iris.Count; i++)
        {
            double At(int column) => Math.Round(iris.X.GetElement((i * 4) + column), 4);
            text.Append(FormattableString.Invariant($"{At(0)},{At(1)},{iris.ClassNames![(int)iris.Y.GetElement(i)]},{At(2)},{At(3) * 100}\n"));
        }

        _folder.Write("petals.csv", text.ToString());
    }
}
