using System.Reflection;
using System.Text.Json.Nodes;

namespace Fathom.Tests.Layers;

/// <summary>What every layer must do, found by reflection: a new layer gets all of this from its line in <see cref="LayerSamples"/>.</summary>
public sealed class EveryLayerTests
{
    private static readonly Type[] s_layers = [.. typeof(Layer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract)];

    public static TheoryData<int> Samples => [.. Enumerable.Range(0, LayerSamples.All.Length)];

    [Fact]
    public void Every_layer_has_a_sample()
    {
        string[] missing = [.. s_layers.Except(LayerSamples.All.Select(sample => sample.Create().GetType())).Select(type => type.Name)];
        Assert.True(missing.Length == 0, $"No line in {nameof(LayerSamples)} for {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Every_layer_that_can_be_rebuilt_stands_in_the_catalogue_under_its_own_name()
    {
        string[] named = [.. s_layers.Where(CanBeRebuilt).Select(NameOf)];
        Assert.Equal(s_layers.Where(CanBeRebuilt).Select(type => type.Name), named);
        Assert.Equal(named.Order(StringComparer.Ordinal), StandardLayers.Catalogue.Names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_tensor_and_module_that_a_layer_holds_is_one_of_its_parts(int sample)
    {
        Layer layer = LayerSamples.All[sample].Create();
        string[] forgotten = [.. PartCheck.Forgotten(layer)];
        Assert.True(forgotten.Length == 0, $"{layer}: Parts forgot {string.Join(", ", forgotten)}.");
    }

    [Fact]
    public void A_forgotten_part_is_found() => Assert.Equal(["_scale", "_inner", "_list"], PartCheck.Forgotten(new Forgetful()));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Parameters_have_PyTorchs_names_and_shapes(int sample)
    {
        Layer layer = LayerSamples.All[sample].Create();
        Assert.Equal(LayerSamples.All[sample].Parameters, string.Join(", ", layer.Parameters.Select(p => $"{p.Name} {p.Tensor.Shape}")));
        Assert.All(layer.Parameters, p => Assert.True(p.Tensor.IsLeaf));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_output_has_the_documented_shape_computed_or_only_planned(int sample)
    {
        LayerSample one = LayerSamples.All[sample];
        Assert.Equal(one.Output, one.Create().Forward(one.Draw(1)).Shape.ToArray());
        Layer planned = one.Create();
        using (Tape.ShapesOnly())
            Assert.Equal(one.Output, planned.Forward(Tensor.Empty(one.Input, one.Type)).Shape.ToArray());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Gradients_of_input_and_parameters_equal_differences(int sample)
    {
        LayerSample one = LayerSamples.All[sample];
        Layer layer = one.Create();
        if (layer is Embedding { PaddingIndex: >= 0 })
            return; // the padding row is held back from training by design: LayerTests checks that it gets no gradient
        layer.ConvertTo(DType.Float64);
        layer.Evaluate();
        Tensor[] inputs = [one.Draw(2, DType.Float64), .. layer.Parameters.Select(p => p.Tensor)];
        if (!inputs.Any(input => input.Type.IsFloating()))
            return;
        GradientCheckResult check = GradientCheck.Of(all => [layer.Forward(all[0])], inputs);
        Assert.True(check.Passed, $"{layer}: {check}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_parameter_receives_a_gradient(int sample)
    {
        LayerSample one = LayerSamples.All[sample];
        Layer layer = one.Create();
        Tensor y = layer.Forward(one.Draw(3));
        if (layer.Parameters.Count == 0)
            return;
        y.Backward(new Rng(4).Normal(y.Shape));
        Assert.All(layer.Parameters, p => Assert.Contains(p.Tensor.Gradient.ToArray<float>(), g => g != 0));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Inputs_of_800_give_finite_values_and_gradients(int sample)
    {
        LayerSample one = LayerSamples.All[sample];
        foreach (DType type in one.Type.IsFloating() ? new[] { DType.Float32, DType.Float64 } : [])
        {
            Layer layer = one.Create();
            layer.ConvertTo(type);
            Tensor x = (one.Draw(6, type) * 1e9).Clamp(-800, 800);
            Tensor leaf = x.Copy().RequireGradient();
            Tensor y = layer.Forward(leaf);
            y.Backward(new Rng(4).Normal(y.Shape, type: type));
            Assert.All([y, leaf.Gradient, .. layer.Parameters.Select(p => p.Tensor.Gradient)], tensor => Assert.All(tensor.To(DType.Float64).ToArray<double>(), value => Assert.True(double.IsFinite(value), layer.ToString())));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_warm_training_step_allocates_nothing(int sample)
    {
        LayerSample one = LayerSamples.All[sample];
        Layer layer = one.Create();
        Tensor x = one.Draw(7);
        Tensor upstream = new Rng(4).Normal(one.Output);
        if (one.Type.IsFloating())
            x.RequireGradient();
        void Run()
        {
            using (Step.Begin())
                layer.Forward(x).Backward(upstream);
        }

        for (int i = 0; i < 5; i++)
            Run();
        Assert.Equal(0, Allocation.OnThisThread(Run));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Describing_and_building_again_gives_the_same_layer_and_with_its_state_the_same_output(int sample)
    {
        LayerSample one = LayerSamples.All[sample];
        Layer layer = one.Create();
        JsonObject described = StandardLayers.Catalogue.Describe(layer);
        Layer again = StandardLayers.Catalogue.Build(JsonNode.Parse(described.ToJsonString()), "test.json");
        Assert.IsType(layer.GetType(), again);
        Assert.Equal(described.ToJsonString(), StandardLayers.Catalogue.Describe(again).ToJsonString());
        Assert.Equal(layer.ToString(), again.ToString());
        again.Restore(layer.Snapshot());
        Tensor x = one.Draw(5);
        Assert.Equal(layer.Predict(x).ToArray<float>(), again.Predict(x).ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_description_with_a_setting_too_many_or_too_few_or_of_a_wrong_type_is_refused(int sample)
    {
        Layer layer = LayerSamples.All[sample].Create();
        string described = StandardLayers.Catalogue.Describe(layer).ToJsonString();
        JsonObject Copy() => JsonNode.Parse(described)!.AsObject();
        JsonObject more = Copy();
        more["surprise"] = 1;
        Assert.Contains("surprise", Assert.Throws<FileFormatException>(() => StandardLayers.Catalogue.Build(more, "test.json")).Message);
        foreach (string setting in Copy().Select(pair => pair.Key).Where(key => key != "layer"))
        {
            JsonObject less = Copy();
            less.Remove(setting);
            Assert.Throws<FileFormatException>(() => StandardLayers.Catalogue.Build(less, "test.json"));
            JsonObject wrong = Copy();
            wrong[setting] = "wrong";
            string message = Assert.Throws<FileFormatException>(() => StandardLayers.Catalogue.Build(wrong, "test.json")).Message;
            Assert.StartsWith("test.json", message);
        }
    }

    private static bool CanBeRebuilt(Type type) => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ILayer<>));

    private static string NameOf(Type type) =>
        (string)typeof(EveryLayerTests).GetMethod(nameof(Name), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;

    private static string Name<T>()
        where T : Layer, ILayer<T> => T.Name;

    /// <summary>A layer whose author forgot parts of every form.</summary>
    private sealed class Forgetful : Layer
    {
        private readonly Tensor _known = Tensor.Parameter([1]);
        private readonly Tensor _scale = Tensor.Parameter([1]);
        private readonly Linear _inner = new(1, 1);
        private readonly List<Layer> _list = [new ReLU()];

        protected override IEnumerable<Part> Parts => [("known", _known)];

        public override Tensor Forward(Tensor x) => _list[0].Forward(_inner.Forward(x) * _scale * _known);
    }
}
