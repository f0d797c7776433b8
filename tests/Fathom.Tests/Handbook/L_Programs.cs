using Fathom.Cli;
using Fathom.Tests.Cli;

namespace Fathom.Tests.Handbook;

/// <summary>Worked programs on images (L9), as <c>fathom train</c> runs them; those of <c>examples/</c> run in CI.</summary>
public sealed class L_Programs : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>64 → 256 → 128 → 10: 64·256 + 256 + 256·128 + 128 + 128·10 + 10 = 50,826.</summary>
    [Fact]
    public void L9_the_MNIST_perceptron_on_the_built_in_digits_has_50826_parameters()
    {
        CliRun run = _folder.Run("train", "digits", "--model", "mlp", "--epochs", "12", "--json").Expect(0);
        Assert.Equal(50_826, (int)run.Json["parameters"]!);
        Assert.InRange((double)run.Json["test"]!["accuracy"]!, 0.95, 1);
    }

    /// <summary>128 hidden units, batch norm, dropout 0.3: 784·128 + 128 + 2·128 + 128·10 + 10 = 102,026 on MNIST.</summary>
    [Fact]
    public void L9_the_Keras_style_classifier_is_one_command()
    {
        ImageData.WriteIdx(_folder);
        CliRun run = _folder.Run("train", "mnist", "--data", "idx", "--model", "mlp", "--hidden", "128", "--normalization", "batch", "--dropout", "0.3",
            "--lr", "1e-3", "--batch", "64", "--epochs", "10", "--patience", "3", "--json").Expect(0);
        Assert.Equal(102_026, (int)run.Json["parameters"]!);
        foreach (string layer in (string[])["Linear(784, 128)", "BatchNorm1d(128)", "Dropout(0.3)", "Linear(128, 10)", "patience 3"])
            Assert.Contains(layer, run.Out, StringComparison.Ordinal);
    }

    /// <summary>What <c>fathom train mnist</c> starts from without options is what the handbook's programs use.</summary>
    [Theory]
    [InlineData("mlp", "adam", "0.001", "64")]
    [InlineData("cnn", "adam", "0.001", "64")]
    public void L9_settings_for_MNIST_are_the_programs_own(string model, string optimizer, string rate, string batch)
    {
        var settings = ImageSettings.For(new ImageOptions { Set = "mnist", Model = model }, rows: 54_000, stopsEarly: true);
        Assert.Equal((optimizer, rate, batch), (Value("optimizer"), Value("lr"), Value("batch")));
        if (model == "mlp")
            Assert.Equal(("256,128", "none"), (Value("hidden"), Value("dropout")));
        Assert.All(settings.Settings, setting => Assert.True(setting.Reason.Length > 4, setting.ToString()));

        string Value(string name) => settings.Settings.Single(setting => setting.Name == name).Value;
    }

    /// <summary>ResNet-20 with two classes in place of ten: 272,474 − 8·(64 + 1) parameters.</summary>
    [Fact]
    public void L9_a_residual_network_trains_on_images_and_its_run_is_read_again()
    {
        ImageData.WriteFolders(_folder, "shapes");
        CliRun run = _folder.Run("train", "images", "shapes", "--model", "resnet20", "--epochs", "1", "--batch", "16", "--out", "run", "--json").Expect(0);
        Assert.Equal(271_954, (int)run.Json["parameters"]!);
        Assert.Equal(48, (int)_folder.Run("evaluate", "run", "shapes", "--json").Expect(0).Json["rows"]!);
    }
}
