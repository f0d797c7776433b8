using System.Buffers.Binary;
using System.IO.Compression;

namespace Fathom;

/// <summary>Reads and writes IDX files, the format of MNIST: one array of numbers, plain or packed with gzip.</summary>
/// <remarks><code>
/// file      0 · 0 · type · rank · rank lengths as big-endian Int32 · elements, big-endian, row by row
/// packed    one gzip member or several, one after the other
/// types     08 UInt8 · 09 Int8 · 0B Int16 · 0C Int32 · 0D Float32 · 0E Float64
/// strict    the length of the file must be the one the header declares, before memory is taken; a packed file is unpacked once to see that
/// source    LeCun, Cortes and Burges, "The MNIST database", The IDX file format
/// </code></remarks>
public static class IdxFile
{
    private const string What = "an IDX file, such as train-images-idx3-ubyte.gz";
    private const int MostHeaderBytes = FileKind.Enough;

    /// <summary>What deflate can reach: 258 bytes from two bits.</summary>
    private const int MostPacked = 1032;
    private const int LastBytes = 3;

    /// <summary>A gzip member of its own, of <see cref="LastBytes"/> bytes.</summary>
    private static readonly byte[] s_lastMember = Pack(new byte[LastBytes]);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file, plain or gzip: its first bytes tell.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The content is no IDX array, cut short, or longer than its header declares.</exception>
    public static NumberArray Read(string path)
    {
        using FileStream file = InputFile.Open(path, What);
        return Read(file, path);
    }

    /// <summary>Reads from a stream that can seek, from its place to its end.</summary>
    /// <param name="stream">The content, plain or gzip.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="FileFormatException">The content is no IDX array, cut short, or longer than its header declares.</exception>
    public static NumberArray Read(Stream stream, string name)
    {
        long start = stream.Position, length = stream.Length - start;
        bool packed = IsPacked(stream, start);
        (NumberType type, int[] shape, int headerBytes) = Header(stream, start, packed, name);
        int size = NumberArray.SizeOf(type);
        long most = (packed ? length * MostPacked : length) - headerBytes;
        if (NumberArray.ElementCount(shape) is not { } count || count > long.MaxValue / size || count * size > most)
            throw new FileFormatException(name, 4, $"the header declares {type} {NumberArray.Text(shape)}, more than the {most:N0} bytes {(packed ? $"that {length:N0} packed bytes can become" : "that follow it")}: the file is damaged or cut short, so get it again.");
        long bytes = count * size;
        if (bytes > Array.MaxLength)
            throw new FileFormatException(name, 4, $"the header declares {bytes:N0} bytes, more than the {Array.MaxLength:N0} one array can have.");
        if (!packed && bytes < most)
            throw new FileFormatException(name, headerBytes + bytes, $"{most - bytes:N0} bytes follow the {type} {NumberArray.Text(shape)} that the header declares: the file is damaged, so get it again.");
        if (packed)
            Rehearse(stream, start, headerBytes + bytes, name);

        stream.Position = start;
        using GZipStream? unpacker = Unpacker(stream, packed);
        Stream content = unpacker ?? stream;
        Span<byte> skipped = stackalloc byte[MostHeaderBytes];
        content.ReadExactly(skipped[..headerBytes]);
        byte[] elements = GC.AllocateUninitializedArray<byte>((int)bytes);
        content.ReadExactly(elements);
        if (BitConverter.IsLittleEndian)
            NumberArray.Reverse(elements, size);
        return new NumberArray(type, shape, elements);
    }

    /// <summary>What a file's header says, for files that may not be worth reading.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The content does not begin as an IDX array does.</exception>
    internal static (NumberType Type, int[] Shape) ReadHeader(string path)
    {
        using FileStream file = InputFile.Open(path, What);
        (NumberType type, int[] shape, _) = Header(file, 0, IsPacked(file, 0), path);
        return (type, shape);
    }

    /// <summary>Writes a plain file, or one packed with gzip where the name ends in <c>.gz</c>.</summary>
    /// <param name="path">Path of the file; it appears whole or not at all.</param>
    /// <param name="array">UInt8, Int8, Int16, Int32, Float32 or Float64.</param>
    /// <exception cref="ArgumentException">IDX has no such type.</exception>
    public static void Write(string path, NumberArray array)
    {
        byte code = Array.IndexOf(s_types, array.Type) is >= 0 and int place ? (byte)place
            : throw new ArgumentException($"IDX files hold UInt8, Int8, Int16, Int32, Float32 or Float64; got {array.Type}. Convert it first.", nameof(array));
        AtomicFile.Write(path, stream =>
        {
            using GZipStream? packer = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            Stream target = packer ?? stream;
            Span<byte> number = [0, 0, code, (byte)array.Shape.Length];
            target.Write(number);
            foreach (int axis in array.Shape)
            {
                BinaryPrimitives.WriteInt32BigEndian(number, axis);
                target.Write(number);
            }

            byte[] elements = array.Bytes.ToArray();
            if (BitConverter.IsLittleEndian)
                NumberArray.Reverse(elements, NumberArray.SizeOf(array.Type));
            target.Write(elements);
        });
    }

    /// <summary>Types at the place of their code; Bool where there is none.</summary>
    private static readonly NumberType[] s_types =
    [
        default, default, default, default, default, default, default, default, NumberType.UInt8, NumberType.Int8, default, NumberType.Int16, NumberType.Int32, NumberType.Float32, NumberType.Float64,
    ];

    private static bool IsPacked(Stream stream, long start)
    {
        Span<byte> mark = stackalloc byte[2];
        int read = stream.ReadAtLeast(mark, 2, throwOnEndOfStream: false);
        stream.Position = start;
        return read == 2 && mark is [0x1F, 0x8B];
    }

    private static GZipStream? Unpacker(Stream stream, bool packed) => packed ? new(stream, CompressionMode.Decompress, leaveOpen: true) : null;

    private static (NumberType Type, int[] Shape, int Bytes) Header(Stream stream, long from, bool packed, string name)
    {
        stream.Position = from;
        using GZipStream? unpacker = Unpacker(stream, packed);
        Span<byte> start = stackalloc byte[MostHeaderBytes];
        int read = ReadUpTo(unpacker ?? stream, start, name);
        if (read < 4 || start[0] != 0 || start[1] != 0 || start[2] >= s_types.Length || s_types[start[2]] == default)
        {
            string found = read == 0 ? "nothing" : Convert.ToHexString(start[..Math.Min(4, read)]);
            throw new FileFormatException(name, 0, $"the magic number of an IDX file{(packed ? ", unpacked," : "")} is 0000, the type (08, 09, 0B, 0C, 0D or 0E) and the number of axes, as 00000803 of MNIST's images and 00000801 of its labels; found {found}.{InputFile.Kind(start[..read])}");
        }

        int bytes = 4 + (4 * start[3]);
        if (bytes > start.Length)
            throw new FileFormatException(name, 3, $"the header declares {start[3]} axes; an IDX file has a few. The file is damaged, so get it again.");
        if (read < bytes)
            throw new FileFormatException(name, read, $"the header of {start[3]} axes needs {bytes} bytes, {read} are there: the file was cut short, so get it again.");
        int[] shape = new int[start[3]];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(start[(4 + (4 * i))..]);
            if (shape[i] < 0)
                throw new FileFormatException(name, 4 + (4 * i), $"axis {i} has the length {(uint)shape[i]}; expected at most {int.MaxValue}. The file is damaged, so get it again.");
        }

        return (s_types[start[2]], shape, bytes);
    }

    /// <summary>Unpacks once without keeping anything, so that a file that ends early, goes on, or fails its checksum is refused before memory is taken for it.</summary>
    private static void Rehearse(Stream stream, long start, long expected, string name)
    {
        // The runtime takes the end of the file for the end of the data, also inside the checksum: only behind a whole one does it find the member added here.
        stream.Position = start;
        using GZipStream content = Unpacker(new Followed(stream, s_lastMember), packed: true)!;
        Span<byte> buffer = stackalloc byte[1 << 14];
        long total = 0;
        while (total <= expected + LastBytes && ReadUpTo(content, buffer, name) is > 0 and int read)
            total += read;
        if (total > expected + LastBytes)
            throw new FileFormatException(name, null, $"it unpacks to more than the {expected:N0} bytes its header declares: the file is damaged, so get it again.");
        if (total < expected + LastBytes)
            throw new FileFormatException(name, stream.Length, $"the file ends here and unpacks to fewer than the {expected:N0} bytes that its header declares, or without its checksum: it was cut short, so get it again.");
    }

    private static int ReadUpTo(Stream content, Span<byte> buffer, string name)
    {
        try
        {
            return content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw new FileFormatException(name, null, $"it cannot be unpacked: {error.Message} The file is damaged, so get it again.", error);
        }
    }

    private static byte[] Pack(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A stream and, behind its end, more bytes.</summary>
    private sealed class Followed(Stream first, byte[] more) : ReadOnlyStream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            if (first.Read(buffer) is > 0 and int read)
                return read;
            ReadOnlySpan<byte> part = more.AsSpan(_given, Math.Min(buffer.Length, more.Length - _given));
            part.CopyTo(buffer);
            _given += part.Length;
            return part.Length;
        }
    }
}
