using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>How good a network is on some images, and which it fails on most.</summary>
internal sealed class ImageOutcome : IOutcome
{
    // Six rows of the widest page.
    private const int MostShown = 42;

    /// <summary>Images at a time: a convolutional network's layers of 1,024 would take half a gigabyte.</summary>
    public const int Batch = 256;

    private readonly Judgement _judgement;
    private readonly ImageSet _images;
    private readonly ImageInput _input;

    private ImageOutcome(Judgement judgement, ImageSet images, ImageInput input)
    {
        (_judgement, _images, _input) = (judgement, images, input);
        Predictions predictions = judgement.Predictions;
        ReadOnlySpan<double> outputs = predictions.Outputs;
        ReadOnlySpan<long> labels = predictions.Labels, predicted = predictions.Predicted;
        var samples = new List<ImageSample>();
        for (int row = 0; row < images.Count; row++)
        {
            double right = outputs[(row * predictions.Width) + (int)labels[row]], said = outputs[(row * predictions.Width) + (int)predicted[row]];
            samples.Add(new ImageSample(row, (int)labels[row], (int)predicted[row], said, -Math.Log(right)));
        }

        Hardest = [.. samples.OrderByDescending(sample => sample.Loss).Take(MostShown)];
    }

    public int Rows => _judgement.Rows;

    /// <summary>The images with the highest loss, that first.</summary>
    public IReadOnlyList<ImageSample> Hardest { get; }

    /// <summary>Judges images.</summary>
    public static ImageOutcome Of(Layer model, Objective objective, ImageSet images, ImageInput input, string name) =>
        new(Judgement.Of(model, objective, new Dataset(images.Rows, name, input.Classes, targetName: "class"), Batch), images, input);

    public JsonObject ToJson() => _judgement.ToJson();

    public void Write(TextWriter text)
    {
        _judgement.Write(text);
        text.WriteLine();
        ImageView.Write(text, _images, _input, Hardest);
    }

    public PartEvaluation Describe(string part) => _judgement.Describe(part) with
    {
        WorstPictures = new ReportPictures(
            $"The {Plural.Of(Hardest.Count, "image")} with the highest loss: what each is, and what the network took it for.",
            ImageView.Pictures(_images, _input, Hardest)),
    };
}

/// <summary>An image and what a network says of it.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Class">What it is.</param>
/// <param name="Predicted">What the network takes it for.</param>
/// <param name="Probability">How sure the network is of that.</param>
/// <param name="Loss">−log of the probability of the right class; ∞ where that is 0 in floating point.</param>
internal readonly record struct ImageSample(int Row, int Class, int Predicted, double Probability, double Loss);
