using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

/// <summary><c>fathom profile</c>: figures vary from run to run, so they are only asked to be there and to fit each other.</summary>
public sealed class ProfileCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_of_a_table_shows_its_layers_with_its_own_batch_and_optimizer()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1", "--hidden", "9", "--batch", "16", "--optimizer", "sgd", "--dropout", "0.2");
        CliRun profile = _folder.Run("profile", run, "--steps", "3", "--operations", "--json").Expect(0);
        JsonNode json = profile.Json;
        Assert.Equal((16, "sgd", 3, true), ((int)json["batch"]!, (string)json["optimizer"]!, (int)json["steps"]!, (bool)json["training"]!));
        JsonObject[] layers = [.. json["layers"]!.AsArray().Select(row => row!.AsObject())];
        Assert.Equal(["data", "layer", "layer", "layer", "layer", "loss", "optimizer", "other"], layers.Select(row => (string)row["kind"]!));
        Assert.Equal(["0", "1", "2", "3"], layers.Select(row => (string)row["path"]!).Where(path => path.Length > 0));
        Assert.Equal(1, layers.Sum(row => (double)row["share"]!), 1e-9);
        Assert.Equal((double)json["rows_us"]!, layers.Sum(row => (double)row["forward_us"]! + (double)row["backward_us"]!), 1e-6);
        Assert.Equal((double)json["mflop"]!, json["operations"]!.AsArray().Sum(row => (double)row!["mflop"]!), 1e-9);
        Assert.True((double)json["peak_gflops"]! > 0 && (double)json["bandwidth_gb"]! > 0 && (double)json["operation_us"]! > 0);
        string advice = (string)json["advice"]![0]!["text"]!;
        Assert.Contains($"\nadvice: {advice}\n", profile.Out, StringComparison.Ordinal);
        foreach (string part in (string[])["made-up rows", "forward µs", "of peak", "of memory", "moves", "heap", "0 Linear(", "rows of the batch", "loss ", "Sgd ", "rest of the step", "rows add up to", "recording takes", "this machine, "])
            Assert.Contains(part, profile.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', profile.Out);
    }

    [Fact]
    public void Categories_texts_images_and_series_are_made_up_as_their_models_read_them()
    {
        string codes = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1", "--embeddings");
        Assert.Contains("ColumnEmbedding", Profile(codes), StringComparison.Ordinal);
        _folder.Write("rhyme.txt", string.Concat(Enumerable.Repeat("the cat sat on the mat and the rat sat on the hat\n", 40)));
        _folder.Run("train", "text", "rhyme.txt", "--model", "gpt", "--context", "16", "--batch", "4", "--layers", "1", "--heads", "2", "--width", "16", "--steps", "2", "--out", "text").Expect(0);
        Assert.Contains("layers.0.self_attn MultiHeadAttention", Profile("text"), StringComparison.Ordinal);
        _folder.Run("train", "digits", "--model", "cnn", "--epochs", "1", "--out", "images").Expect(0);
        Assert.Contains("Conv2d(", Profile("images"), StringComparison.Ordinal);
        _folder.Run("train", "series", "airline", "--epochs", "1", "--out", "series").Expect(0);
        Assert.Contains("training step on 16 rows", Profile("series"), StringComparison.Ordinal);

        string Profile(string run) => _folder.Run("profile", run, "--steps", "1").Expect(0).Out;
    }

    [Fact]
    public void A_ready_network_folds_to_its_blocks_and_predicts()
    {
        JsonNode json = _folder.Run("profile", "resnet20", "--depth", "1", "--batch", "2", "--steps", "1", "--inference", "--threads", "1", "--json").Expect(0).Json;
        Assert.Equal((2, false), ((int)json["batch"]!, (bool)json["training"]!));
        Assert.Contains("layer1", json["layers"]!.AsArray().Select(row => (string)row!["path"]!));
        Assert.All(json["layers"]!.AsArray(), row => Assert.Equal(0, (double)row!["backward_us"]!));
        Assert.Null(json["optimizer"]);
    }

    [Fact]
    public void A_model_without_preprocessing_tells_its_inputs_or_asks_for_them()
    {
        new ModelFile(new Sequential(new Linear(6, 5), new Tanh(), new Linear(5, 3)), Objective.MultiClass).Save(_folder.At("own.safetensors"));
        Assert.Contains("2 Linear(5, 3)", _folder.Run("profile", "own.safetensors", "--steps", "1").Expect(0).Out, StringComparison.Ordinal);
        new ModelFile(new Sequential(new Conv2d(2, 4, 3), new Flatten(), new Linear(4, 3)), Objective.MultiClass).Save(_folder.At("pictures.safetensors"));
        Assert.Contains("name its shape, for example --input 3,32,32", _folder.Run("profile", "pictures.safetensors").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("0 Conv2d(2, 4, kernel: 3)", _folder.Run("profile", "pictures.safetensors", "--input", "2,3,3", "--steps", "1").Expect(0).Out, StringComparison.Ordinal);
        Assert.Contains("does not take rows of shape (2, 9, 9)", _folder.Run("profile", "pictures.safetensors", "--input", "2,9,9").Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_are_told_in_words()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1");
        Refused("nowhere does not exist. Name a run directory or a model file, as runs/latest. Or a ready network: mlp, cnn, resnet20, char-lstm, gpt.", "nowhere");
        Refused("--batch is '0'; expected a whole number from 1 to 1048576", run, "--batch", "0");
        Refused("--steps is 'many'; expected a whole number", run, "--steps", "many");
        Refused("--threads is '0'; expected a whole number", run, "--threads", "0");
        Refused("--depth is '0'; expected a whole number", run, "--depth", "0");
        Refused("--input is for models that do not say what they read", run, "--input", "3");
        Refused("MODEL_OR_RUN");
        byte[] bytes = File.ReadAllBytes(_folder.At(Path.Combine(run, "model.safetensors")));
        bytes[^5] ^= 1;
        _folder.Write("damaged.safetensors", bytes);
        Refused("The file was altered or damaged", "damaged.safetensors");
        _folder.Write("text.txt", "no model at all");
        Refused("text.txt", "text.txt");
        string normal = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "1", "--normalization", "batch");
        Refused("cannot be profiled with batches of 1 row", normal, "--batch", "1");

        void Refused(string expected, params string[] words)
        {
            CliRun refused = _folder.Run(["profile", .. words]).Expect(2);
            Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
            Assert.Single(refused.Error.TrimEnd('\n').Split('\n'));
        }
    }

    [Fact]
    public void Ctrl_C_ends_it()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Equal(130, _folder.Run(new StringWriter { NewLine = "\n" }, cancel.Token, "profile", "mlp").Code);
    }
}
