namespace Fathom.Tests.Modules;

/// <summary>L6: hooks by layer name.</summary>
public sealed class HookTests
{
    private readonly Rng _rng = new(3);

    [Fact]
    public void A_hook_sees_what_the_layer_gives()
    {
        Sequential model = Picture();
        Tensor x = _rng.Normal([2, 1, 8, 8]);
        var seen = new Dictionary<string, float[]>();
        using (model.Hook("*", (layer, output) => seen.Add(layer.Name, output.ToArray<float>())))
            model.Forward(x);

        // Layer by layer, where nothing is joined and nothing released.
        Tensor y = x;
        for (int i = 0; i < model.Count; i++)
        {
            y = model[i].Forward(y);
            Assert.Equal(y.ToArray<float>(), seen[$"{i}"]);
        }

        Assert.Equal(model.Count, seen.Count);
    }

    [Fact]
    public void A_hook_sees_the_gradient_of_what_the_layer_gives()
    {
        Sequential model = Picture();
        Tensor x = _rng.Normal([2, 1, 8, 8]);
        var seen = new Dictionary<string, float[]>();
        using (model.HookGradient("*", (layer, gradient) => seen.Add(layer.Name, gradient.ToArray<float>())))
        using (Step.Begin())
            model.Forward(x).Mean().Backward(retainGraph: false);

        Tensor y = x;
        var outputs = new List<Tensor>();
        for (int i = 0; i < model.Count; i++)
            outputs.Add(y = model[i].Forward(y).RetainGradient());
        y.Mean().Backward();

        // A view has its base's gradient: flattening that of the layer before it.
        for (int i = 0; i < model.Count; i++)
            Assert.Equal(outputs[i].Gradient.ToArray<float>(), seen[$"{i}"]);
    }

    [Fact]
    public void Patterns_name_several_layers_and_parts_of_parts()
    {
        var model = new Net(_rng);
        var names = new List<string>();
        using (model.Hook("encoder.*", (layer, _) => names.Add(layer.Name)))
        using (model.Hook("head", (layer, output) => names.Add($"{layer.Name} {layer.Module.GetType().Name} {output.Shape}")))
        using (model.Hook("encoder", (layer, _) => names.Add(layer.Name)))
            model.Forward(_rng.Normal([4, 3]));
        Assert.Equal(["encoder.0", "encoder.1", "encoder", "head Linear (4, 2)"], names);
    }

    [Fact]
    public void A_wrong_name_lists_those_that_there_are()
    {
        var error = Assert.Throws<ArgumentException>(() => new Net(_rng).Hook("haed", (_, _) => { }));
        Assert.Equal("No layer of Net is named \"haed\". There are, nearest first: head, encoder, encoder.0, encoder.1. (Parameter 'name')", error.Message);
        Assert.Throws<ArgumentException>(() => new Net(_rng).Hook("", (_, _) => { }));
        Assert.StartsWith("No layer of Linear is named \"0\". Linear has no layers below it", Assert.Throws<ArgumentException>(() => new Linear(2, 2).Hook("0", (_, _) => { })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Values_are_only_lent(bool inStep)
    {
        var model = new Net(_rng);
        var outlived = new List<Tensor>();
        Tensor kept = default;
        float[] expected = [];
        using (model.Hook("head", (_, output) =>
        {
            expected = output.ToArray<float>();
            outlived.AddRange([output, output[0], output + 1]);
            kept = output[1].Copy().Keep();
        }))
        {
            if (inStep)
            {
                using Step step = Step.Begin();
                model.Forward(_rng.Normal([4, 3]));
            }
            else
            {
                model.Forward(_rng.Normal([4, 3]));
            }
        }

        Assert.All(outlived, tensor => Assert.Throws<StepException>(() => tensor.ToArray<float>()));
        Assert.Equal(expected[2..4], kept.ToArray<float>());
    }

    [Fact]
    public void Keeping_what_was_lent_takes_it_out()
    {
        var model = new Net(_rng);
        Tensor kept = default;
        float[] expected = [];
        using (model.Hook("encoder.1", (_, output) => (kept, expected) = (output.Keep(), output.ToArray<float>())))
        {
            for (int i = 0; i < 3; i++)
            {
                using Step step = Step.Begin();
                model.Forward(_rng.Normal([4, 3])).Mean().Backward(retainGraph: false);
                if (i == 0)
                    break;
            }
        }

        for (int i = 0; i < 3; i++)
        {
            using Step step = Step.Begin();
            model.Forward(_rng.Normal([4, 3])).Mean().Backward(retainGraph: false);
        }

        Assert.Equal(expected, kept.ToArray<float>());
    }

    [Fact]
    public void After_its_end_a_hook_is_silent_also_when_it_ends_itself()
    {
        var model = new Net(_rng);
        int calls = 0;
        IDisposable? hook = null;
        hook = model.Hook("*", (_, _) =>
        {
            calls++;
            hook!.Dispose();
        });
        model.Forward(_rng.Normal([4, 3]));
        model.Forward(_rng.Normal([4, 3]));
        Assert.Equal(1, calls);
        Assert.Null(Probe.Current);
        hook.Dispose();
    }

    [Fact]
    public void Hooks_end_in_any_order()
    {
        var model = new Net(_rng);
        var calls = new List<int>();
        IDisposable[] hooks = [.. Enumerable.Range(0, 3).Select(i => model.Hook("head", (_, _) => calls.Add(i)))];
        model.Forward(_rng.Normal([4, 3]));
        hooks[1].Dispose();
        model.Forward(_rng.Normal([4, 3]));
        hooks[2].Dispose();
        model.Forward(_rng.Normal([4, 3]));
        hooks[0].Dispose();
        Assert.Equal([2, 1, 0, 2, 0, 0], calls);
        Assert.Null(Probe.Current);
    }

    [Fact]
    public void An_exception_in_a_hook_ends_forward_and_leaves_nothing_behind()
    {
        var model = new Net(_rng);
        using (model.Hook("encoder.0", (_, _) => throw new InvalidOperationException("mine")))
            Assert.Equal("mine", Assert.Throws<InvalidOperationException>(() => model.Forward(_rng.Normal([4, 3]))).Message);
        Assert.Null(Probe.Current);
        Assert.Equal(0, Workspace.Current.Depth);
        model.Forward(_rng.Normal([4, 3])).Mean().Backward();
    }

    [Fact]
    public void A_hook_belongs_to_its_thread()
    {
        var model = new Net(_rng);
        Tensor x = _rng.Normal([4, 3]);
        int calls = 0;
        IDisposable hook = model.Hook("head", (_, _) => calls++);
        Exception? fault = null;
        var other = new Thread(() =>
        {
            model.Forward(x);
            fault = Record.Exception(hook.Dispose);
        });
        other.Start();
        other.Join();
        Assert.Equal(0, calls);
        Assert.IsType<InvalidOperationException>(fault);
        hook.Dispose();
    }

    [Fact]
    public void A_hook_a_monitor_and_a_profile_work_together()
    {
        var model = new Net(_rng);
        int calls = 0;
        using (model.Hook("head", (_, output) =>
        {
            calls++;
            output.Mean();
        }))
        {
            Profile profile = Profiler.Count(model, Objective.Regression, _rng.Normal([4, 3]), _rng.Normal([4, 2]));
            Assert.True(calls > 0);
            Assert.DoesNotContain(profile.Rows.Where(row => row.Kind == ProfileKind.Layer).SelectMany(row => row.Operations), operation => operation.Name == "Mean");
            Assert.Equal(["encoder.0", "encoder.1", "head"], ActivationStatistics.Of(model, _rng.Normal([4, 3])).Select(layer => layer.Name));
        }

        Assert.Null(Probe.Current);
    }

    [Fact]
    public void What_a_hook_computes_is_not_recorded()
    {
        var model = new Net(_rng);
        bool? needs = null;
        using (model.Hook("head", (_, output) => needs = (output * 2).NeedsGradient))
            model.Forward(_rng.Normal([4, 3])).Mean().Backward();
        Assert.False(needs);
    }

    [Fact]
    public void Recurrent_and_attention_layers_are_seen_once_each()
    {
        var text = new CharLstm(10, embedding: 4, width: 6, layers: 2, dropout: 0.1, rng: _rng);
        var gpt = new Gpt(10, context: 8, layers: 2, heads: 2, width: 8, dropout: 0.1, rng: _rng);
        Tensor tokens = Tensor.Zeros([3, 8], DType.Int64);
        foreach (LanguageModel model in (LanguageModel[])[text, gpt])
        {
            var outputs = new Dictionary<string, Shape>();
            var gradients = new HashSet<string>();
            using (model.Hook("*", (layer, output) => outputs.Add(layer.Name, output.Shape)))
            using (model.HookGradient("*", (layer, gradient) => Assert.True(gradients.Add(layer.Name))))
            using (Step.Begin())
                model.Forward(tokens).Mean().Backward(retainGraph: false);
            string[] leaves = [.. model.Descendants().Where(item => item.Path.Length > 0 && !item.Module.GetParts().Any(part => part.Module is not null)).Select(item => item.Path)];
            Assert.Empty(leaves.Except(outputs.Keys));
            Assert.Empty(leaves.Except(gradients));
        }
    }

    private Sequential Picture() => new(
        new Conv2d(1, 4, 3, rng: _rng), new BatchNorm2d(4), new ReLU(), new Conv2d(4, 4, 3, rng: _rng), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(16, 3, rng: _rng), new Softmax());

    private sealed class Net(Rng rng) : Layer
    {
        private readonly Sequential _encoder = new(new Linear(3, 5, rng: rng), new Tanh());
        private readonly Linear _head = new(5, 2, rng: rng);

        protected override IEnumerable<Part> Parts => [("encoder", _encoder), ("head", _head)];

        public override Tensor Forward(Tensor x) => _head.Forward(_encoder.Forward(x));
    }
}
