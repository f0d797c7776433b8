namespace Fathom.Cli;

/// <summary>Images of the user's own: a folder of PNG files for each class; DIR/train and DIR/test where they are apart already.</summary>
internal sealed class FolderImages() : ImageSource("images", "train a network on your images: a folder of PNG files for each class")
{
    public override bool IsFolder => true;

    public override ImageParts Open(ImageOptions options, Shell shell, ICollection<Notice> notices, CancellationToken cancel)
    {
        string folder = shell.Resolve(options.Folder!);
        if (options.Test is not null && ImageFolder.HasParts(folder) && Directory.Exists(Path.Combine(folder, "test")))
            throw new UsageException($"--test is a share to split off, but {options.Folder} has a folder test of its own. Leave --test out.");
        if (!ImageFolder.HasParts(folder))
            return Parts(options.Folder!, Read(folder, ImageFolder.Read(folder, cancel: cancel)), null);
        DatasetSplit parts = ImageFolder.ReadParts(folder, cancel: cancel);
        if (Directory.Exists(Path.Combine(folder, "test")))
            return Parts(options.Folder!, Read(Path.Combine(folder, "train"), parts.Train), Read(Path.Combine(folder, "test"), parts.Test!));
        throw new UsageException($"{options.Folder} has a folder train but no folder test. Rename what is to judge by to test; the part to stop by is split off by itself (--validation).");
    }

    /// <summary>Joins the images of a folder with the names of their files, which are read in the order of their paths, class by class.</summary>
    public static (Dataset Data, ImageSet Images) Read(string folder, Dataset data)
    {
        string[] files = [.. data.ClassNames!.SelectMany(name => ImageFolder.Pictures(Path.Combine(folder, name)))];
        return (data, new ImageSet((ImageRows)data.Source, row => files.Length == data.Count ? Path.GetRelativePath(folder, files[row]) : $"#{row}"));
    }

    private static ImageParts Parts(string shown, (Dataset Data, ImageSet Images) train, (Dataset Data, ImageSet Images)? test)
    {
        if (train.Data.ClassNames!.Count < 2)
            throw new UsageException($"{shown} holds one class, {train.Data.ClassNames[0]}; there is nothing to tell apart. Make a folder for each class.");
        return new ImageParts(Path.GetFileName(Path.TrimEndingDirectorySeparator(shown)) is { Length: > 0 } name ? name : "images", shown, train.Data.ClassNames, train.Images, test?.Images);
    }
}
