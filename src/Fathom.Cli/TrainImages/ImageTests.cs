using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>Images whose classes are known, to judge a saved model by: the test part of a set by name, or a folder for each class.</summary>
internal static class ImageTests
{
    /// <summary>Reads them; labels are those of the model.</summary>
    /// <param name="model">Knows size, classes and what it was trained on.</param>
    /// <param name="word">A set's name or a folder; null for the set the model was trained on.</param>
    /// <param name="data">The folder of a set's files.</param>
    /// <param name="shell">Resolves paths.</param>
    /// <param name="cancel">Stops a download.</param>
    /// <exception cref="UsageException">There is no such set or folder.</exception>
    /// <exception cref="DatasetException">Images have another size, or classes the model does not know.</exception>
    public static (string Shown, ImageSet Images) Read(ImageModel model, string? word, string? data, Shell shell, CancellationToken cancel)
    {
        string name = word ?? model.Dataset ?? "";
        ImageSource? source = ImageSource.All.FirstOrDefault(one => one.Name == name && !one.IsFolder);
        if (source is null && word is null)
            throw new UsageException($"the model was trained on {(name.Length == 0 ? "images" : $"'{name}'")}, which has to be named again: a folder with a folder of PNG images for each class.");
        if (data is not null && source is not { IsDownloaded: true })
            throw new UsageException("--data is the folder of a set with a name: mnist or fashion-mnist. Leave it out.");
        if (source is null && !Directory.Exists(shell.Resolve(name)))
            throw new UsageException($"'{name}' is neither a set of images nor a folder.{Nearest.Hint(name, Named)} Sets are {string.Join(", ", Named)}; a folder holds a folder of PNG images for each class.");

        ImageParts parts = source is null
            ? Folder(model, shell.Resolve(name), name, cancel)
            : source.Open(new ImageOptions { Set = source.Name, Data = data }, shell, [], cancel);
        if (parts.Train.Shape != model.Input.Shape)
            throw new DatasetException($"{name} has {ImageInput.Colour(parts.Train.Shape)} images of {ImageInput.Size(parts.Train.Shape)}; the model takes {model.Input.Words}.");
        return (parts.Shown, Known(parts.Test ?? TestPart(model, parts, source), parts, model, name).Normalize(model.Input));
    }

    private static IEnumerable<string> Named => ImageSource.All.Where(source => !source.IsFolder).Select(source => source.Name);

    private static ImageParts Folder(ImageModel model, string folder, string shown, CancellationToken cancel)
    {
        string inner = ImageFolder.HasParts(folder) && Directory.Exists(Path.Combine(folder, "test")) ? Path.Combine(folder, "test") : folder;
        (Dataset read, ImageSet images) = FolderImages.Read(inner, ImageFolder.Read(inner, model.Input.Shape[0], cancel: cancel));
        return new ImageParts(shown, shown, read.ClassNames!, images, null);
    }

    /// <summary>All images, but of the built-in digits those that were held out in the model's training.</summary>
    private static ImageSet TestPart(ImageModel model, ImageParts parts, ImageSource? source)
    {
        if (source is null || source.Name != model.Dataset || model.Training["rows"] is not JsonObject rows || (int?)rows["test"] is not > 0)
            return parts.Train;
        double all = parts.Train.Count;
        return parts.Train.Pick(parts.Train.Split((int)rows["validation"]! / all, (int)rows["test"]! / all, (ulong)model.Training["seed"]!, parts.Name).Test);
    }

    /// <summary>The images with the model's numbers of their classes.</summary>
    private static ImageSet Known(ImageSet images, ImageParts parts, ImageModel model, string name)
    {
        int[] numbers = [.. parts.Classes.Select(one => model.Input.Classes.ToList().IndexOf(one))];
        if (Array.IndexOf(numbers, -1) is >= 0 and var strange)
            throw new DatasetException($"{name} has the class {parts.Classes[strange]}, which the model does not know; it tells apart {string.Join(", ", model.Input.Classes)}.");
        return images.Pick([.. Enumerable.Range(0, images.Count)], label => numbers[label]);
    }
}
