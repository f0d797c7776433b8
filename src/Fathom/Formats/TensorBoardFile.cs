using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Fathom;

/// <summary>
/// Writes an event file of TensorBoard: records in TFRecord's framing, each an <c>Event</c> of protocol buffers. Of these formats it has what curves and
/// histograms need.
/// </summary>
/// <remarks><code>
/// record    length (8 bytes, little-endian), masked CRC-32C of the length, the bytes, masked CRC-32C of the bytes; masked = rotated right by 15 + 0xa282ead8
/// Event     1 wall_time double, 2 step int64, 3 file_version string, 5 summary { 1 value { 1 tag, 2 simple_value float, 5 histo } }
/// histo     1 min, 2 max, 3 num, 4 sum, 5 sum_squares, 6 bucket_limit packed, 7 bucket packed; all double
/// source    tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto, tensorflow/core/lib/io/record_writer.cc
/// </code></remarks>
internal sealed class TensorBoardFile
{
    private const string Version = "brain.Event:2";

    private readonly Stream _stream;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="wallTime">When what it tells of began.</param>
    public TensorBoardFile(Stream stream, DateTime wallTime)
    {
        _stream = stream;
        Record(Event(wallTime, 0, message => message.Text(3, Version)));
    }

    /// <summary>CRC-32C (Castagnoli) as TFRecord stores it.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Crc(bytes), 15) + 0xa282ead8;

    /// <summary>CRC-32C: reflected, polynomial 0x1EDC6F41, begun and ended with all ones.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>Adds a point of a curve.</summary>
    public void Scalar(DateTime wallTime, long step, string tag, double value) =>
        Record(Event(wallTime, step, message => message.Nested(5, summary => summary.Nested(1, item => item.Text(1, tag).Single(2, (float)value)))));

    /// <summary>Adds a histogram of equal bins. Sums, which bins do not hold, are those of the bins' middles.</summary>
    public void Histogram(DateTime wallTime, long step, string tag, double low, double high, IReadOnlyList<long> counts)
    {
        double width = (high - low) / counts.Count, num = 0, sum = 0, squares = 0;
        double[] limits = new double[counts.Count], buckets = new double[counts.Count];
        for (int i = 0; i < counts.Count; i++)
        {
            double middle = low + ((i + 0.5) * width);
            (limits[i], buckets[i]) = (i == counts.Count - 1 ? high : low + ((i + 1) * width), counts[i]);
            num += counts[i];
            sum += counts[i] * middle;
            squares += counts[i] * middle * middle;
        }

        // Bins without width are one.
        if (!(width > 0))
            (limits, buckets) = ([high], [num]);
        Record(Event(wallTime, step, message => message.Nested(5, summary => summary.Nested(1, item => item.Text(1, tag)
            .Nested(5, histogram => histogram.Double(1, low).Double(2, high).Double(3, num).Double(4, sum).Double(5, squares).Doubles(6, limits).Doubles(7, buckets))))));
    }

    private static Message Event(DateTime wallTime, long step, Action<Message> more)
    {
        var message = new Message();
        message.Double(1, (wallTime - DateTime.UnixEpoch).TotalSeconds).Whole(2, step);
        more(message);
        return message;
    }

    private void Record(Message message)
    {
        ReadOnlySpan<byte> bytes = message.Bytes;
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(head, bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        _stream.Write(head);
        _stream.Write(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(head, MaskedCrc(bytes));
        _stream.Write(head[..4]);
    }

    /// <summary>A message of protocol buffers in the making: fields by number, in wire format.</summary>
    private sealed class Message
    {
        private const int Varint = 0, Fixed64 = 1, Length = 2, Fixed32 = 5;

        private readonly MemoryStream _bytes = new();

        public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

        /// <summary>0 is the value of what is not there.</summary>
        public Message Whole(int field, long value)
        {
            if (value == 0)
                return this;
            Number(((uint)field << 3) | Varint);
            Number((ulong)value);
            return this;
        }

        public Message Double(int field, double value)
        {
            Number(((uint)field << 3) | Fixed64);
            Put(value);
            return this;
        }

        public Message Single(int field, float value)
        {
            Span<byte> four = stackalloc byte[4];
            Number(((uint)field << 3) | Fixed32);
            BinaryPrimitives.WriteSingleLittleEndian(four, value);
            _bytes.Write(four);
            return this;
        }

        public Message Text(int field, string value) => Put(field, Encoding.UTF8.GetBytes(value));

        public Message Nested(int field, Action<Message> fill)
        {
            var inner = new Message();
            fill(inner);
            return Put(field, inner.Bytes);
        }

        public Message Doubles(int field, double[] values)
        {
            Number(((uint)field << 3) | Length);
            Number((ulong)(sizeof(double) * values.Length));
            Array.ForEach(values, Put);
            return this;
        }

        private Message Put(int field, ReadOnlySpan<byte> bytes)
        {
            Number(((uint)field << 3) | Length);
            Number((ulong)bytes.Length);
            _bytes.Write(bytes);
            return this;
        }

        private void Put(double value)
        {
            Span<byte> eight = stackalloc byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(eight, value);
            _bytes.Write(eight);
        }

        /// <summary>Seven bits a byte, the lowest first.</summary>
        private void Number(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
        }
    }
}
