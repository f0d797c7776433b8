namespace Fathom.Tests.Data;

/// <summary>Pictures in folders, one folder a class.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Classes_and_pictures_stand_in_ordinal_order()
    {
        Save("dog/b.png", Grey(1, 2, 3));
        Save("dog/a.png", Grey(4, 5, 6));
        Save("Zebra/x.PNG", Grey(7, 8, 9));
        Save("cat/sub/c.png", Grey(10, 11, 12));
        Save("cat/.hidden/d.png", Grey(0, 0, 0));
        Save(".git/d.png", Grey(0, 0, 0));
        File.WriteAllText(_folder.At("cat", "notes.txt"), "no picture");
        Dataset data = Read();
        Assert.Equal(["Zebra", "cat", "dog"], data.ClassNames!);
        Assert.Equal([0L, 1, 2, 2], data.Y.ToArray<long>());
        Assert.Equal<Shape>([4, 1, 1, 3], data.X.Shape);
        Assert.Equal([7 / 255f, 8 / 255f, 9 / 255f, 10 / 255f], data.X.ToArray<float>()[..4]);
        Assert.Equal([4 / 255f, 5 / 255f, 6 / 255f], data.X[2].ToArray<float>());
    }

    [Fact]
    public void One_picture_with_colours_makes_all_have_three_channels()
    {
        Save("a/1.png", Grey(1, 2, 3));
        Save("b/1.png", new PngImage(3, 1, 3, [10, 20, 30, 40, 50, 60, 70, 80, 90]));
        Dataset data = Read();
        Assert.Equal<Shape>([3, 1, 3], data.Source.XShape);
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2, 3], ((ImageRows)data.Source).Pixels(0).ToArray());
        Assert.Equal([10, 40, 70, 20, 50, 80, 30, 60, 90], ((ImageRows)data.Source).Pixels(1).ToArray());
        Assert.Equal<Shape>([1, 1, 3], ImageFolder.Read(_folder.Path, channels: 1, cancel: TestContext.Current.CancellationToken).Source.XShape);
        Assert.Contains("channels is 2", Assert.Throws<ArgumentOutOfRangeException>(() => ImageFolder.Read(_folder.Path, channels: 2, cancel: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Pictures_of_mixed_sizes_are_refused_with_files_and_sizes()
    {
        Save("a/1.png", Grey(1, 2, 3));
        Save("a/2.png", Grey(1, 2, 3, 4));
        Save("b/1.png", Grey(1, 2, 3));
        Save("b/3.png", new PngImage(1, 3, 1, [1, 2, 3]));
        string message = Assert.Throws<DatasetException>(Read).Message;
        Assert.Contains("the pictures have 3 sizes (width × height): 3×1 (2, such as ", message);
        Assert.Contains($"{Path.Combine("a", "1.png")}), 1×3 (1, such as ", message);
        Assert.Contains($"{Path.Combine("a", "2.png")})", message);
        Assert.Contains("bring all to the same", message);
    }

    [Fact]
    public void Empty_class_folders_are_named()
    {
        Save("a/1.png", Grey(1));
        Directory.CreateDirectory(_folder.At("b"));
        Assert.Contains("no PNG picture is in the class folder b. Put pictures there, or remove it.", Assert.Throws<DatasetException>(Read).Message);
        Directory.CreateDirectory(_folder.At("c"));
        File.WriteAllText(_folder.At("c", "x.jpg"), "");
        Assert.Contains("the class folders b, c.", Assert.Throws<DatasetException>(Read).Message);
    }

    [Fact]
    public void Folders_without_classes_are_refused()
    {
        Assert.Contains("holds no class folders. Expected one folder a class", Assert.Throws<DatasetException>(Read).Message);
        Save("1.png", Grey(1));
        Assert.Contains("but pictures: put those of each class into a folder", Assert.Throws<DatasetException>(Read).Message);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Contains("There is no folder", Assert.Throws<DatasetException>(() => ImageFolder.Read(_folder.At("none"), cancel: cancel)).Message);
        Assert.Contains("this is a file", Assert.Throws<DatasetException>(() => ImageFolder.Read(_folder.At("1.png"), cancel: cancel)).Message);
    }

    [Fact]
    public void A_damaged_picture_is_refused_with_its_path()
    {
        Save("a/1.png", Grey(1, 2));
        byte[] file = File.ReadAllBytes(_folder.At("a", "1.png"));
        _folder.Write("a/2.png", file[..^5]);
        var error = Assert.Throws<FileFormatException>(Read);
        Assert.Equal(_folder.At("a", "2.png"), error.File);
        Assert.Contains("cut short", error.Message);
    }

    [Fact]
    public void A_picture_that_is_not_what_it_declares_costs_no_memory()
    {
        // One that its file could not hold, seen in the header; and one that it could, 20 MB in 20 kB, but for a byte.
        string tiny = _folder.Write("a/1.png", Formats.PngMaker.File(40_000, 50_000, 8, 0, [0, 1]));
        Assert.Contains($"more than {new FileInfo(tiny).Length} bytes of data can become", Refused(tiny).Message);
        Assert.Contains("the data end before", Refused(_folder.Write("a/1.png", Formats.PngMaker.File(4000, 5000, 8, 0, new byte[(4001 * 5000) - 1]))).Message);

        FileFormatException Refused(string file)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var error = Assert.Throws<FileFormatException>(Read);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * new FileInfo(file).Length) + (1 << 20));
            Assert.Equal(file, error.File);
            return error;
        }
    }

    [Fact]
    public void Links_to_folders_are_not_followed_and_links_to_pictures_are()
    {
        if (OperatingSystem.IsWindows())
            return; // links need rights there
        Save("a/1.png", Grey(1));
        Save("b/deeper/1.PNG", Grey(2));
        Save("b/.hidden/1.png", Grey(3, 4));
        Directory.CreateSymbolicLink(_folder.At("a", "again"), _folder.At("a"));
        Directory.CreateSymbolicLink(_folder.At("a", "other"), _folder.Path);
        File.CreateSymbolicLink(_folder.At("a", "2.png"), _folder.At("b", "deeper", "1.PNG"));
        Dataset data = Read();
        Assert.Equal([0, 0, 1], data.Y.ToArray<long>());
        Assert.Equal(["1.png", "2.png"], ImageFolder.Pictures(_folder.At("a")).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void Pictures_that_pack_well_are_all_read()
    {
        for (int i = 0; i < 9; i++)
            Save($"a/{i}.png", new PngImage(100, 100, 1, [.. Enumerable.Repeat((byte)(20 * i), 10_000)]));
        var rows = (ImageRows)Read().Source;
        for (int i = 0; i < 9; i++)
            Assert.True(rows.Pixels(i).IndexOfAnyExcept((byte)(20 * i)) < 0);
    }

    [Theory]
    [InlineData("test", false, true)]
    [InlineData("validation", true, false)]
    [InlineData("val", true, false)]
    public void Parts_that_are_apart_are_read_as_such(string held, bool validation, bool test)
    {
        Save("train/a/1.png", Grey(1, 2));
        Save("train/b/1.png", Grey(3, 4));
        Save($"{held}/b/1.png", Grey(5, 6));
        Save($"{held}/a/1.png", new PngImage(2, 1, 3, [9, 9, 9, 50, 50, 50]));
        Assert.True(ImageFolder.HasParts(_folder.Path));
        DatasetSplit split = ReadParts();
        Assert.Equal((validation, test), (split.HasValidation, split.HasTest));
        var (train, part) = split;
        Assert.Equal(2, train.Count);
        Assert.Equal(["a", "b"], part.ClassNames!);
        Assert.Equal([9, 50], ((ImageRows)part.Source).Pixels(0).ToArray());
        Assert.Equal(train.Source.XShape, part.Source.XShape);
    }

    [Fact]
    public void Parts_that_do_not_fit_each_other_are_refused()
    {
        Save("train/a/1.png", Grey(1, 2));
        Assert.False(ImageFolder.HasParts(_folder.Path));
        Assert.Contains("has no parts", Assert.Throws<DatasetException>(ReadParts).Message);
        Save("test/a/1.png", Grey(1, 2, 3));
        Assert.Contains("have 3×1 pixels, those of", Assert.Throws<DatasetException>(ReadParts).Message);
        Save("test/c/1.png", Grey(1, 2));
        Assert.Contains("has the class c, which", Assert.Throws<DatasetException>(ReadParts).Message);
        Directory.Delete(_folder.At("test", "c"), recursive: true);
        Save("train/b/1.png", Grey(1, 2));
        Assert.Contains("lacks the class b of", Assert.Throws<DatasetException>(ReadParts).Message);
    }

    private static PngImage Grey(params byte[] pixels) => new(pixels.Length, 1, 1, pixels);

    private void Save(string name, PngImage image) => _folder.Write(name, PngFile.Encode(image));

    private Dataset Read() => ImageFolder.Read(_folder.Path, cancel: TestContext.Current.CancellationToken);

    private DatasetSplit ReadParts() => ImageFolder.ReadParts(_folder.Path, cancel: TestContext.Current.CancellationToken);
}
