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
        ["conv1d"] = c => new Conv1d(c.Sizes[0], c.Width = c.Sizes[1], c['k', 1], c['s', 1], c['p', 0], c['d', 1], c['g', 1]),
        ["conv2d"] = c => new Conv2d(c.Sizes[0], c.Width = c.Sizes[1], c['k', 1], c['s', 1], c['p', 0], c['d', 1], c['g', 1]),
        ["maxpool"] = c => new MaxPool2d(c.Number, c['s', c.Number], c['p', 0]),
        ["avgpool"] = c => new AvgPool2d(c.Number, c['s', c.Number], c['p', 0]),
        ["batchnorm"] = c => c.OfPictures ? new BatchNorm2d(c.Width) : new BatchNorm1d(c.Width),
        ["flatten"] = c => c.Flat(),
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
        string kind = words.Length == 0 ? "" : words[0];
        context.Sizes = [];
        context.Letters.Clear();
        if (!s_layers.ContainsKey(kind) && Numbered().Match(kind) is { Success: true } numbered)
        {
            kind = numbered.Groups[1].Value;
            context.Number = int.Parse(numbered.Groups[2].Value);
        }

        if (!s_layers.TryGetValue(kind, out Func<Context, Layer>? create))
            throw new NotKnownException($"with {line}");
        foreach (string word in words.Skip(1))
        {
            Match arrow = Arrow().Match(word), letter = Letter().Match(word);
            if (arrow.Success)
                context.Sizes = [int.Parse(arrow.Groups[1].Value), int.Parse(arrow.Groups[2].Value)];
            else if (letter.Success)
                context.Letters[letter.Groups[1].Value[0]] = int.Parse(letter.Groups[2].Value);
            else
                throw new NotKnownException($"with {line}");
        }

        context.OfPictures |= kind == "conv2d";
        return create(context);
    }

    [GeneratedRegex(@"^(\d+)->(\d+)$")]
    private static partial Regex Arrow();

    /// <summary>A size with its letter: k3 is a kernel, s2 a stride, p1 padding, d2 a dilation, g4 groups.</summary>
    [GeneratedRegex(@"^([kspdg])(\d+)$")]
    private static partial Regex Letter();

    [GeneratedRegex(@"^([a-z_]+)(\d+)$")]
    private static partial Regex Numbered();

    private sealed class Context
    {
        public int Width { get; set; }

        public int[] Sizes { get; set; } = [];

        /// <summary>The number at the end of a name: <c>maxpool2</c>.</summary>
        public int Number { get; set; }

        public Dictionary<char, int> Letters { get; } = [];

        /// <summary>Whether what stands before are pictures: a convolution was, and no flatten since.</summary>
        public bool OfPictures { get; set; }

        public int this[char letter, int standard] => Letters.GetValueOrDefault(letter, standard);

        public Flatten Flat()
        {
            OfPictures = false;
            return new Flatten();
        }
    }
}
