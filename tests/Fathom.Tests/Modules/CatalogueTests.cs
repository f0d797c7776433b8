using System.Text.Json.Nodes;

namespace Fathom.Tests.Modules;

/// <summary>The closed list of layers that files may name.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void A_nested_network_is_described_as_readable_json()
    {
        var model = new Sequential(new Linear(2, 8), new Residual(new Dropout(0.25)), new Linear(8, 1, bias: false));
        Assert.Equal(
            """{"layer":"Sequential","layers":[{"layer":"Linear","in":2,"out":8,"bias":true},{"layer":"Residual","body":{"layer":"Dropout","p":0.25}},{"layer":"Linear","in":8,"out":1,"bias":false}]}""",
            StandardLayers.Catalogue.Describe(model).ToJsonString());
    }

    [Theory]
    [InlineData("""{"layer":"Frobnicate"}""", "\"Frobnicate\", which is not in the catalogue")]
    [InlineData("""{"layer":"System.Diagnostics.Process"}""", "not in the catalogue")]
    [InlineData("""{"layer":"Linear","in":2,"out":3,"bias":true,"rank":4}""", "settings it does not know: rank")]
    [InlineData("""{"layer":"Linear","in":2,"out":3}""", "\"bias\" is missing; expected true or false")]
    [InlineData("""{"layer":"Linear","in":"two","out":3,"bias":true}""", "\"in\" is \"two\"; expected a whole number")]
    [InlineData("""{"layer":"Linear","in":2.5,"out":3,"bias":true}""", "\"in\" is 2.5; expected a whole number")]
    [InlineData("""{"layer":"Linear","in":-1,"out":3,"bias":true}""", "in")]
    [InlineData("""{"layer":"Dropout","p":2}""", "p is 2")]
    [InlineData("""{"layer":"Sequential","layers":{}}""", "expected a list of layers")]
    [InlineData("""{"layer":"Sequential","layers":[1]}""", "must be an object with \"layer\"")]
    [InlineData("""{"layer":7}""", "must be an object with \"layer\"")]
    [InlineData("""[]""", "must be an object with \"layer\"")]
    [InlineData("""null""", "must be an object with \"layer\"")]
    public void A_damaged_description_is_refused_with_file_and_reason(string json, string reason)
    {
        var error = Assert.Throws<FileFormatException>(() => StandardLayers.Catalogue.Build(JsonNode.Parse(json), "model.json"));
        Assert.StartsWith("model.json", error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void A_layer_of_ones_own_can_be_saved_once_it_is_in_a_catalogue()
    {
        var layer = new Sequential(new Scale(3));
        Assert.Contains("catalogue.Add<Scale>()", Assert.Throws<ArgumentException>(() => StandardLayers.Catalogue.Describe(layer)).Message);
        Catalogue catalogue = new Catalogue().Add<Sequential>().Add<Scale>();
        string json = catalogue.Describe(layer).ToJsonString();
        Assert.Equal("""{"layer":"Sequential","layers":[{"layer":"Scale","by":3}]}""", json);
        Layer again = catalogue.Build(JsonNode.Parse(json), "model.json");
        Assert.Equal([3f, 6], again.Forward(Tensor.From([1f, 2])).ToArray<float>());
        Assert.Contains("\"Scale\"", Assert.Throws<FileFormatException>(() => StandardLayers.Catalogue.Build(JsonNode.Parse(json), "model.json")).Message);
    }

    [Fact]
    public void A_name_can_be_taken_once()
    {
        Catalogue catalogue = new Catalogue().Add<Scale>();
        Assert.Contains("already", Assert.Throws<ArgumentException>(() => catalogue.Add<OtherScale>()).Message);
    }

    private sealed class Scale(double by) : Layer, ILayer<Scale>
    {
        static string ILayer<Scale>.Name => "Scale";

        static Scale ILayer<Scale>.Create(Settings settings) => new(settings.Double("by"));

        public override Tensor Forward(Tensor x) => x * by;

        void ILayer<Scale>.Describe(Settings settings) => settings.Set("by", by);
    }

    private sealed class OtherScale : Layer, ILayer<OtherScale>
    {
        static string ILayer<OtherScale>.Name => "Scale";

        static OtherScale ILayer<OtherScale>.Create(Settings settings) => new();

        public override Tensor Forward(Tensor x) => x;

        void ILayer<OtherScale>.Describe(Settings settings)
        {
        }
    }
}
