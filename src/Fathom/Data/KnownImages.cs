namespace Fathom;

/// <summary>A published set of images as four IDX files: what it is called, what is in it, and where it is served.</summary>
/// <param name="Folder">The name for the command line and of the folder in the cache.</param>
/// <param name="Name">What messages and reports call it.</param>
/// <param name="Mean">The mean of the training part's pixels, of values from 0 to 1.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="ClassNames">The classes in the order of their labels.</param>
/// <param name="OtherFolder">Where another library puts the files, unpacked.</param>
/// <param name="Mirrors">Addresses of folders that serve the files, in the order to try.</param>
/// <param name="Files">Images and labels of the training part, then of the test part.</param>
internal sealed record KnownImages(string Folder, string Name, double Mean, double Deviation, string[] ClassNames, string OtherFolder, string[] Mirrors, KnownFile[] Files)
{
    public static KnownImages Mnist { get; } = new(
        "mnist",
        "MNIST",
        0.1307,
        0.3081,
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        Path.Combine("MNIST", "raw"),
        ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/", "http://yann.lecun.com/exdb/mnist/"],
        [
            new("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            new("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            new("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            new("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ]);

    public static KnownImages FashionMnist { get; } = new(
        "fashion-mnist",
        "Fashion-MNIST",
        0.2860,
        0.3530,
        ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"],
        Path.Combine("FashionMNIST", "raw"),
        ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"],
        [
            new("train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            new("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            new("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            new("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ]);

    /// <summary>Reads both parts from a folder, or from its folder of this set's name.</summary>
    /// <exception cref="DatasetException">A file is missing: the text says which names were looked for.</exception>
    public DatasetSplit Read(string directory)
    {
        string[] paths = new string[Files.Length];
        for (int i = 0; i < paths.Length; i++)
        {
            paths[i] = Find(directory, Files[i]) ?? throw new DatasetException(
                $"{Name}: the folder {directory} has no {Files[i].Name}; looked for {string.Join(", ", Spellings(Files[i]))} there and in {Folder} and {OtherFolder} below it. Give the folder that holds the four files{(Directory.Exists(directory) ? "" : "; this one does not exist")}.");
        }

        return new DatasetSplit(Part(paths[0], paths[1], "train"), null, Part(paths[2], paths[3], "test"));
    }

    /// <summary>Where a file stands in a folder under one of its names, or null.</summary>
    public string? Find(string directory, KnownFile file) =>
        new[] { directory, Path.Combine(directory, Folder), Path.Combine(directory, OtherFolder) }
            .SelectMany(folder => Spellings(file).Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    /// <summary>The file packed and unpacked, with the dash or the dot that copies have.</summary>
    private static string[] Spellings(KnownFile file)
    {
        string plain = Path.GetFileNameWithoutExtension(file.Name), dotted = plain.Replace("-idx", ".idx", StringComparison.Ordinal);
        return [file.Name, plain, $"{dotted}.gz", dotted];
    }

    private Dataset Part(string images, string labels, string part) => Datasets.Idx(images, labels, $"{Name} {part}", ClassNames, [Mean], [Deviation]);
}
