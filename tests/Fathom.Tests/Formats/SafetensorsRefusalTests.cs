using System.Text;
using static Fathom.Tests.Formats.SafetensorsSample;

namespace Fathom.Tests.Formats;

/// <summary>Every row ST-01 … ST-40 of the bad-input list, each with the place and the words of its refusal.</summary>
public sealed class SafetensorsRefusalTests
{
    private const string Sixteen = """{"dtype":"F32","shape":[4],"data_offsets":[0,16]}""";

    private static readonly Dictionary<string, (byte[] File, long? Offset, string Words)> Bad = Build();

    public static TheoryData<string> Rows => [.. Bad.Keys];

    private static Dictionary<string, (byte[] File, long? Offset, string Words)> Build()
    {
        var rows = new Dictionary<string, (byte[], long?, string)>();
        void Row(string id, byte[] file, long? offset, string words) => rows.Add(id, (file, offset, words));

        Row("ST-01", [], 0, "empty");
        for (int n = 1; n < 8; n++)
            Row($"ST-02 {n} bytes", new byte[n], 0, $"the file has {n} bytes");
        Row("ST-03", [60, 0, 0, 0, 0, 0, 0, 0], 0, "the header length is 60, but only 0 bytes follow");
        Row("ST-04", Made(new byte[92], 0, 1000), 0, "the header length is 1000, but only 92 bytes follow");
        Row("ST-05", [0x3C, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[60]], 0, "the header length is 18446744069414584380");
        Row("ST-07", Made("", 16), 0, "the header length is 0");
        Row("ST-07 length 1", Made("{", 16), 0, "the header length is 1");
        Row("ST-08", Made([.. "{\""u8, 0xFF, .. "\":1}"u8], 0), 10, "must be UTF-8 text; found the byte 0xFF");
        Row("ST-08 first byte", Made([0xFF, 0xFE, 0xFF, 0xFE], 0), 8, "must begin with {, found the byte 0xFF");
        Row("ST-09", Made("{ ", 0), null, "not valid JSON");
        Row("ST-09 cut", Made(Good[..20], 16), null, "not valid JSON");
        Row("ST-10 array", Made("[]", 0), 8, "must begin with {, found '['");
        Row("ST-10 null", Made("null", 0), 8, "must begin with {, found 'n'");
        Row("ST-10 string", Made("\"x\"", 0), 8, "must begin with {, found '\"'");
        Row("ST-10 number", Made("1 ", 0), 8, "must begin with {, found '1'");
        Row("ST-10 two values", Made("{}{}", 0), null, "not valid JSON");
        Row("ST-11", Made(new string('[', 100_000), 0), 8, "must begin with {");
        Row("ST-11 inside", Made("{\"a\":" + new string('[', 100_000), 0), 13, "a tensor is described by an object");
        Row("ST-11 in shape", Made("{\"a\":{\"shape\":" + new string('[', 100_000), 0), null, "whole numbers from 0 to 2^63 − 1");
        Row("ST-11 in metadata", Made("{\"__metadata__\":{\"a\":" + new string('{', 100_000), 0), null, "__metadata__ holds strings only");
        Row("ST-12", Made($$$"""{"a":{{{Sixteen}}},"a":{"dtype":"F32","shape":[4],"data_offsets":[16,32]}}""", 32), null, "the tensor 'a' appears twice");
        Row("ST-12 escaped", Made($$$"""{"a":{{{Sixteen}}},"\u0061":{"dtype":"F32","shape":[4],"data_offsets":[16,32]}}""", 32), null, "the tensor 'a' appears twice");
        Row("ST-12 metadata twice", Made("""{"__metadata__":{},"__metadata__":{}}""", 0), 27, "'__metadata__' appears twice");
        Row("ST-12 metadata key", Made("""{"__metadata__":{"k":"1","\u006b":"2"}}""", 0), null, "the key of __metadata__ 'k' appears twice");
        Row("ST-13 shape", Made(One(more: ",\"shape\":[2,2]"), 16), null, "tensor 'a' has the key 'shape' twice");
        Row("ST-13 dtype", Made(One(more: ",\"dtype\":\"F32\""), 16), null, "tensor 'a' has the key 'dtype' twice");
        Row("ST-13 offsets", Made(One(more: ",\"data_offsets\":[0,16]"), 16), null, "tensor 'a' has the key 'data_offsets' twice");
        Row("ST-14", Made($"{{{string.Join(',', Enumerable.Range(0, 10).Select(i => $"\"t{i}\":{Sixteen}"))}}}", 16), null, "tensor 't1' begins at 0 of the data, but the end of tensor 't0' is at 16: overlaps");
        Row("ST-17", Made("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[4],"data_offsets":[32,48]}}""", 48), null, "tensor 'b' begins at 32 of the data, but the end of tensor 'a' is at 16: holes");
        Row("ST-18", Made(One(offsets: "[8,24]"), 24), null, "begins at 8 of the data, but the start of the data is at 0: holes");
        Row("ST-19", Made(One(offsets: "[16,0]"), 16), null, "ends (0) before it begins (16)");
        Row("ST-20 begin", Made(One(offsets: "[-16,0]"), 16), null, "data_offsets of tensor 'a' must hold whole numbers from 0 to 2^63 − 1, written with digits only; found -16");
        Row("ST-20 end", Made(One(offsets: "[0,-16]"), 16), null, "found -16");
        foreach (string wrong in new[] { "16.0", "1e1", "\"16\"", "true", "null", "[16]", "{}", "-0" })
            Row($"ST-21 {wrong}", Made(One(offsets: $"[0,{wrong}]"), 16), null, "data_offsets of tensor 'a' must hold whole numbers");
        Row("ST-22 none", Made(One(offsets: "[]"), 16), null, "found the end of the array");
        Row("ST-22 one", Made(One(offsets: "[16]"), 16), null, "found the end of the array");
        Row("ST-22 three", Made(One(offsets: "[0,16,32]"), 16), null, "data_offsets must be an array of two integers, [begin, end]; found 32");
        Row("ST-22 no array", Made(One(offsets: "16"), 16), null, "data_offsets must be an array of two integers");
        Row("ST-23 2^63", Made(One(offsets: "[0,9223372036854775808]"), 16), null, "found 9223372036854775808");
        Row("ST-23 2^64", Made(One(offsets: "[18446744073709551616,18446744073709551632]"), 16), null, "found 18446744073709551616");
        Row("ST-23 200 digits", Made(One(offsets: $"[0,{new string('9', 200)}]"), 16), null, "whole numbers from 0 to 2^63 − 1");
        Row("ST-24", Made(Good, 16 + 34), 8 + Good.Length + 16, "34 bytes follow the last tensor and belong to none");
        Row("ST-24 no tensors", Made("{}", 1), 10, "1 bytes follow the last tensor");
        Row("ST-25", Made(Good, 14), 8 + Good.Length + 14, "the file ends here, 2 bytes too early: the tensors need 16 bytes after the header, 14 are there");
        Row("ST-26", Made("""{"a":{"dtype":"I32","shape":[2,2],"data_offsets":[0,4]}}""", 4), null, "tensor 'a' of shape (2, 2) and type I32 needs 16 bytes, but data_offsets [0, 4] give it 4");
        Row("ST-27", Made(One(shape: "[2,18446744073709551614]"), 16), null, "shape of tensor 'a' must hold whole numbers from 0 to 2^63 − 1");
        Row("ST-28", Made(One(shape: "[2,9223372036854775807]"), 16), null, "has more than 2^63 − 1 bytes");
        Row("ST-29", Made(One(shape: "[9223372036854775807,9223372036854775807,0]", offsets: "[0,0]"), 0), null, "has more than 2^63 − 1 bytes");
        Row("ST-29 zero first", Made(One(shape: "[0,9223372036854775807,9223372036854775807]", offsets: "[0,0]"), 0), null, "has more than 2^63 − 1 bytes");
        Row("ST-29 wraps to 128 bits", Made(One(shape: $"[{string.Join(',', Enumerable.Repeat("4294967296", 6))}]"), 16), null, "has more than 2^63 − 1 bytes");
        Row("ST-30", Made(One(shape: "[-2,-2]"), 16), null, "shape of tensor 'a' must hold whole numbers from 0 to 2^63 − 1, written with digits only; found -2");
        Row("ST-31", Made(One(shape: $"[{string.Join(',', Enumerable.Repeat("1", 2000))}]", offsets: "[0,4]"), 4), null, "tensor 'a' has more than 32 axes");
        foreach (string type in new[] { "\"F128\"", "\"object\"", "\"f32\"", "\"\"", "32", "null", "\"F\\u00332\"", "\"F32 \"" })
            Row($"ST-32 {type}", Made(One(dtype: type), 16), null, "dtype");
        Row("ST-33 dtype", Made("""{"a":{"shape":[4],"data_offsets":[0,16]}}""", 16), null, "tensor 'a' lacks dtype");
        Row("ST-33 shape", Made("""{"a":{"dtype":"F32","data_offsets":[0,16]}}""", 16), null, "tensor 'a' lacks shape");
        Row("ST-33 offsets", Made("""{"a":{"dtype":"F32","shape":[4]}}""", 16), null, "tensor 'a' lacks data_offsets");
        Row("ST-34", Made(One(more: ",\"strides\":[2,1]"), 16), null, "tensor 'a' has the unknown key 'strides'");
        foreach (string value in new[] { "1", "[]", "{}", "null", "true" })
            Row($"ST-35 {value}", Made($$$"""{"__metadata__":{"k":{{{value}}}}}""", 0), null, "__metadata__ holds strings only, and the value of 'k' is not one");
        Row("ST-35 no object", Made("""{"__metadata__":"x"}""", 0), null, "__metadata__ must be an object of strings");
        Row("ST-36", Made(One(dtype: "\"F4\"", shape: "[3]", offsets: "[0,2]"), 2), null, "has dtype 'F4', expected one of BOOL, U8");
        Row("ST-37 1 MB", Made(One(name: new string('n', 1 << 20)), 16), null, "a name is longer than 1024 bytes");
        Row("ST-37 1 MB of escapes", Made(One(name: string.Concat(Enumerable.Repeat("\\u0041", 1 << 17))), 16), null, "a name is longer than 1024 bytes");
        Row("ST-37 NUL", Made(One(name: "a\\u0000b"), 16), 9, "the tensor name 'a\uFFFDb' holds a control character");
        Row("ST-37 path", Made(One(name: "../a"), 16), 9, "the tensor name '../a' holds the path step '..'");
        Row("ST-37 Windows path", Made(One(name: "a\\\\..\\\\b"), 16), 9, "holds the path step '..'");
        Row("ST-37 half a pair", Made(One(name: "a\\ud83d"), 16), 9, "half of a surrogate pair");
        Row("ST-37 half a pair in a field", Made("""{"a":{"\ud83d":1}}""", 16), null, "half of a surrogate pair");
        Row("ST-37 half a pair in metadata", Made("""{"__metadata__":{"k":"\ude00"}}""", 0), null, "half of a surrogate pair");
        Row("ST-38 space", Made(" " + Good, 16), 8, "must begin with {, found the byte 0x20");
        Row("ST-38 newline", Made("\n" + Good, 16), 8, "must begin with {, found the byte 0x0A");
        Row("ST-39", Made([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)], 16), 8, "must begin with {, found the byte 0xEF");
        Row("ST-40 LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"u8.ToArray(), 0, "Git LFS pointer");
        Row("comment", Made("{/*x*/}", 0), null, "not valid JSON");
        Row("trailing comma", Made("{\"a\":" + Sixteen + ",}", 16), null, "not valid JSON");
        Row("NUL padding", Made(Good + "\0\0", 16), null, "not valid JSON");
        Row("axis over int", Made(One(shape: "[4294967296,0]", offsets: "[0,0]"), 0), null, "has an axis of size 4294967296");
        Row("2 GiB tensor", Made(One(shape: "[1073741824]", offsets: "[0,4294967296]"), 0), null, "more than the 2147483591 one tensor can have");
        return rows;
    }

    public static TheoryData<string, byte[], string> OtherKinds() => new()
    {
        { "zip", [.. "PK\u0003\u0004"u8, .. new byte[60]], "zip archive (PyTorch .pt" },
        { "pickle", [0x80, 2, (byte)'}', (byte)'q', .. new byte[60]], "Python pickle" },
        { "png", [0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[60]], "PNG image" },
        { "jpeg", [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[60]], "JPEG image" },
        { "hdf5", [0x89, .. "HDF\r\n\u001a\n"u8, .. new byte[60]], "HDF5 file" },
        { "npy", [0x93, .. "NUMPY\u0001\0"u8, .. new byte[60]], "NumPy .npy" },
        { "gzip", [0x1F, 0x8B, 8, 0, .. new byte[60]], "gzip archive" },
        { "gguf", [.. "GGUF"u8, 3, 0, 0, 0, .. new byte[60]], "GGUF model" },
        { "onnx", [8, 7, 0x12, 7, .. "pytorch"u8, .. new byte[60]], "ONNX model" },
        { "html", Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body>404</body></html>"), "web page" },
        { "json", Encoding.UTF8.GetBytes("{\n  \"metadata\": {\"total_size\": 1}\n}"), "JSON text" },
        { "csv", Encoding.UTF8.GetBytes("größe,preis\n1,2\n3,4\n"), "plain text" },
        { "pdf", Encoding.UTF8.GetBytes("%PDF-1.7 ..."), "PDF document" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_bad_file_is_refused_with_its_place(string id)
    {
        var (file, offset, words) = Bad[id];
        var e = Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(file, "bad.safetensors"));

        Assert.StartsWith("bad.safetensors: byte ", e.Message);
        Assert.Equal("bad.safetensors", e.File);
        Assert.Contains(words, e.Message);
        Assert.InRange(e.Offset!.Value, 0, file.Length);
        Assert.True(offset is null || offset == e.Offset, $"{id}: offset {e.Offset}, expected {offset}");
        Assert.True(e.Message.Length < 600, $"{id}: {e.Message.Length} characters");
        Assert.DoesNotContain(e.Message, char.IsControl);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_refusal_costs_at_most_twice_the_file_and_a_mebibyte(string id)
    {
        byte[] file = Bad[id].File;
        Assert.True(Cost(file) <= 2L * file.Length + (1 << 20), $"{id}: {Cost(file)} bytes for a file of {file.Length}");
    }

    [Theory]
    [MemberData(nameof(OtherKinds))]
    public void Another_kind_of_file_is_called_by_its_name(string kind, byte[] file, string words)
    {
        var e = Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(file, kind));
        Assert.Contains(words, e.Message);
    }

    [Fact]
    public void ST_06_a_header_over_the_limit_is_refused_before_it_is_read()
    {
        string path = Path.GetTempFileName();
        try
        {
            using (var file = new FileStream(path, FileMode.Create))
            {
                file.Write([0x01, 0xE1, 0xF5, 0x05, 0, 0, 0, 0, (byte)'{']);        // 100,000,001
                file.SetLength(100_000_009);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            var e = Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(path));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
            Assert.Contains("the header length is 100000001, more than the limit of 100000000", e.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ST_15_a_hundred_thousand_tensors_on_one_range_are_refused_cheaply()
    {
        var header = new StringBuilder("{");
        for (int i = 0; i < 100_000; i++)
            header.Append(i == 0 ? "" : ",").Append($$"""
                "t{{i}}":{"dtype":"F32","shape":[200,200],"data_offsets":[0,160000]}
                """);
        byte[] file = SafetensorsSample.Made(header.Append('}').ToString(), 160_000);

        var e = Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(file, "x"));
        Assert.Contains("overlaps are not allowed", e.Message);
        Assert.True(Cost(file) <= 2L * file.Length + (1 << 20));
    }

    [Fact]
    public void ST_16_more_tensors_than_the_limit_are_refused_cheaply()
    {
        var header = new StringBuilder("{");
        for (int i = 0; i < 1_000_000; i++)
            header.Append(i == 0 ? "" : ",").Append($$"""
                "{{i}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}
                """);
        byte[] file = SafetensorsSample.Made(header.Append('}').ToString(), 0);

        var e = Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(file, "x"));
        Assert.Contains("more than 100000 tensors", e.Message);
        Assert.True(Cost(file) <= 2L * file.Length + (1 << 20));
    }

    [Fact]
    public void More_metadata_than_the_limit_is_refused_and_a_raised_limit_lets_it_pass()
    {
        string header = $"{{\"__metadata__\":{{{string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"\"{i}\":\"\""))}}}}}";
        byte[] file = SafetensorsSample.Made(header, 0);

        var e = Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(file, "x"));
        Assert.Contains("more than 10000 entries, the limit (LoadLimits.MetadataEntries)", e.Message);
        Assert.Equal(10_001, SafetensorsFile.Read(file, "x", LoadLimits.Default with { MetadataEntries = 20_000 }).Metadata.Count);
    }

    [Fact]
    public void ST_40_a_folder_an_empty_file_and_a_missing_file_have_their_own_sentences()
    {
        string folder = Directory.CreateTempSubdirectory("fathom-").FullName;
        try
        {
            string empty = Path.Combine(folder, "empty.safetensors");
            File.WriteAllBytes(empty, []);

            Assert.Contains("this is a folder", Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(folder)).Message);
            Assert.Contains("is empty (0 bytes)", Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(empty)).Message);
            Assert.Contains("there is no such file", Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Read(empty + "x")).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void ST_40_a_pipe_is_refused_without_waiting_for_its_writer()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in folders");
        string folder = Directory.CreateTempSubdirectory("fathom-").FullName;
        try
        {
            string pipe = Path.Combine(folder, "pipe");
            using (var make = System.Diagnostics.Process.Start("mkfifo", pipe))
                make.WaitForExit();
            Assert.Contains("no regular file", Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(pipe)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_truncation_of_a_valid_file_is_refused()
    {
        byte[] file = Small();
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<FileFormatException>(() => SafetensorsFile.Read(file[..length], "cut"));
    }

    [Fact]
    public void Every_single_bit_flip_is_refused_or_loads_and_saves_to_the_same_values()
    {
        byte[] file = Small();
        int refused = 0;
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] flipped = (byte[])file.Clone();
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                var loaded = SafetensorsFile.Read(flipped, "flipped");
                var again = SafetensorsFile.Read(Rewrite(loaded), "again");
                Assert.Equal(loaded.Select(t => (t.ToString(), Convert.ToHexString(t.Bytes.Span))).Order(), again.Select(t => (t.ToString(), Convert.ToHexString(t.Bytes.Span))).Order());
                Assert.Equal(loaded.Metadata.Order(Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key))), again.Metadata);
            }
            catch (FileFormatException e)
            {
                refused++;
                Assert.True(Cost(flipped) <= 2L * file.Length + (1 << 20), e.Message);
            }
        }

        Assert.InRange(refused, 8 * file.Length / 3, 8 * file.Length - 1);
    }

    [Fact]
    public void Twenty_thousand_random_changes_are_refused_or_load()
    {
        byte[] good = Small();
        string[] pieces = ["\"", "{", "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "-1", "1e9", "9223372036854775807", "null", "\"dtype\"", "\"shape\":[]", "\"__metadata__\":{}", "[0,0]", " "];
        var random = new Random(20260801);
        int loaded = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var file = good.ToList();
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                int at = random.Next(8, file.Count);
                switch (random.Next(4))
                {
                    case 0: file[at] = (byte)random.Next(256); break;
                    case 1: file.RemoveRange(at, Math.Min(random.Next(1, 20), file.Count - at)); break;
                    case 2: file.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)])); break;
                    default: file.InsertRange(at, good[random.Next(8, good.Length - 30)..][..random.Next(1, 30)]); break;
                }

                if (file.Count < 16)
                    break;
            }

            // Mostly with a length that fits again, so that the header itself is read.
            byte[] bytes = [.. file];
            if (random.Next(4) > 0)
                BitConverter.TryWriteBytes(bytes, (long)Math.Max(2, bytes.Length - 8 - 35));
            try
            {
                SafetensorsFile.Read(bytes, "changed");
                loaded++;
            }
            catch (FileFormatException)
            {
            }
        }

        Assert.InRange(loaded, 100, 19_000);
    }

    private static byte[] Small()
    {
        var writer = new SafetensorsWriter { Metadata = { ["format"] = "fathom", ["note"] = "ü \" \\ \U0001F600" } };
        writer.Add<float>("0.weight", [2, 3], new float[] { 1, -0f, float.NaN, 4, 5, 6 });
        writer.Add<long>("steps", [], new long[] { 7 });
        writer.Add<bool>("mask", [3], new[] { true, false, true });
        var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    private static byte[] Rewrite(SafetensorsFile file)
    {
        var writer = new SafetensorsWriter();
        foreach (var (key, value) in file.Metadata)
            writer.Metadata[key] = value;
        foreach (var tensor in file)
            writer.Add(tensor.Name, tensor.Type, tensor.Shape, () => tensor.Bytes.Span);
        var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    private static long Cost(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            SafetensorsFile.Read(file, "bad.safetensors");
        }
        catch (FileFormatException)
        {
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return 0;
    }
}
