namespace Fathom;

/// <content>Images.</content>
public static partial class Datasets
{
    /// <summary>Images and labels from a pair of IDX files, plain or gzip, kept as bytes: see <see cref="ImageRows"/>.</summary>
    /// <param name="images">UInt8 (N, H, W), or (N, C, H, W).</param>
    /// <param name="labels">Whole numbers (N,).</param>
    /// <param name="name">What messages and reports call the set.</param>
    /// <param name="classNames">One name a class; 0, 1, … up to the largest label when left out.</param>
    /// <param name="mean">What is taken away from each channel, of values from 0 to 1; 0 when left out.</param>
    /// <param name="deviation">What each channel is then divided by; 1 when left out.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="FileFormatException">A file is no IDX array of such a shape, or there are not as many labels as images.</exception>
    /// <exception cref="DatasetException">There are no images, or a label is outside the classes.</exception>
    public static Dataset Idx(string images, string labels, string name = "images", IReadOnlyList<string>? classNames = null, IReadOnlyList<double>? mean = null, IReadOnlyList<double>? deviation = null)
    {
        // Headers first: files that do not belong together cost nothing.
        (NumberType type, int[] shape) = IdxFile.ReadHeader(labels);
        if (shape.Length != 1 || type is NumberType.Float32 or NumberType.Float64)
            throw new FileFormatException(labels, 0, $"labels are whole numbers with one axis, as the magic number 00000801 says; found {type} {NumberArray.Text(shape)}.");
        int count = shape[0];
        (type, shape) = IdxFile.ReadHeader(images);
        if (type != NumberType.UInt8 || shape.Length is not (3 or 4))
            throw new FileFormatException(images, 0, $"images are UInt8 (N, H, W) or (N, C, H, W), as the magic number 00000803 says; found {type} {NumberArray.Text(shape)}.");
        if (shape[0] != count)
            throw new FileFormatException(labels, 4, $"there are {count} labels for the {shape[0]} images of {images}: the two files do not belong together, or one is damaged.");
        if (shape.Contains(0))
            throw new DatasetException($"{images} holds no images: {type} {NumberArray.Text(shape)}.");
        long[] numbers = IdxFile.Read(labels).ToArray<long>();
        NumberArray pictures = IdxFile.Read(images);
        Shape image = shape.Length == 3 ? [1, shape[1], shape[2]] : [shape[1], shape[2], shape[3]];
        classNames ??= [.. Enumerable.Range(0, (int)Math.Clamp(numbers.Max() + 1, 1, ushort.MaxValue)).Select(label => $"{label}")];
        return new Dataset(new ImageRows(pictures.Bytes, image, numbers, mean, deviation), name, classNames, targetName: "class");
    }

    /// <summary>MNIST: 60,000 and 10,000 handwritten digits of 28×28 grey pixels, from a folder, the cache, or downloaded once into the cache.</summary>
    /// <remarks><code>
    /// X (N, 1, 28, 28) Float32, (v/255 − 0.1307)/0.3081 of bytes v (v/255 with normalize: false)      Y (N,) Int64
    /// source   LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition"
    /// </code></remarks>
    /// <param name="directory">A folder with the four files, packed or not, or one that has them in <c>mnist</c>; null for the cache: the folder in the environment variable FATHOM_DATA, else the user's cache folder.</param>
    /// <param name="normalize">Whether pixels are brought to mean 0 and deviation 1.</param>
    /// <param name="progress">Told how much was downloaded, where that is needed.</param>
    /// <param name="cancel">Ends a download; what has arrived is kept and taken up the next time.</param>
    /// <returns>The training and the test part: <c>var (train, test) = Datasets.Mnist();</c>.</returns>
    /// <exception cref="DatasetException">The folder lacks a file; or it could not be downloaded: the text says what was tried, and where to put files by hand.</exception>
    /// <exception cref="FileFormatException">A file is damaged.</exception>
    public static DatasetSplit Mnist(string? directory = null, bool normalize = true, Action<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        Known(KnownImages.Mnist, directory, normalize, progress, cancel);

    /// <summary>Fashion-MNIST: 60,000 and 10,000 pictures of clothes in ten classes, a harder set of the shape of MNIST.</summary>
    /// <remarks><code>
    /// X (N, 1, 28, 28) Float32, (v/255 − 0.2860)/0.3530 of bytes v (v/255 with normalize: false)      Y (N,) Int64
    /// source   Xiao, Rasul and Vollgraf 2017, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms", arXiv:1708.07747
    /// </code></remarks>
    /// <inheritdoc cref="Mnist"/>
    public static DatasetSplit FashionMnist(string? directory = null, bool normalize = true, Action<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        Known(KnownImages.FashionMnist, directory, normalize, progress, cancel);

    private static DatasetSplit Known(KnownImages images, string? directory, bool normalize, Action<DownloadProgress>? progress, CancellationToken cancel)
    {
        DatasetSplit parts = images.Read(directory ?? DataCache.Fetch(images, progress, cancel));
        return normalize ? parts : new DatasetSplit(Raw(parts.Train), null, Raw(parts.Test));

        static Dataset Raw(Dataset part) => part.With(((ImageRows)part.Source).Normalize([0], [1]));
    }
}
