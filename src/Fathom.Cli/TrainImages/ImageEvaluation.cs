using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom evaluate</c> for a model of images.</summary>
internal sealed class ImageEvaluation
{
    private readonly ImageModel _model;
    private readonly string _shown;

    /// <param name="model">The model.</param>
    /// <param name="shown">As the user named it.</param>
    /// <param name="strange">Options given that are for tables.</param>
    /// <exception cref="UsageException">There are such options.</exception>
    public ImageEvaluation(ImageModel model, string shown, IReadOnlyList<string> strange)
    {
        (_model, _shown) = (model, shown);
        if (strange.Count > 0)
            throw new UsageException($"{strange[0]} is for tables, but {shown} was trained on images. Leave it out.");
    }

    public int Run(string? given, string? data, bool json, Shell shell)
    {
        using Interrupts interrupts = shell.CatchInterrupts();
        (string from, ImageSet images) = ImageTests.Read(_model, given, data, shell, interrupts.Token);
        var outcome = ImageOutcome.Of(_model.File.Model, _model.File.Objective, images, _model.Input, from);
        shell.Out.WriteLine($"{from}: {Plural.Of(images.Count, "image")} judged by {_shown}");
        shell.Out.WriteLine();
        outcome.Write(shell.Out);
        if (json)
        {
            shell.Out.WriteLine(Json.Line(new JsonObject
            {
                ["task"] = ImageJob.TaskWord,
                ["dataset"] = given ?? _model.Dataset,
                ["rows"] = images.Count,
                ["parameters"] = _model.Summary.Parameters,
                ["test"] = outcome.ToJson(),
                ["model"] = _shown,
            }));
        }

        return ExitCode.Done;
    }
}
