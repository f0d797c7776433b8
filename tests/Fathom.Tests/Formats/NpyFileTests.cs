using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fathom.Tests.Formats;

/// <summary>NPY and NPZ files: those that NumPy 1.24 wrote, what is written here, and everything that must be refused.</summary>
public sealed class NpyFileTests
{
    private const string Saved = "UEsDBBQAAAAAAAAAIQC2jIZTjAAAAIwAAAAFABQAYS5ucHkBABAAjAAAAAAAAACMAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAUEsDBBQAAAAAAAAAIQDJvGjWkAAAAJAAAAAFABQAYi5ucHkBABAAkAAAAAAAAACQAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgxLCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAQAAAAAAAAACAAAAAAAAAFBLAQIUAxQAAAAAAAAAIQC2jIZTjAAAAIwAAAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBLAQIUAxQAAAAAAAAAIQDJvGjWkAAAAJAAAAAFAAAAAAAAAAAAAACAAcMAAABiLm5weVBLBQYAAAAAAgACAGYAAACKAQAAAAA=";
    private const string Compressed = "UEsDBBQAAAAIAAAAIQC2jIZTSwAAAIwAAAAFABQAYS5ucHkBABAAjAAAAAAAAABLAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoUAC4GMGiwBxIOAFBLAwQUAAAACAAAACEAybxo1kwAAACQAAAABQAUAGIubnB5AQAQAJAAAAAAAAAATAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqGOgpGmjoKtQpkAy5GBghggtIAUEsBAhQDFAAAAAgAAAAhALaMhlNLAAAAjAAAAAUAAAAAAAAAAAAAAIABAAAAAGEubnB5UEsBAhQDFAAAAAgAAAAhAMm8aNZMAAAAkAAAAAUAAAAAAAAAAAAAAIABggAAAGIubnB5UEsFBgAAAAACAAIAZgAAAAUBAAAAAA==";

    /// <summary>Arrays written by numpy.save, and their values.</summary>
    public static TheoryData<string, string, NumberType, int[], double[]> Arrays => new()
    {
        { "|b1", "k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQEBAQE=", NumberType.Bool, [2, 3], [0.0, 1.0, 1.0, 1.0, 1.0, 1.0] },
        { "|u1", "k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQIDZAU=", NumberType.UInt8, [2, 3], [0.0, 1.0, 2.0, 3.0, 100.0, 5.0] },
        { "|i1", "k05VTVBZAQB2AHsnZGVzY3InOiAnfGkxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoA//79nPs=", NumberType.Int8, [2, 3], [0.0, -1.0, -2.0, -3.0, -100.0, -5.0] },
        { "<u2", "k05VTVBZAQB2AHsnZGVzY3InOiAnPHUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAEAAgADAGQABQA=", NumberType.UInt16, [2, 3], [0.0, 1.0, 2.0, 3.0, 100.0, 5.0] },
        { ">u2", "k05VTVBZAQB2AHsnZGVzY3InOiAnPnUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAABAAIAAwBkAAU=", NumberType.UInt16, [2, 3], [0.0, 1.0, 2.0, 3.0, 100.0, 5.0] },
        { "<i2", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAP///v/9/5z/+/8=", NumberType.Int16, [2, 3], [0.0, -1.0, -2.0, -3.0, -100.0, -5.0] },
        { ">i2", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAP///v/9/5z/+/8=", NumberType.Int16, [2, 3], [0.0, -1.0, -2.0, -3.0, -100.0, -5.0] },
        { "<u4", "k05VTVBZAQB2AHsnZGVzY3InOiAnPHU0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAQAAAAIAAAADAAAAZAAAAAUAAAA=", NumberType.UInt32, [2, 3], [0.0, 1.0, 2.0, 3.0, 100.0, 5.0] },
        { ">u4", "k05VTVBZAQB2AHsnZGVzY3InOiAnPnU0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAQAAAAIAAAADAAAAZAAAAAU=", NumberType.UInt32, [2, 3], [0.0, 1.0, 2.0, 3.0, 100.0, 5.0] },
        { "<i4", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAA//////7////9////nP////v///8=", NumberType.Int32, [2, 3], [0.0, -1.0, -2.0, -3.0, -100.0, -5.0] },
        { ">i4", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAA//////7////9////nP////v///8=", NumberType.Int32, [2, 3], [0.0, -1.0, -2.0, -3.0, -100.0, -5.0] },
        { "<u8", "k05VTVBZAQB2AHsnZGVzY3InOiAnPHU4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAEAAAAAAAAAAgAAAAAAAAADAAAAAAAAAGQAAAAAAAAABQAAAAAAAAA=", NumberType.UInt64, [2, 3], [0.0, 1.0, 2.0, 3.0, 100.0, 5.0] },
        { ">u8", "k05VTVBZAQB2AHsnZGVzY3InOiAnPnU4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAABkAAAAAAAAAAU=", NumberType.UInt64, [2, 3], [0.0, 1.0, 2.0, 3.0, 100.0, 5.0] },
        { "<i8", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAP///////////v/////////9/////////5z/////////+/////////8=", NumberType.Int64, [2, 3], [0.0, -1.0, -2.0, -3.0, -100.0, -5.0] },
        { ">i8", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAP///////////v/////////9/////////5z/////////+/////////8=", NumberType.Int64, [2, 3], [0.0, -1.0, -2.0, -3.0, -100.0, -5.0] },
        { "<f2", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAA0ADgAOkBOAD0=", NumberType.Float16, [2, 3], [0.0, 0.25, 0.5, 0.75, 25.0, 1.25] },
        { ">f2", "k05VTVBZAQB2AHsnZGVzY3InOiAnPmYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAADQAOAA6AE5APQA=", NumberType.Float16, [2, 3], [0.0, 0.25, 0.5, 0.75, 25.0, 1.25] },
        { "<f4", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPgAAAD8AAEA/AADIQQAAoD8=", NumberType.Float32, [2, 3], [0.0, 0.25, 0.5, 0.75, 25.0, 1.25] },
        { ">f4", "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAPoAAAD8AAAA/QAAAQcgAAD+gAAA=", NumberType.Float32, [2, 3], [0.0, 0.25, 0.5, 0.75, 25.0, 1.25] },
        { "<f8", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAANA/AAAAAAAA4D8AAAAAAADoPwAAAAAAADlAAAAAAAAA9D8=", NumberType.Float64, [2, 3], [0.0, 0.25, 0.5, 0.75, 25.0, 1.25] },
        { ">f8", "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAD/QAAAAAAAAP+AAAAAAAAA/6AAAAAAAAEA5AAAAAAAAP/QAAAAAAAA=", NumberType.Float64, [2, 3], [0.0, 0.25, 0.5, 0.75, 25.0, 1.25] },
        { "Fortran order", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAADAAAAAQAAAAQAAAACAAAABQAAAABAAAADQAAAAUAAAARAAAACQAAABUAAAACAAAADgAAAAYAAAASAAAACgAAABYAAAADAAAADwAAAAcAAAATAAAACwAAABcAAAA=", NumberType.Int32, [2, 3, 4], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0] },
        { "scalar", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAEQA==", NumberType.Float64, [], [2.5] },
        { "one axis", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEA=", NumberType.Float32, [3], [0.0, 1.0, 2.0] },
        { "empty", "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDAsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo=", NumberType.Float32, [0, 3], [] },
        { "version 2", "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAADIQgAAoEA=", NumberType.Float32, [2, 3], [0.0, 1.0, 2.0, 3.0, 100.0, 5.0] },
        { "version 3", "k05VTVBZAwB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAADIQgAAoEA=", NumberType.Float32, [2, 3], [0.0, 1.0, 2.0, 3.0, 100.0, 5.0] },
    };

    /// <summary>Arrays that NumPy writes and that are refused by name.</summary>
    public static TheoryData<string, string> Unsupported => new()
    {
        { "k05VTVBZAQB2AHsnZGVzY3InOiAnfE8nLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqAA2NudW1weS5jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEAY251bXB5Cm5kYXJyYXkKcQFLAIVxAkMBYnEDh3EEUnEFKEsBSwKFcQZjbnVtcHkKZHR5cGUKcQdYAgAAAE84cQiJiIdxCVJxCihLA1gBAAAAfHELTk5OSv////9K/////0s/dHEMYoldcQ0oTksBZXRxDmIu", "holds Python objects, whose pickles can run code" },
        { "k05VTVBZAQB2AHsnZGVzY3InOiAnPGMxNicsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgxLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAPA/", "the type '<c16' (complex numbers) cannot be read; known are bool" },
        { "k05VTVBZAQB2AHsnZGVzY3InOiAnPFUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAphAAAAYgAAAA==", "the type '<U2' (text) cannot be read" },
        { "k05VTVBZAQB2AHsnZGVzY3InOiAnPE04W0RdJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIApWRwAAAAAAAA==", "the type '<M8[D]' (dates or times) cannot be read" },
        { "k05VTVBZAQB2AHsnZGVzY3InOiBbKCdhJywgJzxpNCcpLCAoJ2InLCAnPGY0JyldLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAQA==", "is a structured one, with named fields" },
    };

    [Theory]
    [MemberData(nameof(Arrays))]
    public void Arrays_of_NumPy_have_its_values(string kind, string file, NumberType type, int[] shape, double[] values)
    {
        NumberArray array = NpyFile.Read(new MemoryStream(Convert.FromBase64String(file)), kind);
        Assert.Equal(type, array.Type);
        Assert.Equal(shape, array.Shape.ToArray());
        Assert.Equal(values, array.ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Arrays))]
    public void What_is_written_is_what_NumPy_writes(string kind, string file, NumberType type, int[] shape, double[] values)
    {
        using var folder = new TemporaryFolder();
        byte[] theirs = Convert.FromBase64String(file);
        NpyFile.Write(folder.At("a.npy"), NpyFile.Read(new MemoryStream(theirs), kind));
        byte[] ours = File.ReadAllBytes(folder.At("a.npy"));
        NumberArray back = NpyFile.Read(folder.At("a.npy"));
        Assert.Equal((type, values.Length), (back.Type, back.Length));
        Assert.Equal(shape, back.Shape.ToArray());
        Assert.Equal(values, back.ToArray<double>());
        if (kind[0] is '<' or '|' || kind is "scalar" or "one axis" or "empty")
            Assert.Equal(theirs, ours);
    }

    [Fact]
    public void Tensors_become_arrays_and_arrays_tensors()
    {
        foreach (Tensor tensor in (Tensor[])[Tensor.Range(0, 6).Reshape(2, 3), Tensor.Scalar(2.5, DType.Float64), Tensor.Range(0, 3, type: DType.Int64), Tensor.From(true, false), Tensor.Zeros([0, 2])])
        {
            Tensor back = tensor.ToNumberArray().ToTensor();
            Assert.Equal((tensor.Type, tensor.Shape), (back.Type, back.Shape));
            Assert.Equal(tensor.Copy().Keep().ToString(), back.ToString());
        }

        Assert.Equal(DType.Int64, NumberArray.From<byte>([1, 2]).ToTensor().Type);
        Assert.Equal(DType.Float32, NumberArray.From([(Half)1.5]).ToTensor().Type);
        Assert.Throws<OverflowException>(() => NumberArray.From([ulong.MaxValue]).ToTensor());
    }

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void Types_that_are_no_numbers_are_refused_by_name(string file, string words) => Refused(Convert.FromBase64String(file), words);

    [Fact]
    public void Damaged_files_are_refused()
    {
        byte[] good = Made("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24);
        Assert.Equal(6, NpyFile.Read(new MemoryStream(good), "good").Length);
        for (int length = 0; length < good.Length; length++)
            Refused(good[..length], "");
        Refused(good[..^1], "declares Float32 (2, 3), more than the 23 bytes that follow");
        Refused([.. good, 0], "24 bytes, but 25 follow");
        Refused([0x93, .. "NUMPX"u8, 1, 0, 0, 0], "begins with the bytes 934E554D5059", 0);
        Refused([0x93, .. "NUMPY"u8, 4, 0, 2, 0, 1, 1], "the version 4.0", 6);
        Refused([0x93, .. "NUMPY"u8, 1, 0, 0xFF, 0xFF, 1, 1], "a header of 65,535 bytes", 8);
        Refused([0x93, .. "NUMPY"u8, 2, 0, 0, 0, 2, 0, .. new byte[1 << 17]], "expected at most 65,536", 8);
        Refused([0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[60]], "PNG image", 0);
    }

    [Theory]
    [InlineData("", "'{' is expected")]
    [InlineData("{}", "the key 'descr' is missing")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "the key 'shape' is missing")]
    [InlineData("{'descr': '<f4', 'descr': '<f4'}", "the key 'descr' is there twice")]
    [InlineData("{'descr': '<f4', 'magic': 1}", "the key 'magic' is unknown")]
    [InlineData("{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}", "fortran_order is True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "whole numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,)}", "found '99999999999'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 3}", "'(' is expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + 1", "more text follows")]
    [InlineData("{'descr': '<f3', 'fortran_order': False, 'shape': (1,)}", "the type '<f3'")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (1,)}", "(no type)")]
    [InlineData("{'descr: '<f4'}", "':' is expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647)}", "more than the 4 bytes")]
    public void Headers_that_say_something_else_are_refused(string header, string words) => Refused(Made(header, 4), words);

    [Fact]
    public void Very_long_shapes_are_refused() => Refused(Made($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Concat(Enumerable.Repeat("1, ", 33))})}}", 4), "at most 32");

    [Theory]
    [InlineData(Saved)]
    [InlineData(Compressed)]
    public void Archives_of_NumPy_have_its_arrays(string file)
    {
        NpzFile arrays = NpzFile.Read(new MemoryStream(Convert.FromBase64String(file)), "a.npz");
        Assert.Equal(["a", "b"], arrays.Keys);
        Assert.Equal([0f, 1, 2], arrays["a"].Values<float>().ToArray());
        Assert.Equal("Int64 (1, 2)", arrays["b"].ToString());
        Assert.Contains("has no array 'c'. It has: a, b.", Assert.Throws<KeyNotFoundException>(() => arrays["c"]).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_archive_that_is_written_is_read_back(bool compress)
    {
        using var folder = new TemporaryFolder();
        KeyValuePair<string, NumberArray>[] arrays = [new("weight", NumberArray.From([1f, 2, 3, 4], 2, 2)), new("größe", NumberArray.From<byte>(new byte[10_000]))];
        NpzFile.Write(folder.At("a.npz"), arrays, compress);
        NpzFile.Write(folder.At("b.npz"), arrays, compress);
        Assert.Equal(File.ReadAllBytes(folder.At("a.npz")), File.ReadAllBytes(folder.At("b.npz")));
        NpzFile back = NpzFile.Read(folder.At("a.npz"));
        Assert.Equal(["weight", "größe"], back.Keys);
        Assert.Equal([1f, 2, 3, 4], back["weight"].ToArray<float>());
        Assert.Equal(10_000, back["größe"].Length);
        Assert.Equal(compress, new FileInfo(folder.At("a.npz")).Length < 2000);
        Assert.Contains("a name of its own", Assert.Throws<ArgumentException>(() => NpzFile.Write(folder.At("c.npz"), [arrays[0], arrays[0]])).Message);
    }

    [Theory]
    [InlineData(Saved)]
    [InlineData(Compressed)]
    public void Damaged_archives_are_refused(string saved)
    {
        byte[] file = Convert.FromBase64String(saved);
        for (int length = 0; length < file.Length; length += 7)
            RefusedArchive(file[..length], "");
        RefusedArchive(file[..^22], "without the directory that a zip archive ends with");
        int data = file.AsSpan().IndexOf("NUMPY"u8);
        if (data > 0)
            RefusedArchive(With(file, data + 130, 7), "has the checksum");
        int directory = file.AsSpan().IndexOf("PK\u0001\u0002"u8);
        RefusedArchive(With(file, directory + 8, 1), "is encrypted");
        RefusedArchive(With(file, directory + 10, 12), "packed by method 12");
        RefusedArchive(With(file, directory + 49, (byte)'x'), "holds names that end in .npy");
        RefusedArchive(With(file, directory + 42, 9), "where no entry is");
        RefusedArchive(With(file, file.Length - 12, 255), "directory");
        RefusedArchive([0x50, 0x4B, 0, 0], "begins with PK");
        RefusedArchive(Zip(("a.npy", Made("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8))), "the entry 'a.npy', the array holds Python objects");
        RefusedArchive(Zip(("a.npy", Made("{'descr': '|u1', 'fortran_order': False, 'shape': (9,), }", 8))), "the entry 'a.npy' declares UInt8 (9,), more than the 8 bytes");
        RefusedArchive(Zip(("a.txt", [1])), "the entry 'a.txt' is no NPY array");
        RefusedArchive(Zip(("a.npy", Made("{'descr': '|u1', 'fortran_order': False, 'shape': (0,), }", 0)), ("a.npy", [])), "twice");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(40)]
    public void An_entry_that_unpacks_to_less_than_its_header_is_refused(int length)
    {
        byte[] file = Zip(("a.npy", Made("{'descr': '|u1', 'fortran_order': False, 'shape': (8,), }", 8)[..length]));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(file.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 24), 200);
        RefusedArchive(file, "the entry 'a.npy'");
    }

    [Fact]
    public void Bombs_are_refused_before_memory_is_taken()
    {
        // A gigabyte declared in the directory for a hundred bytes, and entries that share the bytes of one.
        byte[] small = Zip(("a.npy", Made("{'descr': '|u1', 'fortran_order': False, 'shape': (8,), }", 8)));
        int directory = small.AsSpan().IndexOf("PK\u0001\u0002"u8);
        byte[] declared = [.. small];
        BinaryPrimitives.WriteUInt32LittleEndian(declared.AsSpan(directory + 24), 1 << 30);
        RefusedArchive(declared, "packed ones cannot become");

        // 20 MB of zeros in 20 kB whose directory says 16 MB, and 4 MB that would be right but for their checksum.
        byte[] large = Zip(("a.npy", Made("{'descr': '|u1', 'fortran_order': False, 'shape': (20000000,), }", 20_000_000)));
        directory = large.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(large.AsSpan(directory + 24), 16_000_000);
        RefusedArchive(large, "more than the");
        byte[] wrong = Zip(("a.npy", Made("{'descr': '|u1', 'fortran_order': False, 'shape': (4000000,), }", 4_000_000)));
        directory = wrong.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        wrong[directory + 16] ^= 1;
        RefusedArchive(wrong, "has the checksum");

        // One in which all is right, 20 MB in 20 kB.
        RefusedArchive(Zip(("a.npy", Made("{'descr': '|u1', 'fortran_order': False, 'shape': (20000000,), }", 20_000_000))), "times the");

        byte[] two = Zip(("a.npy", Made("{'descr': '|u1', 'fortran_order': False, 'shape': (8,), }", 8)), ("b.npy", Made("{'descr': '|u1', 'fortran_order': False, 'shape': (8,), }", 8)));
        directory = two.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(two.AsSpan(directory + 42), 0);
        RefusedArchive(two, "inside another");
    }

    private static byte[] Made(string header, int bytes) => [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. new byte[bytes]];

    private static byte[] With(byte[] file, int place, byte value)
    {
        byte[] changed = [.. file];
        changed[place] = value;
        return changed;
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static void Refused(byte[] file, string words, long? offset = null) => Refusal.Of(file, (stream, name) => NpyFile.Read(stream, name), words, offset);

    private static void RefusedArchive(byte[] file, string words) => Refusal.Of(file, (stream, name) => NpzFile.Read(stream, name), words);
}
