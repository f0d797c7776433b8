using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fathom.Conformance;

/// <summary>training.json: whole runs from a given state; the loss of every step and the state at the end.</summary>
internal static partial class TrainingCases
{
    /// <summary>Layers by name. The numbers written with them come as <c>c.Sizes</c>; <c>c.Width</c> is what the layers before put out.</summary>
    private static readonly Dictionary<string, Func<Context, Layer>> s_layers = new(StringComparer.Ordinal)
    {
        ["linear"] = c => new Linear(c.Sizes[0], c.Width = c.Sizes[1]),
        ["layernorm"] = c => new LayerNorm(c.Sizes.Length == 0 ? [c.Width] : c.Sizes),
        ["batchnorm"] = c => new BatchNorm1d(c.Width),
        ["flatten"] = _ => new Flatten(),
        ["relu"] = _ => new ReLU(),
        ["leaky_relu"] = _ => new LeakyReLU(),
        ["gelu"] = _ => new GELU(),
        ["silu"] = _ => new SiLU(),
        ["sigmoid"] = _ => new Sigmoid(),
        ["tanh"] = _ => new Tanh(),
        ["softmax"] = _ => new Softmax(),
        ["log_softmax"] = _ => new LogSoftmax(),
    };

    public static void Run(Trial trial)
    {
        Sequential model = Build(trial.Arguments);
        model.ConvertTo(trial.Type);
        model.Restore([.. trial.Case.Arrays("initial_state").Select(item => new NamedTensor(item.Name, item.Values))]);
        (string name, Arguments settings) = Arguments.Parse(trial.Arguments.Text("optimizer"));
        Optimizer optimizer = OptimizerCases.Create(name, model, settings);
        string lossName = trial.Arguments.Text("loss");
        Func<Tensor, Tensor, Tensor> loss = LossCases.OfRuns.TryGetValue(lossName, out Func<Tensor, Tensor, Tensor>? known) ? known : throw new NotKnownException($"with {lossName}");
        trial.Arguments.DemandAllRead();
        Tensor[] x = trial.Case.List("batches_x");
        Tensor[] y = trial.Case.List("batches_y");
        double[] expected = [.. trial.Case["losses"].EnumerateArray().Select(value => ReferenceArray.Number(value, "losses"))];
        double[] losses = new double[expected.Length];
        for (int step = 0; step < losses.Length; step++)
        {
            using (Step.Begin())
                losses[step] = Train(model, optimizer, loss, x[step % x.Length].In(trial.Type), y[step % y.Length].In(trial.Type));
        }

        Comparison.Check("losses", Tensor.From(losses, [losses.Length]), Tensor.From(expected, [expected.Length]), Tolerance.OfLosses(trial.Type));
        var state = model.State.ToDictionary(item => item.Name, item => item.Tensor);
        foreach ((string path, Tensor values) in trial.Case.Arrays("final_state"))
            Comparison.Check($"final {path}", state.GetValueOrDefault(path), values, Tolerance.OfFinalState(trial.Type));
    }

    private static double Train(Layer model, Optimizer optimizer, Func<Tensor, Tensor, Tensor> loss, Tensor x, Tensor y)
    {
        optimizer.ZeroGradients();
        Tensor value = loss(model.Forward(x), y);
        value.Backward();
        optimizer.Step();
        return value.ToScalar();
    }

    /// <summary>
    /// Reads a list of layers: a number is a linear layer to that width (the first is the input's), a name an activation or normalization, and a
    /// line such as <c>conv2d 1->3 k3 p1</c> a layer with its sizes. <c>hidden</c> stands between linear layers, <c>output</c> at the end.
    /// </summary>
    private static Sequential Build(Arguments arguments)
    {
        var layers = new List<Layer>();
        var context = new Context();
        string? hidden = arguments.Has("hidden") ? arguments.Text("hidden") : null;
        foreach (JsonElement entry in arguments.Any("layers").EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Number)
            {
                layers.Add(Create(entry.GetString() ?? "", context));
                continue;
            }

            int width = entry.GetInt32();
            if (context.Width > 0)
            {
                if (hidden is not null && layers.LastOrDefault() is Linear)
                    layers.Add(Create(hidden, context));
                layers.Add(new Linear(context.Width, width));
            }

            context.Width = width;
        }

        if (arguments.Has("output"))
            layers.Add(Create(arguments.Text("output"), context));
        return new Sequential([.. layers]);
    }

    private static Layer Create(string line, Context context)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !s_layers.TryGetValue(words[0], out Func<Context, Layer>? create))
            throw new NotKnownException($"with {line}");
        context.Sizes = [];
        foreach (string word in words.Skip(1))
        {
            Match arrow = Arrow().Match(word);
            if (!arrow.Success)
                throw new NotKnownException($"with {line}");
            context.Sizes = [int.Parse(arrow.Groups[1].Value), int.Parse(arrow.Groups[2].Value)];
        }

        return create(context);
    }

    [GeneratedRegex(@"^(\d+)->(\d+)$")]
    private static partial Regex Arrow();

    private sealed class Context
    {
        public int Width { get; set; }

        public int[] Sizes { get; set; } = [];
    }
}
