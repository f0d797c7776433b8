using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>What a network for images takes and tells apart: size, normalization and classes. It travels in the model file.</summary>
/// <param name="Shape">(C, H, W).</param>
/// <param name="Mean">Taken away from each channel, of values from 0 to 1.</param>
/// <param name="Deviation">What each channel is then divided by.</param>
/// <param name="Classes">Their names in the order of the network's outputs.</param>
internal sealed record ImageInput(Shape Shape, IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation, IReadOnlyList<string> Classes)
{
    /// <summary>The name of the text in the model file.</summary>
    public const string Key = "images";

    // An image of one colour has no deviation to divide by.
    private const double LeastDeviation = 1e-3;
    private const int MaxDepth = 4;

    /// <summary>"grey images of 28×28".</summary>
    public string Words => $"{Colour(Shape)} images of {Size(Shape)}";

    /// <summary>"28×28", height first.</summary>
    public static string Size(Shape image) => $"{image[1]}×{image[2]}";

    public static string Colour(Shape image) => image[0] switch { 1 => "grey", 3 => "colour", _ => $"{image[0]}-channel" };

    /// <summary>Normalization by the statistics of the training part.</summary>
    public static ImageInput Fit(ImageRows train, IReadOnlyList<string> classes)
    {
        (double[] mean, double[] deviation) = train.Statistics();
        return new ImageInput(train.XShape, mean, Array.ConvertAll(deviation, one => Math.Max(one, LeastDeviation)), classes);
    }

    /// <summary>"0.1307", or a number for each channel.</summary>
    public static string Numbers(IReadOnlyList<double> values) => string.Join(", ", values.Select(value => Display.Number(value)));

    public JsonArray ShapeJson() => new([.. Shape.AsSpan().ToArray().Select(size => (JsonNode)size)]);

    public string ToJson() => Json.Line(new JsonObject
    {
        ["shape"] = ShapeJson(),
        ["mean"] = new JsonArray([.. Mean.Select(value => (JsonNode)value)]),
        ["deviation"] = new JsonArray([.. Deviation.Select(value => (JsonNode)value)]),
        ["classes"] = Json.Array(Classes),
    });

    /// <summary>Reads what <see cref="ToJson"/> wrote; anything else is refused.</summary>
    /// <exception cref="FileFormatException">It is not that.</exception>
    public static ImageInput FromJson(string text, string path)
    {
        try
        {
            JsonNode json = JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = MaxDepth })!;
            int[] sizes = [.. json["shape"]!.AsArray().Select(size => (int)size!)];
            double[] mean = Numbers("mean"), deviation = Numbers("deviation");
            string[] classes = [.. json["classes"]!.AsArray().Select(name => (string)name!)];
            if (sizes.Length != 3 || sizes.Any(size => size is < 1 or > 1 << 16) || mean.Length != sizes[0] || deviation.Length != sizes[0] || classes.Length < 2
                || !mean.All(double.IsFinite) || !deviation.All(value => value > 0 && double.IsFinite(value)))
                throw new FileFormatException(path, null, "what it says about its images contradicts itself. Train again.");
            return new ImageInput([sizes[0], sizes[1], sizes[2]], mean, deviation, classes);

            double[] Numbers(string name) => [.. json[name]!.AsArray().Select(value => (double)value!)];
        }
        catch (Exception fault) when (fault is JsonException or NullReferenceException or InvalidOperationException or FormatException or OverflowException or ShapeException)
        {
            throw new FileFormatException(path, null, $"what it says about its images cannot be read: {fault.Message}", fault);
        }
    }
}
