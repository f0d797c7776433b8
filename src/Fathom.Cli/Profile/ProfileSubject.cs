using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>What <c>fathom profile</c> looks at: a network, what it is trained for, and made-up rows of the kind it reads.</summary>
/// <param name="Name">How the user named it.</param>
/// <param name="Model">The network.</param>
/// <param name="Objective">What it is trained for.</param>
/// <param name="Rows">Makes a number of rows.</param>
/// <param name="Batch">The batch it was trained with, or the usual one.</param>
/// <param name="Optimizer">The optimizer it was trained with, or the usual one.</param>
internal sealed record ProfileSubject(string Name, Layer Model, Objective Objective, Func<int, Dataset> Rows, int Batch, string Optimizer)
{
    private const int UsualBatch = 32, PictureBatch = 64, PictureClasses = 10, TextClasses = 65;
    private const string UsualOptimizer = "adam";

    /// <summary>The networks that are known by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mlp", "cnn", "resnet20", "char-lstm", "gpt"];

    /// <summary>What the user means: a ready network by its name, else a model file or run.</summary>
    /// <exception cref="UsageException">There is no such thing.</exception>
    public static ProfileSubject Of(string word, IReadOnlyList<int>? input, Shell shell) =>
        Names.Contains(word) && !Path.Exists(shell.Resolve(word)) ? Ready(word) : OfFile(word, input, shell);

    private static ProfileSubject OfFile(string word, IReadOnlyList<int>? input, Shell shell)
    {
        string path;
        try
        {
            path = RunDirectory.FindModel(shell.Resolve(word));
        }
        catch (FileNotFoundException fault)
        {
            throw new UsageException($"{fault.Message} Or a ready network: {string.Join(", ", Names)}.");
        }

        ModelFile file = ModelFile.Load(path);
        bool knows = file.Texts.ContainsKey(ImageInput.Key) || file.Texts.ContainsKey(TextJob.VocabularyKey) || file.Texts.ContainsKey(SeriesModel.Key) || file.Texts.ContainsKey(TableJob.PreprocessingKey);
        if (knows && input is not null)
            throw new UsageException($"--input is for models that do not say what they read; {word} does.");
        JsonObject training = knows ? TrainedModel.ReadTraining(file, path) : [];
        int batch = BatchOf(training) ?? UsualBatch;
        string optimizer = Setting(training, "optimizer") is { } name && StandardOptimizers.Names.Contains(name) ? name : UsualOptimizer;
        return new ProfileSubject(word, file.Model, file.Objective, RowsOf(file, path, word, input), batch, optimizer);
    }

    private static Func<int, Dataset> RowsOf(ModelFile file, string path, string word, IReadOnlyList<int>? input)
    {
        if (ImageModel.Of(path, file) is { } images)
            return rows => Pictures(images.Input.Shape, images.Input.Classes.Count, rows, images.Input.Mean, images.Input.Deviation);
        if (TextModel.Of(path, file) is { } text)
            return rows => Windows(text.Vocabulary.Count, text.Window, rows);
        if (SeriesModel.Of(file, path) is { } series)
            return rows => MadeUp(file, [series.Forecaster.Window], [], rows, word);
        if (file.Texts.ContainsKey(TableJob.PreprocessingKey) && TrainedModel.Of(path, file).Preprocessor is var table)
            return rows => MadeUp(file, [table.FeatureCount], table.CodeCounts, rows, word);
        if (file.Model is LanguageModel language)
            return rows => Windows(language.Vocabulary, language.Context ?? TextSettings.UsualContext, rows);
        int[] row = input is not null ? [.. input] : file.Model is Sequential { Count: > 0 } layers && layers[0] is Linear linear ? [linear.Inputs]
            : throw new UsageException($"{word} does not tell what a row looks like; name its shape, for example --input 3,32,32.");
        return rows => MadeUp(file, row, [], rows, word);
    }

    private static ProfileSubject Ready(string name)
    {
        var rng = new Rng(0);
        Layer model = name switch
        {
            "mlp" => new Sequential([new Flatten(), .. Mlp.Create(784, [256, 128], PictureClasses, rng: rng)]),
            "cnn" => MnistCnn.Create(rng: rng),
            "resnet20" => new ResNet(20, rng: rng),
            "char-lstm" => new CharLstm(TextClasses, rng: rng),
            _ => new Gpt(TextClasses, context: 64, layers: 4, heads: 4, width: 128, rng: rng),
        };
        return name switch
        {
            "char-lstm" or "gpt" => new ProfileSubject(name, model, Objective.NextToken, rows => Windows(TextClasses, 64, rows), name == "gpt" ? 12 : UsualBatch, name == "gpt" ? "adamw" : UsualOptimizer),
            _ => new ProfileSubject(name, model, Objective.MultiClass, rows => Pictures(name == "resnet20" ? [3, 32, 32] : [1, 28, 28], PictureClasses, rows), PictureBatch, name == "resnet20" ? "sgd" : UsualOptimizer),
        };
    }

    private static Dataset Pictures(Shape shape, int classes, int rows, IReadOnlyList<double>? mean = null, IReadOnlyList<double>? deviation = null)
    {
        byte[] pixels = new byte[checked(rows * shape.Length)];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i * 7919);
        return new Dataset(new ImageRows(pixels, shape, [.. Enumerable.Range(0, rows).Select(row => (long)(row % classes))], mean, deviation));
    }

    private static Dataset Windows(int tokens, int length, int rows) =>
        new(TokenWindows.Random([.. Enumerable.Range(0, (16 * length) + 1).Select(i => (long)(i * 31 % tokens))], length, rows));

    /// <summary>Rows from the normal distribution, codes where a column has some, and labels that fit the task.</summary>
    private static Dataset MadeUp(ModelFile file, int[] row, int[] codes, int rows, string word)
    {
        var rng = new Rng(0);
        Tensor x = rng.Normal([rows, .. row]);
        for (int i = 0; i < x.Length && codes.Length > 0; i++)
        {
            if (codes[i % codes.Length] is > 0 and var count)
                x.AsSpan<float>()[i] = (int)(rng.NextDouble() * count);
        }

        try
        {
            Shape output = ModelSummary.Of(file.Model, x.Shape).Rows[^1].Output;
            double[] draws = new double[file.Objective.Task == TaskKind.MultiClass ? rows : output.Length];
            rng.Uniform<double>(draws);
            Tensor y = file.Objective.Task switch
            {
                TaskKind.MultiClass => Tensor.From(Array.ConvertAll(draws, draw => (long)(draw * output[1]))),
                TaskKind.Regression => Tensor.From(Array.ConvertAll(draws, draw => (float)draw), output),
                _ => Tensor.From(Array.ConvertAll(draws, draw => draw < 0.5 ? 0f : 1f), output),
            };
            return new Dataset(x, y, word);
        }
        catch (ShapeException fault)
        {
            throw new UsageException($"{word} does not take rows of shape ({string.Join(", ", row)}): {fault.Message} Name the shape of one row with --input.");
        }
    }

    private static string? Setting(JsonObject training, string name) =>
        training["settings"] is JsonObject settings && settings[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static int? BatchOf(JsonObject training) => int.TryParse(Setting(training, "batch"), out int batch) && batch > 0 ? batch : null;
}
