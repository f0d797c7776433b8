using System.IO.Enumeration;

namespace Fathom;

/// <summary>Pictures in folders, one folder a class: <c>DIR/cat/1.png</c>, <c>DIR/dog/7.png</c>.</summary>
/// <remarks><code>
/// classes    the folders' names in ordinal order: the first is 0
/// pictures   *.png in a class folder and below it, in ordinal order of their paths; other files and what begins with a dot are passed over
/// size       all pictures have one size: mixed ones are refused, naming files and sizes
/// channels   1 where no picture has colours, else 3: grey pictures become three equal planes; alpha is laid on white (<see cref="PngImage.ToPlanes"/>)
/// parts      DIR/train/CLASS and DIR/test/CLASS (and DIR/validation or DIR/val) are parts that are apart already
/// differs    from torchvision's ImageFolder: everything is read once and kept as bytes, grey stays one channel, alpha is seen
/// </code></remarks>
public static class ImageFolder
{
    private const string Pattern = "*.png";
    private const int Named = 8;

    private static readonly EnumerationOptions s_everything = new() { RecurseSubdirectories = true };

    /// <summary>Reads the pictures of one folder.</summary>
    /// <param name="directory">The folder that holds one folder a class.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue; null for what the pictures have.</param>
    /// <param name="name">What messages and reports call the set; the folder's name when left out.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>X (N, C, H, W) Float32 of v/255, kept as bytes (<see cref="ImageRows"/>), Y (N,) Int64.</returns>
    /// <exception cref="DatasetException">There is no such folder, no class folder, a class without pictures, or pictures of several sizes.</exception>
    /// <exception cref="FileFormatException">A picture is no PNG, or damaged.</exception>
    public static Dataset Read(string directory, int? channels = null, string? name = null, CancellationToken cancel = default) =>
        Read(directory, ClassesOf(directory), channels, name ?? NameOf(directory), cancel);

    /// <summary>Reads parts that are apart already: DIR/train and DIR/test, and DIR/validation or DIR/val, at least two of them.</summary>
    /// <param name="directory">The folder that holds them.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue; null for what the training part has.</param>
    /// <param name="name">What messages and reports call the set; the folder's name when left out.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <exception cref="DatasetException">A part is missing or has other classes or sizes than the training part, or as in <see cref="Read(string, int?, string?, CancellationToken)"/>.</exception>
    /// <exception cref="FileFormatException">A picture is no PNG, or damaged.</exception>
    public static DatasetSplit ReadParts(string directory, int? channels = null, string? name = null, CancellationToken cancel = default)
    {
        name ??= NameOf(directory);
        if (!HasParts(directory))
            throw new DatasetException($"The folder {directory} has no parts: expected {Path.Combine(directory, "train")} and {Path.Combine(directory, "test")} (or validation), each with one folder a class. For one folder of classes use ImageFolder.Read, and Split.");
        string trainFolder = Path.Combine(directory, "train");
        string[] classes = ClassesOf(trainFolder);
        Dataset train = Read(trainFolder, classes, channels, $"{name} train", cancel);
        return new DatasetSplit(train, Held("validation") ?? Held("val"), Held("test"));

        Dataset? Held(string part)
        {
            string folder = Path.Combine(directory, part);
            if (!Directory.Exists(folder))
                return null;
            string[] found = ClassesOf(folder), strange = [.. found.Except(classes)], missing = [.. classes.Except(found)];
            if (strange.Length > 0)
                throw new DatasetException($"The folder {folder} has the {Words(strange, "class", "classes")}, which {trainFolder} does not have: nothing could be learned about it.");
            if (missing.Length > 0)
                throw new DatasetException($"The folder {folder} lacks the {Words(missing, "class", "classes")} of {trainFolder}.");
            Dataset held = Read(folder, classes, train.Source.XShape[0], $"{name} {part}", cancel);
            return held.Source.XShape == train.Source.XShape ? held
                : throw new DatasetException($"The pictures of {folder} have {Size(held)} pixels, those of {trainFolder} {Size(train)}. Bring all pictures to one size.");
        }
    }

    /// <summary>Whether a folder holds parts that are apart already, as <see cref="ReadParts"/> reads them.</summary>
    /// <param name="directory">The folder.</param>
    public static bool HasParts(string directory) =>
        Directory.Exists(Path.Combine(directory, "train")) && new[] { "test", "validation", "val" }.Any(part => Directory.Exists(Path.Combine(directory, part)));

    /// <summary>The pictures of a folder and of those below it, *.png in ordinal order of their paths; what begins with a dot is passed over, and links to other folders are not followed, as they may lead round in circles.</summary>
    /// <param name="directory">The folder.</param>
    public static string[] Pictures(string directory)
    {
        var found = new FileSystemEnumerable<string>(directory, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), s_everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsSeen(entry.FileName) && FileSystemName.MatchesSimpleExpression(Pattern, entry.FileName),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => IsSeen(entry.FileName) && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        string[] files = [.. found];
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static string NameOf(string directory) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));

    private static string Size(Dataset data) => $"{data.Source.XShape[2]}×{data.Source.XShape[1]}";

    private static string[] ClassesOf(string directory)
    {
        if (!Directory.Exists(directory))
            throw new DatasetException($"There is no folder {directory}{(File.Exists(directory) ? ": this is a file" : "")}. Give the folder that holds one folder of pictures a class.");
        string[] classes = [.. Directory.GetDirectories(directory).Select(path => Path.GetFileName(path)!).Where(name => IsSeen(name))];
        if (classes.Length == 0)
        {
            bool pictures = Pictures(directory).Length > 0;
            throw new DatasetException($"The folder {directory} holds no class folders{(pictures ? ", but pictures: put those of each class into a folder of its name" : "")}. Expected one folder a class, such as {Path.Combine(directory, "cat")} and {Path.Combine(directory, "dog")}, with PNG pictures in each.");
        }

        Array.Sort(classes, StringComparer.Ordinal);
        return classes;
    }

    private static Dataset Read(string directory, string[] classes, int? channels, string name, CancellationToken cancel)
    {
        if (channels is not (null or 1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"channels is {channels}; expected 1 (grey), 3 (RGB), or null for what the pictures have.");
        string[][] files = Array.ConvertAll(classes, folder => Pictures(Path.Combine(directory, folder)));
        string[] empty = [.. classes.Where((_, c) => files[c].Length == 0)];
        if (empty.Length > 0)
            throw new DatasetException($"{directory}: no PNG picture is in the {Words(empty, "class folder", "class folders")}. Put pictures there, or remove {(empty.Length == 1 ? "it" : "them")}.");

        string[] all = [.. files.SelectMany(folder => folder)];
        Shape shape = ShapeOf(directory, all, channels, cancel);
        long[] labels = [.. files.SelectMany((folder, c) => Enumerable.Repeat((long)c, folder.Length))];
        long bytes = (long)all.Length * shape.Length;
        if (bytes > Array.MaxLength)
            throw new DatasetException($"{directory}: {all.Length:N0} pictures {shape} are {bytes:N0} bytes, more than the {Array.MaxLength:N0} of one set. Make the pictures smaller, or read a part of them.");

        // Headers may lie: no more memory than the files themselves have until as many pictures were read in full.
        byte[] pixels = new byte[Math.Min(bytes, all.Sum(file => new FileInfo(file).Length))];
        for (int i = 0; i < all.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            byte[] planes = PngFile.Read(all[i]).ToPlanes(shape[0]);
            long from = (long)i * planes.Length, end = from + planes.Length;
            if (end > pixels.Length)
                Array.Resize(ref pixels, (int)Math.Min(bytes, 2 * end));
            planes.CopyTo(pixels, from);
        }

        return new Dataset(new ImageRows(pixels, shape, labels), name, classes, targetName: "class");
    }

    /// <summary>The one shape of all pictures, from their headers, before any is unpacked.</summary>
    private static Shape ShapeOf(string directory, string[] files, int? channels, CancellationToken cancel)
    {
        var sizes = new SortedDictionary<string, (int Count, string First)>(StringComparer.Ordinal);
        PngHeader header = default;
        bool colours = false;
        foreach (string file in files)
        {
            cancel.ThrowIfCancellationRequested();
            header = PngFile.ReadHeader(file);
            colours |= header.Colour is not (PngColour.Grey or PngColour.GreyAlpha);
            string size = $"{header.Width}×{header.Height}";
            sizes[size] = sizes.TryGetValue(size, out var same) ? (same.Count + 1, same.First) : (1, file);
        }

        if (sizes.Count > 1)
        {
            IEnumerable<string> named = sizes.OrderByDescending(size => size.Value.Count).Take(Named).Select(size => $"{size.Key} ({size.Value.Count:N0}, such as {size.Value.First})");
            throw new DatasetException($"{directory}: the pictures have {sizes.Count} sizes (width × height): {string.Join(", ", named)}{(sizes.Count > Named ? ", …" : "")}. A network takes pictures of one size: bring all to the same, or leave the others out.");
        }

        return [channels ?? (colours ? 3 : 1), header.Height, header.Width];
    }

    private static bool IsSeen(ReadOnlySpan<char> name) => name[0] != '.';

    private static string Words(string[] names, string one, string many) => $"{(names.Length == 1 ? one : many)} {string.Join(", ", names.Take(Named))}{(names.Length > Named ? ", …" : "")}";
}
