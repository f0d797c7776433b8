using System.Buffers.Binary;
using System.IO.Compression;

namespace Fathom.Tests.Formats;

/// <summary>IDX files: the example of the format's description, all types, plain and packed, and everything that must be refused.</summary>
public sealed class IdxFileTests
{
    private static readonly byte[] Small = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_gives_type_shape_and_elements(bool packed)
    {
        NumberArray array = IdxFile.Read(new MemoryStream(packed ? Pack(Small) : Small), "small");
        Assert.Equal(NumberType.UInt8, array.Type);
        Assert.Equal([2, 3], array.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], array.Bytes.ToArray());
        Assert.Equal("UInt8 (2, 3)", array.ToString());
    }

    [Fact]
    public void Elements_are_big_endian()
    {
        Assert.Equal([258, -2], IdxFile.Read(new MemoryStream([0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 2, 0xFF, 0xFE]), "x").ToArray<int>());
        Assert.Equal([66051], IdxFile.Read(new MemoryStream([0, 0, 0x0C, 1, 0, 0, 0, 1, 0, 1, 2, 3]), "x").ToArray<int>());
        Assert.Equal([-2], IdxFile.Read(new MemoryStream([0, 0, 0x09, 1, 0, 0, 0, 1, 0xFE]), "x").ToArray<int>());
        Assert.Equal([1.5f], IdxFile.Read(new MemoryStream([0, 0, 0x0D, 0, 0x3F, 0xC0, 0, 0]), "x").ToArray<float>());
        Assert.Equal([-2.0], IdxFile.Read(new MemoryStream([0, 0, 0x0E, 1, 0, 0, 0, 1, 0xC0, 0, 0, 0, 0, 0, 0, 0]), "x").ToArray<double>());
    }

    [Theory]
    [InlineData("a.idx")]
    [InlineData("a.idx.gz")]
    public void What_is_written_is_read_back(string name)
    {
        using var folder = new TemporaryFolder();
        foreach (NumberArray array in (NumberArray[])[
            NumberArray.From<byte>([0, 7, 255], 3), NumberArray.From<sbyte>([-128, 127]), NumberArray.From<short>([1, -2, 3, 4], 2, 1, 2), NumberArray.From([int.MinValue, 5]),
            NumberArray.From([1.25f, float.NaN]), NumberArray.From([Math.PI]), NumberArray.From<byte>([], 0, 28, 28)])
        {
            IdxFile.Write(folder.At(name), array);
            NumberArray back = IdxFile.Read(folder.At(name));
            Assert.Equal(array.Type, back.Type);
            Assert.Equal(array.Shape.ToArray(), back.Shape.ToArray());
            Assert.Equal(array.Bytes.ToArray(), back.Bytes.ToArray());
        }

        Assert.Contains("Convert it first", Assert.Throws<ArgumentException>(() => IdxFile.Write(folder.At(name), NumberArray.From<long>([1, 2]))).Message);
    }

    [Fact]
    public void The_first_images_of_the_MNIST_test_part_are_known()
    {
        string folder = Architecture.Repository.Full("tests/Fathom.Tests/Data/mnist");
        NumberArray images = IdxFile.Read(Path.Combine(folder, "t10k-images-idx3-ubyte.gz")), labels = IdxFile.Read(Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"));
        Assert.Equal([1000, 28, 28], images.Shape);
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9], labels.ToArray<int>()[..8]);
        Assert.Equal(0, images.Values<byte>()[0]);
        Assert.Equal([84, 185, 159, 151, 60], images.Values<byte>().Slice((7 * 28) + 6, 5).ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bad_files_are_refused_before_memory_is_taken(bool packed)
    {
        byte[] Made(params byte[] file) => packed ? Pack(file) : file;
        Refused(Made(1, 2, 8, 1, 0, 0, 0, 1, 5), "the magic number", 0);
        Refused(Made(0, 0, 7, 1, 0, 0, 0, 1, 5), "found 00000701", 0);
        Refused(Made(0, 0, 0x0F, 1, 0, 0, 0, 1, 5), "found 00000F01", 0);
        Refused(Made(0, 0, 8), "found 000008", 0);
        Refused(Made([0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[60]]), "PNG image", 0);
        Refused(Made(0, 0, 8, 3, 0, 0, 0, 2, 0, 0), "the header of 3 axes needs 16 bytes, 10 are there");
        Refused(Made([0, 0, 8, 255, .. new byte[2000]]), "255 axes", 3);
        Refused(Made(0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF, 1), "axis 0 has the length 4294967295", 4);
        Refused(Made([0, 0, 8, 4, .. Repeat([0x7F, 0xFF, 0xFF, 0xFF], 4), 1]), "more than the", 4);
        Refused(Made([0, 0, 14, 2, .. Repeat([0x7F, 0xFF, 0xFF, 0xFF], 2), 1]), "more than the", 4);
        Refused(Made([0, 0, 8, 3, 0, 0, 0xEA, 0x60, 0, 0, 0, 28, 0, 0, 0, 28, 1]), "more than the", 4);
        Refused(Made([.. Small, 9]), packed ? "unpacks to more than the 18 bytes" : "1 bytes follow the UInt8 (2, 3)", packed ? null : 18);
        if (!packed)
            Refused(Small[..^1], "more than the 5 bytes that follow", 4);
        else
            Refused(Pack(Small[..^1]), "fewer than the 18 bytes");
    }

    [Fact]
    public void Damage_in_a_packed_file_is_noticed()
    {
        byte[] random = new byte[40_000], file = [0, 0, 8, 1, 0, 0, 0x9C, 0x40, .. random];
        new Random(1).NextBytes(file.AsSpan(8));
        byte[] good = Pack(file);
        Assert.Equal(40_000, IdxFile.Read(new MemoryStream(good), "good").Length);
        foreach (int cut in (int[])[10, 20, 100, good.Length / 2, good.Length - 9, good.Length - 8, good.Length - 5, good.Length - 1])
            Refused(good[..cut], "");
        foreach (int place in (int[])[good.Length / 2, good.Length - 6, good.Length - 2])
        {
            byte[] bad = [.. good];
            bad[place] ^= 0x10;
            Refused(bad, "");
        }
    }

    [Fact]
    public void A_packed_file_may_have_several_members()
    {
        byte[] random = new byte[30_000], file = [.. Header(8, random.Length), .. random];
        new Random(2).NextBytes(file.AsSpan(8));
        foreach (int cut in (int[])[1, 8, 9, 8150, 8192, 20_000, file.Length - 1])
        {
            byte[] first = Pack(file[..cut]), both = [.. first, .. Pack(file[cut..])];
            Assert.Equal(file[8..], IdxFile.Read(new MemoryStream(both), "two").Bytes.ToArray());
            foreach (int length in (int[])[first.Length - 1, first.Length, first.Length + 1, first.Length + 9, both.Length - 9, both.Length - 8, both.Length - 4, both.Length - 1])
                Refused(both[..length], "");
        }

        Refused([.. Pack(file), 7], "");
        Refused([.. Pack(file), .. Pack([1])], "unpacks to more than");
    }

    [Fact]
    public void A_bomb_is_refused_by_what_it_declares()
    {
        // 40 MB of zeros in 39 kB that declare 18 bytes; and 2 GB declared by a file that could not hold them.
        byte[] zeros = Pack([.. Small, .. new byte[40_000_000]]);
        Assert.True(zeros.Length < 50_000);
        Refused(zeros, "more than the 18 bytes");
        Refused(Pack([0, 0, 8, 1, 0x7F, 0xFF, 0, 0, .. new byte[1_000_000]]), "packed bytes can become", 4);
    }

    [Fact]
    public void Paths_that_lead_nowhere_are_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("there is no such file", Assert.Throws<FileNotFoundException>(() => IdxFile.Read(folder.At("none"))).Message);
        Assert.Contains("this is a folder: give an IDX file", Assert.Throws<FileFormatException>(() => IdxFile.Read(folder.Path)).Message);
        Assert.Contains("the file is empty", Assert.Throws<FileFormatException>(() => IdxFile.Read(folder.Write("empty", []))).Message);
    }

    [Fact]
    public void Arrays_convert_only_what_fits()
    {
        Assert.Equal([1L, 2], NumberArray.From([1.0, 2.0]).ToArray<long>());
        Assert.Contains("element 1 is 2.5", Assert.Throws<OverflowException>(() => NumberArray.From([1.0, 2.5]).ToArray<long>()).Message);
        Assert.Throws<OverflowException>(() => NumberArray.From([300]).ToArray<byte>());
        Assert.Contains("do not fill", Assert.Throws<ArgumentException>(() => NumberArray.From([1, 2, 3], 2, 2)).Message);
        Assert.Contains("Convert it", Assert.Throws<InvalidOperationException>(() => NumberArray.From([1, 2, 3]).Values<long>().Length).Message);
    }

    internal static byte[] Pack(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    internal static byte[] Header(byte type, params int[] shape)
    {
        byte[] header = [0, 0, type, (byte)shape.Length, .. new byte[4 * shape.Length]];
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), shape[i]);
        return header;
    }

    private static byte[] Repeat(byte[] bytes, int times) => [.. Enumerable.Repeat(bytes, times).SelectMany(b => b)];

    private static void Refused(byte[] file, string words, long? offset = null) => Refusal.Of(file, (stream, name) => IdxFile.Read(stream, name), words, offset);
}
