using Fathom.Tests.Formats;

namespace Fathom.Tests.Data;

/// <summary>Images and labels from pairs of IDX files, and sets known by name in a folder.</summary>
public sealed class KnownImagesTests
{
    [Theory]
    [InlineData("", "{0}-idx{1}-ubyte", false)]
    [InlineData("", "{0}-idx{1}-ubyte.gz", true)]
    [InlineData("", "{0}.idx{1}-ubyte", false)]
    [InlineData("mnist", "{0}.idx{1}-ubyte.gz", true)]
    [InlineData("MNIST/raw", "{0}-idx{1}-ubyte", false)]
    public void A_folder_is_read_whatever_copies_call_the_files(string below, string pattern, bool packed)
    {
        using var folder = new TemporaryFolder();
        Save(folder, below, pattern, packed);
        var (train, test) = Datasets.Mnist(folder.Path, cancel: TestContext.Current.CancellationToken);
        Assert.Equal("MNIST train: X (3, 1, 28, 28), Y (3,), classes 0, 1, 2, 3, 4, 5, 6, 7, 8, 9", train.ToString());
        Assert.Equal(2, test.Count);
        Assert.Equal([0L, 1, 2], train.Y.ToArray<long>());
        Assert.Equal(((784 % 256 / 255.0) - 0.1307) / 0.3081, train.X[1].GetElement(0), 1e-6);
        Assert.Equal(784 % 256 / 255f, Datasets.Mnist(folder.Path, normalize: false, cancel: TestContext.Current.CancellationToken).Train.X[1].GetElement(0), 1e-7);
    }

    [Fact]
    public void A_folder_that_lacks_a_file_is_refused_with_the_names_looked_for()
    {
        using var folder = new TemporaryFolder();
        Save(folder, "", "{0}-idx{1}-ubyte", false);
        File.Delete(folder.At("t10k-labels-idx1-ubyte"));
        string message = Assert.Throws<DatasetException>(() => Datasets.Mnist(folder.Path, cancel: TestContext.Current.CancellationToken)).Message;
        Assert.Contains("has no t10k-labels-idx1-ubyte.gz; looked for t10k-labels-idx1-ubyte.gz, t10k-labels-idx1-ubyte, t10k-labels.idx1-ubyte.gz, t10k-labels.idx1-ubyte", message);
        Assert.Contains("this one does not exist", Assert.Throws<DatasetException>(() => Datasets.FashionMnist(folder.At("none"), cancel: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void The_part_of_MNIST_in_the_tests_is_images_with_their_labels()
    {
        string folder = Architecture.Repository.Full("tests/Fathom.Tests/Data/mnist");
        Dataset digits = Datasets.Idx(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"));
        Assert.Equal(1000, digits.Count);
        Assert.Equal(10, digits.ClassNames!.Count);
        Assert.Equal([7L, 2, 1, 0, 4, 1, 4, 9], digits[..8].Y.ToArray<long>());
        (double[] mean, double[] deviation) = ((ImageRows)digits.Source).Statistics();
        Assert.InRange(mean[0], 0.11, 0.15);
        Assert.InRange(deviation[0], 0.28, 0.33);
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_refused()
    {
        using var folder = new TemporaryFolder();
        string Write(string name, byte[] header, int bytes) => folder.Write(name, [.. header, .. new byte[bytes]]);
        string three = Write("three", IdxFileTests.Header(8, 3, 2, 2), 12), labels = Write("labels", IdxFileTests.Header(8, 4), 4);
        string message = Assert.Throws<FileFormatException>(() => Datasets.Idx(three, labels)).Message;
        Assert.Contains("there are 4 labels for the 3 images of", message);
        Assert.Contains("found UInt8 (3, 2, 2)", Assert.Throws<FileFormatException>(() => Datasets.Idx(three, three)).Message);
        Assert.Contains("found UInt8 (4,)", Assert.Throws<FileFormatException>(() => Datasets.Idx(labels, labels)).Message);
        Assert.Contains("found Float32 (3,)", Assert.Throws<FileFormatException>(() => Datasets.Idx(three, Write("float", IdxFileTests.Header(13, 3), 12))).Message);
        Assert.Contains("the 2 classes", Assert.Throws<DatasetException>(() => Datasets.Idx(three, folder.Write("five", [.. IdxFileTests.Header(8, 3), 0, 1, 5]), classNames: ["a", "b"])).Message);
        Assert.Contains("holds no images", Assert.Throws<DatasetException>(() => Datasets.Idx(Write("none", IdxFileTests.Header(8, 0, 28, 28), 0), Write("nobody", IdxFileTests.Header(8, 0), 0))).Message);
        Assert.Equal<Shape>([3, 2, 2], Datasets.Idx(Write("colour", IdxFileTests.Header(8, 2, 3, 2, 2), 24), Write("two", IdxFileTests.Header(9, 2), 2)).Source.XShape);
    }

    [Fact]
    public void A_wrong_number_of_labels_is_refused_before_images_are_unpacked()
    {
        using var folder = new TemporaryFolder();
        string images = folder.Write("images.gz", IdxFileTests.Pack([.. IdxFileTests.Header(8, 10_000, 28, 28), .. new byte[7_840_000]])), labels = folder.Write("labels", [.. IdxFileTests.Header(8, 9_999), .. new byte[9_999]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("there are 9999 labels for the 10000 images", Assert.Throws<FileFormatException>(() => Datasets.Idx(images, labels)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * new FileInfo(images).Length) + (1 << 20));
    }

    private static void Save(TemporaryFolder folder, string below, string pattern, bool packed)
    {
        foreach ((string name, int rows) in (ReadOnlySpan<(string, int)>)[("train", 3), ("t10k", 2)])
        {
            Write($"{name}-images", 3, [.. IdxFileTests.Header(8, rows, 28, 28), .. Enumerable.Range(0, rows * 784).Select(i => (byte)i)]);
            Write($"{name}-labels", 1, [.. IdxFileTests.Header(8, rows), .. Enumerable.Range(0, rows).Select(i => (byte)i)]);
        }

        void Write(string name, int axes, byte[] bytes) => folder.Write(Path.Combine(below, string.Format(null, pattern, name, axes)), packed ? IdxFileTests.Pack(bytes) : bytes);
    }
}
