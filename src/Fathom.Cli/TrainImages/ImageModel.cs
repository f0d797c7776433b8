using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A model for images that <c>fathom train</c> saved: the network, with size, normalization and classes.</summary>
internal sealed class ImageModel
{
    private readonly Lazy<Predictor> _predictor;

    private ImageModel(string path, ModelFile file)
    {
        Path = path;
        File = file;
        Input = ImageInput.FromJson(file.Texts[ImageInput.Key], path);
        _predictor = new Lazy<Predictor>(() => new Predictor(File.Model, Input.Shape));
        Training = TrainedModel.ReadTraining(file, path);
        string? fault = file.Objective.Task == TaskKind.MultiClass ? null : $"the network was trained for {file.Objective.Task}, not for classes";
        try
        {
            Shape output = Summary.Rows[^1].Output;
            if (output.Rank != 2 || output[1] != Input.Classes.Count)
                fault ??= $"the network gives {output} for {Input.Classes.Count} classes";
        }
        catch (ShapeException error)
        {
            fault ??= error.Message;
        }

        if (fault is not null)
            throw new FileFormatException(path, null, $"network and images do not belong together: {fault}. Train again.");
    }

    /// <summary>The model file.</summary>
    public string Path { get; }

    public ModelFile File { get; }

    public ImageInput Input { get; }

    /// <summary>What is known about its training.</summary>
    public JsonObject Training { get; }

    public ModelSummary Summary => ModelSummary.Of(File.Model, Input.Shape.Insert(0, 1));

    /// <summary>What it was trained on: a name, or that of a folder.</summary>
    public string? Dataset => Training["dataset"] is JsonValue value && value.TryGetValue(out string? name) ? name : null;

    /// <summary>The model of a file if it is one for images; null for others.</summary>
    /// <exception cref="FileFormatException">What it says about its images is damaged.</exception>
    public static ImageModel? Of(string path, ModelFile file) => file.Texts.ContainsKey(ImageInput.Key) ? new ImageModel(path, file) : null;

    /// <summary>Probabilities (images, classes), row by row.</summary>
    /// <param name="images">Their bytes, one image after another.</param>
    public double[] Predict(ReadOnlyMemory<byte> images)
    {
        int count = images.Length / Input.Shape.Length;
        var rows = new ImageRows(images, Input.Shape, new long[count], Input.Mean, Input.Deviation);
        using Tape.Scope scope = Tape.NoGradients();
        using Step step = Step.Begin();
        Tensor x = Tensor.Zeros(Input.Shape.Insert(0, count)), y = Tensor.Zeros([count], DType.Int64);
        rows.Fill([.. Enumerable.Range(0, count)], x, y, new Rng(0));
        return Array.ConvertAll(File.Objective.Predict(_predictor.Value.Predict(x)).ToArray<float>(), value => (double)value);
    }
}
