using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Fathom.Tests.Cli;

/// <summary>Models that the first version saved, before there were labels, weights and several outputs, are read as they were.</summary>
public sealed class FirstModelsTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("binary", "breast-cancer", "diagnosis", 31)]
    [InlineData("classes", "iris", "species", 15)]
    public void A_first_model_is_summarized_judges_and_predicts(string file, string data, string target, long parameters)
    {
        string model = Model(file);
        using (Stream csv = Datasets.Find(data)!.OpenCsv())
        using (var reader = new StreamReader(csv, Encoding.UTF8))
            _folder.Write("data.csv", reader.ReadToEnd());
        JsonNode summary = _folder.Run("summary", model, "--json").Expect(0).Json;
        Assert.Equal((target, parameters), ((string)summary["target"]!, (long)summary["parameters"]!));
        JsonNode judged = _folder.Run("evaluate", model, "data.csv", "--json").Expect(0).Json["test"]!;

        // Figures of the training that are stored in the file are those of a fifth of these rows.
        double stored = (double)summary["training"]!["test"]!["accuracy"]!;
        Assert.Equal(stored, (double)judged["accuracy"]!, 0.15);
        Assert.StartsWith($"{target},probability of ", _folder.Run("predict", model, "data.csv").Expect(0).Out);
    }

    [Fact]
    public void A_first_model_of_a_number_predicts_in_its_units()
    {
        _folder.Write("new.csv", "sl,sw,species,pw\n5.1,3.5,a,20\n6.3,3.3,c,250\n");
        string[] lines = _folder.Run("predict", Model("number"), "new.csv").Expect(0).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("pl", lines[0]);

        // Petals are 1 to 7 cm long, on average 3.8; in standard units they would be about 0.
        Assert.Equal(3, lines.Length);
        Assert.All(lines[1..], line => Assert.InRange(double.Parse(line, CultureInfo.InvariantCulture), 1, 7));
    }

    private string Model(string name) =>
        _folder.Write("model.safetensors", File.ReadAllBytes(Path.Combine(Architecture.Repository.Full("tests/Fathom.Tests/Cli/data"), $"first-{name}.safetensors")));
}
