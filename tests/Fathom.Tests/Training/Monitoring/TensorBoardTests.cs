using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Fathom.Tests.Training.Monitoring;

/// <summary>Event files of TensorBoard, read by a decoder of their own.</summary>
public sealed class TensorBoardTests : IDisposable
{
    private readonly RunFiles _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>Known values: RFC 3720 (iSCSI) B.4, and the usual check.</summary>
    [Fact]
    public void The_checksum_is_CRC_32C()
    {
        Assert.Equal(0xE3069283u, TensorBoardFile.Crc("123456789"u8));
        Assert.Equal(0x8A9136AAu, TensorBoardFile.Crc(new byte[32]));
        Assert.Equal(0x62A8AB43u, TensorBoardFile.Crc([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, TensorBoardFile.Crc([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0u, TensorBoardFile.Crc([]));
    }

    /// <summary>The first record of every file that TensorFlow writes: 24 bytes, whose length has this masked checksum.</summary>
    [Fact]
    public void A_file_begins_as_TensorFlows_do()
    {
        using var stream = new MemoryStream();
        _ = new TensorBoardFile(stream, DateTime.UnixEpoch.AddSeconds(1.5));
        byte[] bytes = stream.ToArray();
        Assert.Equal("1800000000000000A37F4B22", Convert.ToHexString(bytes[..12]));
        Assert.Equal("09000000000000F83F1A0D", Convert.ToHexString(bytes[12..23]));
        Assert.Equal("brain.Event:2", Encoding.ASCII.GetString(bytes[23..36]));
        Assert.Equal(40, bytes.Length);
    }

    [Fact]
    public void Curves_and_histograms_come_back()
    {
        using var stream = new MemoryStream();
        var file = new TensorBoardFile(stream, DateTime.UnixEpoch.AddSeconds(1));
        file.Scalar(DateTime.UnixEpoch.AddSeconds(2.25), 300, "größe/1", -0.5);
        file.Histogram(DateTime.UnixEpoch.AddSeconds(3), 1L << 40, "weights/0", -1, 3, [1, 0, 2, 300]);
        file.Histogram(DateTime.UnixEpoch.AddSeconds(4), 5, "flat", 2, 2, [0, 7, 0]);
        List<Seen> seen = Read(stream.ToArray());
        Assert.Equal((2.25, 300, "größe/1", -0.5f), (seen[0].Time, seen[0].Step, seen[0].Tag, seen[0].Value));
        Assert.Equal((3.0, 1L << 40, "weights/0"), (seen[1].Time, seen[1].Step, seen[1].Tag));
        Assert.Equal([-1, 3, 303, -0.5 + 3 + (300 * 2.5), 0.25 + (2 * 1.5 * 1.5) + (300 * 6.25)], seen[1].Numbers);
        Assert.Equal([0, 1, 2, 3], seen[1].Limits);
        Assert.Equal([1, 0, 2, 300], seen[1].Buckets);
        Assert.Equal([2], seen[2].Limits);
        Assert.Equal([7], seen[2].Buckets);
    }

    [Fact]
    public void A_run_becomes_two_folders_whose_losses_have_one_name()
    {
        string run = _files.Write("run", "{}", Start, RunFiles.Health(1, 0.75), RunFiles.Epoch(1, 0.5, 0.25), RunFiles.Health(2), "{\"event\":\"health\",\"ti");
        TensorBoardExport export = TensorBoardExport.Write(run);
        Assert.Equal((1, 2), (export.Epochs, export.Samples));
        Assert.Equal(["train", "validation"], Directory.GetDirectories(Path.Combine(run, "tensorboard")).Select(path => Path.GetFileName(path)).Order());
        List<Seen> train = Read(File.ReadAllBytes(export.Train)), validation = Read(File.ReadAllBytes(export.Validation!));
        Assert.Equal((1, 0.5f), Point(train, "epoch_loss").Single());
        Assert.Equal([(1, 0.25f)], Point(validation, "epoch_loss"));
        Assert.Equal([(1, 0.5f)], Point(validation, "epoch_accuracy"));
        Assert.Equal([(1, 0.75f), (2, 0.5f)], Point(train, "batch_loss"));
        Assert.Equal([(1, 1.5f), (2, 1.5f)], Point(train, "gradient_norm/all"));
        Assert.Empty(Point(train, "clipped_share"));
        Assert.All(train, seen => Assert.Equal((DateTime.Parse(RunFiles.Time, CultureInfo.InvariantCulture).ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds, seen.Time));
    }

    [Fact]
    public void What_a_resumed_run_computed_again_stands_once()
    {
        string run = _files.Write("run", "{}", Start,
            RunFiles.Health(1), RunFiles.Health(2), RunFiles.Epoch(1, 1), RunFiles.Health(3, 9), RunFiles.Epoch(2, 9), RunFiles.Health(4, 9),
            RunFiles.Event("resume", "\"step\":2,\"epoch\":2"), RunFiles.Health(3, 0.25), RunFiles.Epoch(2, 0.5), RunFiles.Health(4, 0.125));
        List<Seen> train = Read(File.ReadAllBytes(TensorBoardExport.Write(run).Train));
        Assert.Equal([(1, 0.5f), (2, 0.5f), (3, 0.25f), (4, 0.125f)], Point(train, "batch_loss"));
        Assert.Equal([(1, 1f), (2, 0.5f)], Point(train, "epoch_loss"));
    }

    [Fact]
    public void What_the_monitor_wrote_comes_back_layer_by_layer()
    {
        var health = new Health
        {
            Step = 7,
            Epoch = 1,
            Loss = double.NaN,
            LearningRate = 0.5,
            GradientNorm = 2,
            ClippedShare = 0.25,
            Layers =
            [
                new LayerHealth { Name = "encoder.fc1", Kind = "Linear", GradientNorm = 1, WeightNorm = 4, UpdateRatio = 0.125, Weights = new Histogram(-1, 1, [1, 2]) },
                new LayerHealth { Name = "1", Kind = "ReLU", DeadShare = 0.5, ActivationMean = double.NaN },
            ],
        };
        string run = _files.Write("run", "{}", Start);
        using (var log = new EventLog(Path.Combine(run, "events.jsonl")))
            log.Write(health);
        string folder = _files.At("boards/a b");
        TensorBoardExport export = TensorBoardExport.Write(run, folder);
        Assert.StartsWith(Path.Combine(folder, "train", "events.out.tfevents."), export.Train, StringComparison.Ordinal);
        Assert.Null(export.Validation);
        List<Seen> train = Read(File.ReadAllBytes(export.Train));
        Assert.Equal(["clipped_share", "data_wait", "dead_share/1", "gradient_norm/all", "gradient_norm/encoder.fc1", "learning_rate", "rows_per_second", "update_ratio/encoder.fc1", "weight_norm/encoder.fc1", "weights/encoder.fc1"],
            train.Select(seen => seen.Tag).Order(StringComparer.Ordinal));
        Assert.All(train, seen => Assert.Equal(7, seen.Step));
        Assert.Equal([0, 1], train.Single(seen => seen.Tag == "weights/encoder.fc1").Limits);

        // Again: the same file, replaced.
        byte[] first = File.ReadAllBytes(export.Train);
        Assert.Equal(first, File.ReadAllBytes(TensorBoardExport.Write(run, folder).Train));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(export.Train)!));
    }

    [Fact]
    public void A_run_without_events_is_refused_in_words()
    {
        string empty = _files.Write("empty", "{}", Start);
        Assert.Contains("tells of no epoch yet", Refused(empty), StringComparison.Ordinal);
        Assert.Contains("holds no events.jsonl", Refused(_files.Folder), StringComparison.Ordinal);
        Assert.Contains("does not exist", Refused(_files.At("nowhere")), StringComparison.Ordinal);
        Assert.Contains("is a file", Refused(Path.Combine(empty, "run.json")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(empty, "tensorboard")));

        static string Refused(string run) => Assert.Throws<FileNotFoundException>(() => TensorBoardExport.Write(run)).Message;
    }

    private static string Start => RunFiles.Event("start", "\"name\":\"x\"");

    private static IEnumerable<(long, float)> Point(List<Seen> seen, string tag) => seen.Where(item => item.Tag == tag).Select(item => (item.Step, item.Value));

    /// <summary>Reads records, checks their checksums bit by bit, and decodes the messages by their wire format alone.</summary>
    private static List<Seen> Read(byte[] file)
    {
        var all = new List<Seen>();
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] record = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(record), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            at += 16 + length;
            Dictionary<int, object> message = Decode(record);
            if (all.Count == 0 && message.TryGetValue(3, out object? version))
            {
                Assert.Equal("brain.Event:2", Encoding.UTF8.GetString((byte[])version));
                continue;
            }

            Dictionary<int, object> value = Decode((byte[])Decode((byte[])message[5])[1]);
            Dictionary<int, object>? histogram = value.TryGetValue(5, out object? bytes) ? Decode((byte[])bytes) : null;
            all.Add(new Seen((double)message[1], message.TryGetValue(2, out object? step) ? (long)(ulong)step : 0, Encoding.UTF8.GetString((byte[])value[1]), value.TryGetValue(2, out object? single) ? (float)single : 0)
            {
                Numbers = histogram is null ? [] : [.. Enumerable.Range(1, 5).Select(field => (double)histogram[field])],
                Limits = histogram is null ? [] : Doubles((byte[])histogram[6]),
                Buckets = histogram is null ? [] : Doubles((byte[])histogram[7]),
            });
        }

        return all;
    }

    private static double[] Doubles(byte[] bytes) => [.. bytes.Chunk(8).Select(chunk => BitConverter.ToDouble(chunk))];

    private static Dictionary<int, object> Decode(byte[] bytes)
    {
        var fields = new Dictionary<int, object>();
        for (int at = 0; at < bytes.Length;)
        {
            int key = (int)Number(bytes, ref at);
            object value;
            switch (key & 7)
            {
                case 0:
                    value = Number(bytes, ref at);
                    break;
                case 1:
                    value = BitConverter.ToDouble(bytes, at);
                    at += 8;
                    break;
                case 2:
                    int length = (int)Number(bytes, ref at);
                    value = bytes[at..(at + length)];
                    at += length;
                    break;
                default:
                    Assert.Equal(5, key & 7);
                    value = BitConverter.ToSingle(bytes, at);
                    at += 4;
                    break;
            }

            fields.Add(key >> 3, value);
        }

        return fields;
    }

    private static ulong Number(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            value |= (ulong)(bytes[at] & 0x7F) << shift;
            if (bytes[at++] < 0x80)
                return value;
        }
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    private sealed record Seen(double Time, long Step, string Tag, float Value)
    {
        public double[] Numbers { get; init; } = [];

        public double[] Limits { get; init; } = [];

        public double[] Buckets { get; init; } = [];
    }
}
