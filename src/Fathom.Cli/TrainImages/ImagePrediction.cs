using System.Text;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom predict</c> for a model of images: a line for each image, with the likeliest class and the probability of each.</summary>
internal sealed class ImagePrediction
{
    private const int Batch = 256;
    private const int Digits = 6;

    private readonly ImageModel _model;
    private readonly string _shown;

    /// <param name="model">The model.</param>
    /// <param name="shown">As the user named it.</param>
    /// <param name="strange">Options given that are for tables.</param>
    /// <exception cref="UsageException">There are such options.</exception>
    public ImagePrediction(ImageModel model, string shown, IReadOnlyList<string> strange)
    {
        (_model, _shown) = (model, shown);
        if (strange.Count > 0)
            throw new UsageException($"{strange[0]} is for tables, but {shown} was trained on images. Leave it out.");
    }

    public int Run(string given, string? output, bool json, Shell shell, CancellationToken cancel)
    {
        string file = shell.Resolve(given);
        if (output is not null && new[] { file, _model.Path }.Any(taken => Path.GetFullPath(taken) == Path.GetFullPath(shell.Resolve(output))))
            throw new UsageException($"--output {output} is the image or the model itself, which predictions would overwrite. Name another file, for example --output predicted.csv.");
        IEnumerable<(string Name, ReadOnlyMemory<byte> Pixels)> images = ImageFiles.Read(given, file, _model.Input);
        int count = 0;
        if (output is null)
        {
            // All of it or nothing: an image that is refused comes before the first line.
            var text = new StringWriter { NewLine = "\n" };
            count = Write(images, text, cancel);
            shell.Out.Write(text.ToString());
        }
        else
        {
            AtomicFile.Write(shell.Resolve(output), stream =>
            {
                using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                count = Write(images, text, cancel);
            });
            shell.Error.WriteLine($"{Plural.Of(count, "prediction")} of images {(count == 1 ? "is" : "are")} in {output}.");
        }

        if (json)
        {
            shell.Out.WriteLine(Json.Line(new JsonObject
            {
                ["task"] = ImageJob.TaskWord,
                ["classes"] = Json.Array(_model.Input.Classes),
                ["rows"] = count,
                ["model"] = _shown,
                ["output"] = output,
            }));
        }

        return ExitCode.Done;
    }

    private int Write(IEnumerable<(string Name, ReadOnlyMemory<byte> Pixels)> images, TextWriter output, CancellationToken cancel)
    {
        IReadOnlyList<string> classes = _model.Input.Classes;
        output.Write(string.Join(',', ((IEnumerable<string>)["image", "class", .. classes.Select(name => $"probability of {name}")]).Select(CsvCell.Text)) + "\n");
        int count = 0;
        foreach ((string Name, ReadOnlyMemory<byte> Pixels)[] some in images.Chunk(Batch))
        {
            cancel.ThrowIfCancellationRequested();
            double[] probabilities = _model.Predict(some.SelectMany(image => image.Pixels.ToArray()).ToArray());
            var lines = new StringBuilder();
            for (int i = 0; i < some.Length; i++)
            {
                double[] row = probabilities[(i * classes.Count)..((i + 1) * classes.Count)];
                lines.Append(CsvCell.Text(some[i].Name)).Append(',').Append(CsvCell.Text(classes[Array.IndexOf(row, row.Max())]));
                foreach (double probability in row)
                    lines.Append(',').Append(CsvCell.Number(probability, Digits));
                lines.Append('\n');
            }

            output.Write(lines);
            count += some.Length;
        }

        return count;
    }
}
