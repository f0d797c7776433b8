using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Fathom.Tests.Formats;

public sealed class SafetensorsRoundTripTests
{
    [Fact]
    public void The_bytes_of_a_small_file_are_exactly_these()
    {
        var writer = new SafetensorsWriter { Metadata = { ["z"] = "é", ["a"] = "1" } };
        writer.Add<float>("b", [2], new float[] { 1, -2 });
        writer.Add<float>("a", [], new float[] { 0.5f });
        writer.Add<long>("n", [1], new long[] { -1 });

        string header = """{"__metadata__":{"a":"1","z":"é"},"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}""";
        int padded = (Encoding.UTF8.GetByteCount(header) + 7) / 8 * 8;
        byte[] expected =
        [
            (byte)padded, 0, 0, 0, 0, 0, 0, 0,
            .. Encoding.UTF8.GetBytes(header), .. Enumerable.Repeat((byte)' ', padded - Encoding.UTF8.GetByteCount(header)),
            255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0,
        ];
        Assert.Equal(expected, Written(writer));
    }

    [Fact]
    public void The_order_of_the_calls_does_not_change_the_bytes()
    {
        byte[] Make(IEnumerable<int> order)
        {
            var writer = new SafetensorsWriter();
            foreach (int i in order)
            {
                writer.Metadata[$"k{i}"] = $"{i}";
                writer.Add<float>($"t{i}", [i], new float[i]);
            }

            return Written(writer);
        }

        Assert.Equal(Make([1, 2, 3, 4, 0]), Make([4, 0, 3, 2, 1]));
    }

    [Fact]
    public void Every_type_comes_back_bit_for_bit_and_aligned()
    {
        byte[] noise = new byte[8 * 6];
        new Random(1).NextBytes(noise);
        var writer = new SafetensorsWriter();
        foreach (var type in Enum.GetValues<SafetensorsType>())
            writer.Add($"x.{type}", type, [2, 3], () => noise.AsSpan(0, 6 * type.Size));

        byte[] bytes = Written(writer);
        var file = SafetensorsFile.Read(bytes, "noise");

        Assert.Equal(Enum.GetValues<SafetensorsType>().Reverse(), file.Select(tensor => tensor.Type));
        long at = 8 + BinaryPrimitives.ReadInt64LittleEndian(bytes);
        foreach (var tensor in file)
        {
            Assert.Equal(0, at % tensor.Type.Size);
            Assert.Equal([2, 3], tensor.Shape);
            Assert.Equal(noise.AsSpan(0, 6 * tensor.Type.Size), tensor.Bytes.Span);
            at += tensor.Bytes.Length;
        }
    }

    [Fact]
    public void NaN_payloads_and_negative_zero_survive()
    {
        float[] singles = [BitConverter.UInt32BitsToSingle(0x7FC01234), BitConverter.UInt32BitsToSingle(0xFFA00001), -0f, float.NegativeInfinity, float.Epsilon];
        double[] doubles = [BitConverter.UInt64BitsToDouble(0x7FF8000000001234), BitConverter.UInt64BitsToDouble(0xFFF4000000000001), -0.0, double.Epsilon];
        var writer = new SafetensorsWriter();
        writer.Add<float>("f", [5], singles);
        writer.Add<double>("d", [4], doubles);

        var file = SafetensorsFile.Read(Written(writer), "x");

        Assert.Equal(MemoryMarshal.Cast<float, uint>(singles), MemoryMarshal.Cast<float, uint>(file["f"].ToSingles()));
        Assert.Equal(MemoryMarshal.Cast<double, ulong>(doubles), MemoryMarshal.Cast<double, ulong>(file["d"].ToDoubles()));
    }

    [Fact]
    public void Half_and_bfloat16_are_read_as_the_exact_float()
    {
        var writer = new SafetensorsWriter();
        writer.Add<Half>("half", [4], new[] { (Half)1.5f, Half.NegativeInfinity, Half.Epsilon, (Half)(-0f) });
        writer.Add("brain", SafetensorsType.BF16, [4], () => MemoryMarshal.AsBytes<ushort>([0x3FC0, 0xFF80, 0x0001, 0x8000]));

        var file = SafetensorsFile.Read(Written(writer), "x");

        Assert.Equal([1.5f, float.NegativeInfinity, 5.9604645E-8f, -0f], file["half"].ToSingles());
        Assert.Equal([1.5f, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x00010000), -0f], file["brain"].ToSingles());
        Assert.Equal([1.5, double.NegativeInfinity, BitConverter.UInt32BitsToSingle(0x00010000), -0.0], file["brain"].ToDoubles());
        Assert.True(float.IsNegative(file["brain"].ToSingles()[3]) && float.IsNegative(file["half"].ToSingles()[3]));
    }

    [Fact]
    public void Integers_of_every_width_are_read_as_long()
    {
        var writer = new SafetensorsWriter();
        writer.Add<sbyte>("i8", [2], new sbyte[] { -128, 127 });
        writer.Add<byte>("u8", [2], new byte[] { 0, 255 });
        writer.Add<short>("i16", [2], new short[] { short.MinValue, short.MaxValue });
        writer.Add<int>("i32", [2], new[] { int.MinValue, int.MaxValue });
        writer.Add<long>("i64", [2], new[] { long.MinValue, long.MaxValue });
        writer.Add<bool>("b", [2], new[] { true, false });

        var file = SafetensorsFile.Read(Written(writer), "x");

        Assert.Equal([-128, 127], file["i8"].ToIntegers());
        Assert.Equal([0, 255], file["u8"].ToIntegers());
        Assert.Equal([short.MinValue, short.MaxValue], file["i16"].ToIntegers());
        Assert.Equal([int.MinValue, int.MaxValue], file["i32"].ToIntegers());
        Assert.Equal([long.MinValue, long.MaxValue], file["i64"].ToIntegers());
        Assert.Equal([true, false], file["b"].ToBooleans());
    }

    [Fact]
    public void A_value_is_not_read_as_another_kind()
    {
        var writer = new SafetensorsWriter();
        writer.Add<float>("f", [1], new float[1]);
        writer.Add<long>("n", [1], new long[1]);
        var file = SafetensorsFile.Read(Written(writer), "x");

        Assert.Contains("'f' is F32, which does not hold integers", Assert.Throws<InvalidOperationException>(file["f"].ToIntegers).Message);
        Assert.Contains("'n' is I64, which does not hold floating-point", Assert.Throws<InvalidOperationException>(file["n"].ToSingles).Message);
        Assert.Throws<InvalidOperationException>(file["n"].ToDoubles);
        Assert.Throws<InvalidOperationException>(file["n"].ToBooleans);
        Assert.Throws<ArgumentException>(() => file["f"].CopyTo(new float[2]));
        Assert.Contains("has no tensor 'w'. It has: n, f", Assert.Throws<KeyNotFoundException>(() => file["w"]).Message);
    }

    [Fact]
    public void Names_and_metadata_of_any_script_come_back()
    {
        string[] names = ["", "a/b:0", "größe", "層.重み", "\"quoted\"\\", "😀", "a..b", "__metadata", " "];
        var writer = new SafetensorsWriter();
        foreach (string name in names)
        {
            writer.Add<byte>(name, [0], Array.Empty<byte>());
            writer.Metadata[name + "\n\t\0"] = name + "\u001b[31m";
        }

        var file = SafetensorsFile.Read(Written(writer), "x");

        Assert.Equal(names.Order(StringComparer.Ordinal), file.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Equal(name + "\u001b[31m", file.Metadata[name + "\n\t\0"]));
    }

    [Fact]
    public void Files_of_other_writers_load()
    {
        // Escaped names and keys, spaces inside, padding, tensors not in the order of their data, empty tensors between others.
        byte[] file = SafetensorsSample.Made("""
            {"b\u0021" : { "data_offsets":[4, 8], "\u0064type":"F32", "shape":[1] },
             "empty":{"dtype":"I64","shape":[3,0],"data_offsets":[4,4]},
             "a":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}, "__metadata__":{"format":"pt"}}     
            """, 8);

        var read = SafetensorsFile.Read(file, "x");

        Assert.Equal(["a U8 (2, 2)", "empty I64 (3, 0)", "b! F32 (1)"], read.Select(t => t.ToString()));
        Assert.Equal(file.AsSpan(^4), read["b!"].Bytes.Span);
        Assert.Equal("pt", read.Metadata["format"]);
        Assert.Empty(SafetensorsFile.Read(SafetensorsSample.Made("{}", 0), "none"));
    }

    // The header of a network saved by safetensors.torch.save_file: order, padding and spelling must be the same.
    [Fact]
    public void A_file_of_the_reference_implementation_is_written_again_byte_for_byte()
    {
        string header = """
            {
            "norm1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},
            "norm2.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[8,16]},
            "conv1.bias":{"dtype":"F32","shape":[8],"data_offsets":[16,48]},
            "conv1.weight":{"dtype":"F32","shape":[8,1,3,3],"data_offsets":[48,336]},
            "conv2.bias":{"dtype":"F32","shape":[16],"data_offsets":[336,400]},
            "conv2.weight":{"dtype":"F32","shape":[16,8,3,3],"data_offsets":[400,5008]},
            "conv3.bias":{"dtype":"F32","shape":[24],"data_offsets":[5008,5104]},
            "conv3.weight":{"dtype":"F32","shape":[24,16,3,3],"data_offsets":[5104,18928]},
            "fc1.bias":{"dtype":"F32","shape":[32],"data_offsets":[18928,19056]},
            "fc1.weight":{"dtype":"F32","shape":[32,11616],"data_offsets":[19056,1505904]},
            "fc2.bias":{"dtype":"F32","shape":[10],"data_offsets":[1505904,1505944]},
            "fc2.weight":{"dtype":"F32","shape":[10,32],"data_offsets":[1505944,1507224]},
            "norm1.bias":{"dtype":"F32","shape":[24],"data_offsets":[1507224,1507320]},
            "norm1.running_mean":{"dtype":"F32","shape":[24],"data_offsets":[1507320,1507416]},
            "norm1.running_var":{"dtype":"F32","shape":[24],"data_offsets":[1507416,1507512]},
            "norm1.weight":{"dtype":"F32","shape":[24],"data_offsets":[1507512,1507608]},
            "norm2.bias":{"dtype":"F32","shape":[10],"data_offsets":[1507608,1507648]},
            "norm2.running_mean":{"dtype":"F32","shape":[10],"data_offsets":[1507648,1507688]},
            "norm2.running_var":{"dtype":"F32","shape":[10],"data_offsets":[1507688,1507728]},
            "norm2.weight":{"dtype":"F32","shape":[10],"data_offsets":[1507728,1507768]}
            }
            """.ReplaceLineEndings("");
        byte[] file = SafetensorsSample.Made(header.PadRight((header.Length + 7) / 8 * 8), 1507768);

        var writer = new SafetensorsWriter();
        foreach (var tensor in SafetensorsFile.Read(file, "x").Reverse())
            writer.Add(tensor.Name, tensor.Type, tensor.Shape, () => tensor.Bytes.Span);

        Assert.True(file.AsSpan().SequenceEqual(Written(writer)));
    }

    [Fact]
    public void A_stream_is_read_from_its_position()
    {
        byte[] file = SafetensorsSample.Made(SafetensorsSample.Good, 16);
        var stream = new MemoryStream([1, 2, 3, .. file]) { Position = 3 };
        Assert.Equal(file.AsSpan(^16), SafetensorsFile.Read(stream, "x")[0].Bytes.Span);
    }

    [Fact]
    public void The_writer_refuses_what_the_reader_would()
    {
        var writer = new SafetensorsWriter();
        writer.Add<float>("a", [1], new float[1]);

        Assert.Contains("was added before", Assert.Throws<ArgumentException>(() => writer.Add<float>("a", [1], new float[1])).Message);
        Assert.Contains("reserved", Assert.Throws<ArgumentException>(() => writer.Add<float>("__metadata__", [1], new float[1])).Message);
        Assert.Contains("control character", Assert.Throws<ArgumentException>(() => writer.Add<float>("a\0", [1], new float[1])).Message);
        Assert.Contains("'..'", Assert.Throws<ArgumentException>(() => writer.Add<float>("../a", [1], new float[1])).Message);
        Assert.Contains("surrogate", Assert.Throws<ArgumentException>(() => writer.Add<float>("a\ud800", [1], new float[1])).Message);
        Assert.Contains("1025 bytes", Assert.Throws<ArgumentException>(() => writer.Add<float>(new string('n', 1025), [1], new float[1])).Message);
        Assert.Contains("needs 6 values, got 5", Assert.Throws<ArgumentException>(() => writer.Add<float>("b", [2, 3], new float[5])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add<float>("b", [-1], new float[1]));
        Assert.Throws<NotSupportedException>(() => writer.Add<decimal>("b", [1], new decimal[1]));
        Assert.Equal(["a"], SafetensorsFile.Read(Written(writer), "x").Select(t => t.Name));

        writer.Add("short", SafetensorsType.F32, [2], () => new byte[4]);
        Assert.Contains("its values are 4 bytes, its shape needs 8", Assert.Throws<InvalidOperationException>(() => Written(writer)).Message);
    }

    [Fact]
    public void Saving_makes_no_second_copy_of_the_values()
    {
        var values = new float[1 << 20];
        var writer = new SafetensorsWriter();
        writer.Add<float>("big", [1 << 20], values);
        writer.Write(Stream.Null);

        long before = GC.GetAllocatedBytesForCurrentThread();
        writer.Write(Stream.Null);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 10);
    }

    private static byte[] Written(SafetensorsWriter writer)
    {
        var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }
}
