using System.Text.Json.Nodes;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

/// <summary>Images: training, the saved run, and what other commands do with it.</summary>
public sealed class ImageCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Digits_are_a_table_unless_a_model_is_named()
    {
        Assert.Contains(" columns make ", _folder.Run("train", "digits", "--epochs", "1").Expect(0).Out, StringComparison.Ordinal);
        CliRun run = _folder.Run("train", "digits", "--model", "mlp", "--epochs", "1", "--json").Expect(0);
        Assert.Contains("1,797 grey images of 8×8, 10 classes", run.Out, StringComparison.Ordinal);
        Assert.Equal(["task", "dataset", "parameters", "epochs", "seconds", "test", "run"], run.Json.AsObject().Select(member => member.Key));
        Assert.Equal(("classification", "digits", 50_826), ((string)run.Json["task"]!, (string)run.Json["dataset"]!, (int)run.Json["parameters"]!));
    }

    [Fact]
    public void A_small_convolutional_network_reads_the_digits()
    {
        CliRun run = _folder.Run("train", "digits", "--model", "cnn", "--epochs", "10", "--seed", "1", "--json").Expect(0);
        Assert.InRange((double)run.Json["test"]!["accuracy"]!, 0.97, 1);
        foreach (string part in (string[])["Conv2d", "split (each class in proportion): 1,258 images to train, 180 to validate, 359 to test", "model cnn", "augment none", "schedule warmup-cosine", "Test: 359 images the network has never seen", "true \\ predicted", "highest loss", "@@"])
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_shows_the_images_that_were_hardest_and_stands_alone()
    {
        string run = _folder.Train("digits", "--model", "mlp", "--epochs", "2", "--augment", "shift,rotate");
        string report = File.ReadAllText(_folder.At(Path.Combine(run, "report.html")));
        foreach (string part in (string[])["The 42 images with the highest loss", "taken for", "% sure", "One training image of each class", "as shift, rotate may change them", "true \\ predicted", "fathom train digits --model mlp --epochs 2 --augment shift,rotate --seed 42"])
            Assert.Contains(part, report, StringComparison.Ordinal);
        Assert.Equal(42 + 10 + 14, report.Split("<img src=\"data:image/png;base64,").Length - 1);
        Assert.Equal(report.Split("src=").Length, report.Split("src=\"data:").Length);
        Assert.DoesNotContain("<script", report, StringComparison.Ordinal);
        Assert.Equal(report.Split("href=").Length, report.Split("href=\"#").Length);
    }

    [Fact]
    public void Normalization_behind_a_change_is_that_of_the_images()
    {
        var rows = new ImageRows(new byte[] { 0, 255, 7, 130, 60, 1, 200, 99 }, [2, 2, 2], [0]);
        var input = new ImageInput([2, 2, 2], [0.25, 0.5], [0.2, 0.3], ["a", "b"]);
        float[] expected = new Dataset(rows.Normalize(input.Mean, input.Deviation)).X.ToArray<float>(), changed = new Dataset(rows).Augmented(new ChannelNormalization(input)).X.ToArray<float>();
        Assert.All(expected.Zip(changed), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Images_larger_than_can_be_are_refused_in_a_model_file() => Assert.Contains("Work on smaller batches", Assert.Throws<FileFormatException>(() =>
        ImageInput.FromJson("""{"shape":[1,65536,65536],"mean":[0],"deviation":[1],"classes":["a","b"]}""", "model")).Message);

    [Fact]
    public void Same_seed_gives_the_same_bytes_at_one_and_two_threads_also_augmented()
    {
        byte[] Model(params string[] words) => File.ReadAllBytes(_folder.At(Path.Combine(_folder.Train("digits", ["--model", "cnn", "--epochs", "1", "--limit", "300", "--augment", "shift,affine", .. words]), "model.safetensors")));
        byte[] one = Model("--threads", "1");
        Assert.Equal(one, Model("--threads", "2"));
        Assert.NotEqual(one, Model("--threads", "2", "--seed", "43"));
    }

    [Fact]
    public void Mnist_is_read_from_a_folder_with_its_own_test_part()
    {
        ImageData.WriteIdx(_folder);
        CliRun run = _folder.Run("train", "mnist", "--data", "idx", "--model", "mlp", "--hidden", "16", "--epochs", "8", "--batch", "8", "--out", "run", "--json").Expect(0);
        Assert.Contains("mnist from idx: 120 grey images of 28×28, 10 classes", run.Out, StringComparison.Ordinal);
        Assert.Contains("72 images to train, 8 to validate, 40 to test (the set's own test part)", run.Out, StringComparison.Ordinal);
        Assert.InRange((double)run.Json["test"]!["accuracy"]!, 0.9, 1);

        CliRun judged = _folder.Run("evaluate", "run", "--data", "idx", "--json").Expect(0);
        Assert.Equal((double)run.Json["test"]!["accuracy"]!, (double)judged.Json["test"]!["accuracy"]!, 1e-9);
        Assert.Equal(40, (int)judged.Json["rows"]!);

        CliRun predicted = _folder.Run("predict", "run", "idx/t10k-images-idx3-ubyte").Expect(0);
        Assert.Equal(41, predicted.Out.TrimEnd('\n').Split('\n').Length);
        Assert.StartsWith("image,class,probability of 0,", predicted.Out, StringComparison.Ordinal);

        CliRun summary = _folder.Run("summary", "run", "--json").Expect(0);
        foreach (string part in (string[])["grey images of 28×28", "normalized by", "trained: dataset", "Flatten"])
            Assert.Contains(part, summary.Out, StringComparison.Ordinal);
        Assert.Equal([1, 28, 28], summary.Json["shape"]!.AsArray().Select(size => (int)size!));
    }

    [Fact]
    public void A_folder_of_colour_images_is_learned_predicted_and_judged()
    {
        ImageData.WriteFolders(_folder, "shapes");
        CliRun run = _folder.Run("train", "images", "shapes", "--model", "cnn", "--epochs", "12", "--out", "run", "--json").Expect(0);
        Assert.Contains("48 colour images of 12×12, 2 classes", run.Out, StringComparison.Ordinal);
        Assert.Equal("shapes", (string)run.Json["dataset"]!);
        Assert.Equal(1, (double)run.Json["test"]!["accuracy"]!, 1e-9);
        Assert.Matches(@"(green|red).\d+\.png", run.Out);

        string line = _folder.Run("predict", "run", Path.Combine("shapes", "red", "3.png")).Expect(0).LastLine;
        Assert.Matches(@"3\.png,red,\d", line);
        CliRun all = _folder.Run("predict", "run", "shapes", "--output", "all.csv", "--json").Expect(0);
        Assert.Equal(48, (int)all.Json["rows"]!);
        Assert.Equal(49, File.ReadLines(_folder.At("all.csv")).Count());
        Assert.Equal(48, (int)_folder.Run("evaluate", "run", "shapes", "--json").Expect(0).Json["rows"]!);
    }

    [Fact]
    public void Digits_are_judged_again_by_the_images_held_out_in_training()
    {
        CliRun run = _folder.Run("train", "digits", "--model", "mlp", "--epochs", "1", "--seed", "9", "--out", "run", "--json").Expect(0);
        Assert.Equal((double)run.Json["test"]!["loss"]!, (double)_folder.Run("evaluate", "run", "--json").Expect(0).Json["test"]!["loss"]!, 1e-9);
    }

    [Fact]
    public void Batch_normalization_leaves_a_lone_image_out()
    {
        string[] words = ["train", "digits", "--model", "mlp", "--normalization", "batch", "--limit", "97", "--batch", "32", "--epochs", "1"];
        Assert.Contains("97 images in batches of 32 leave a single image", _folder.Run(words).Expect(0).Out, StringComparison.Ordinal);
        Assert.Contains("--micro-batch 3 leaves a part of one row", _folder.Run([.. words[..^4], "--batch", "16", "--micro-batch", "3"]).Expect(2).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train mnist --data nowhere", "--data nowhere is no folder")]
    [InlineData("train mnist --data empty", "has no train-images-idx3-ubyte.gz")]
    [InlineData("train mnist --model vgg", "--model is 'vgg', which is not known")]
    [InlineData("train mnist --augment blur", "--augment is 'blur', which is not known")]
    [InlineData("train mnist --target x", "fathom train mnist has no option --target")]
    [InlineData("train digits --model cnn --hidden 64", "--hidden shapes an mlp; cnn has layers of its own")]
    [InlineData("train iris --model cnn", "--model cnn is for images")]
    [InlineData("train images", "fathom train images needs DIR")]
    [InlineData("train images nowhere", "There is no folder")]
    [InlineData("train images empty", "holds no class folders")]
    [InlineData("train images hollow", "no PNG picture is in the class folder blue")]
    [InlineData("train images mixed", "the pictures have 2 sizes (width × height): ")]
    [InlineData("train images apart --test 0.3", "--test is a share to split off, but apart has a folder test of its own.")]
    [InlineData("train images lone", "holds one class, red")]
    [InlineData("train mnist --data wrong", "there are 80 labels for the 79 images")]
    public void Wrong_use_and_wrong_data_are_refused_and_leave_nothing(string words, string expected)
    {
        Directory.CreateDirectory(_folder.At("empty"));
        ImageData.WriteFolders(_folder, "hollow");
        Directory.CreateDirectory(_folder.At("hollow/blue"));
        ImageData.WriteFolders(_folder, "mixed");
        ImageData.WritePng(_folder.At("mixed/red/wide.png"), 1, 12, 13);
        Directory.CreateDirectory(_folder.At("lone/red"));
        ImageData.WritePng(_folder.At("lone/red/0.png"), 1, 4, 4);
        ImageData.WriteIdx(_folder, "wrong", lost: 1);
        ImageData.WriteFolders(_folder, Path.Combine("apart", "train"));
        ImageData.WriteFolders(_folder, Path.Combine("apart", "test"));
        CliRun run = _folder.Run([.. words.Split(' '), "--out", "run"]).Expect(2);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("run")));
    }

    [Fact]
    public void Images_of_another_size_are_refused_by_name()
    {
        ImageData.WriteFolders(_folder, "shapes");
        string run = _folder.Train("images", "shapes", "--model", "mlp", "--hidden", "8", "--epochs", "1");
        ImageData.WritePng(_folder.At("large.png"), 3, 12, 14);
        CliRun refused = _folder.Run("predict", run, "large.png", "--output", "out.csv").Expect(2);
        Assert.Matches(@"large\.png has 12×14 pixels \(height × width\); the model takes images of 12×12", refused.Error);
        Assert.False(File.Exists(_folder.At("out.csv")));
        Assert.Equal("", _folder.Run("predict", run, "large.png").Expect(2).Out);
        Assert.Contains("does not exist", _folder.Run("predict", run, "none.png").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("--with is for tables", _folder.Run("predict", run, "large.png", "--with", "a").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("has to be named again", _folder.Run("evaluate", run).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("neither a set of images nor a folder", _folder.Run("evaluate", run, "mnits").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("the model takes colour images of 12×12", _folder.Run("evaluate", run, "digits").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("this model is for images", _folder.Run("find-lr", "iris", "--model", run).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_of_train_lists_the_other_kinds_and_each_has_its_own()
    {
        string help = _folder.Run("train", "--help").Expect(0).Out;
        foreach (string kind in (string[])["mnist", "fashion-mnist", "digits --model", "images DIR"])
            Assert.Contains($"\n  {kind}", help, StringComparison.Ordinal);
        string own = _folder.Run("train", "mnist", "--help").Expect(0).Out;
        Assert.Equal(own, _folder.Run("help", "train", "mnist").Expect(0).Out);
        Assert.Contains("usage\n  fathom train mnist [--model NAME]", own, StringComparison.Ordinal);
        Assert.All("--model --data --augment --limit --validation --hidden --optimizer --schedule --epochs --seed --threads --out --json".Split(' '), option => Assert.Contains($"\n  {option}", own, StringComparison.Ordinal));
        Assert.All(own.Split('\n').Where(line => !line.Contains("fathom")), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void A_column_may_be_called_like_a_kind()
    {
        string table = _folder.WriteClasses().Replace(".csv", "", StringComparison.Ordinal) + ".csv";
        string text = File.ReadAllText(_folder.At(table)).Replace("label", "images", StringComparison.Ordinal);
        Assert.Equal("binary", (string)_folder.Run("train", _folder.Write("named.csv", text), "--target", "images", "--epochs", "1", "--json").Expect(0).Json["task"]!);
    }

    [Fact]
    public void Ctrl_C_keeps_the_best_weights()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var output = new StoppingWriter(cancel) { NewLine = "\n" };
        CliRun run = _folder.Run(output, cancel.Token, "train", "digits", "--model", "mlp", "--epochs", "500", "--patience", "0", "--out", "run").Expect(130);
        Assert.Contains("Stopped by you", run.Out, StringComparison.Ordinal);
        _folder.Run("summary", "run").Expect(0);
    }

    /// <summary>Stops when the first epoch is told of.</summary>
    private sealed class StoppingWriter(CancellationTokenSource cancel) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("epoch", StringComparison.Ordinal) == true)
                cancel.Cancel();
        }
    }
}
