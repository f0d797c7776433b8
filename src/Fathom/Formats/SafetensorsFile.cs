using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Fathom;

/// <summary>Reads a safetensors file: named tensors and text metadata, nothing that could run.</summary>
/// <remarks>
/// Strict: every byte must belong to the header or to exactly one tensor, keys are unique on every level, and every size is compared
/// with the bytes that are really there before memory is asked for. A refused file costs at most twice its own size plus 1 MiB.
/// <code>
/// file      8 bytes header length N (little-endian) · N bytes JSON, beginning with { · data, tensors back to back
/// differs   from the reference reader: white space before { is refused (its specification says so), unknown keys in a tensor's entry
///           are refused, names with control characters or a '..' step are refused; LoadLimits adds limits
/// source    huggingface/safetensors README, format
/// </code>
/// </remarks>
/// <example><code>
/// var file = SafetensorsFile.Read("model.safetensors");
/// foreach (var tensor in file)
///     Console.WriteLine(tensor);
/// float[] weight = file["0.weight"].ToSingles();
/// </code></example>
public sealed class SafetensorsFile : IReadOnlyList<SafetensorsTensor>
{
    private readonly SafetensorsTensor[] _tensors;
    private readonly Dictionary<string, SafetensorsTensor> _byName;

    private SafetensorsFile(string name, SafetensorsTensor[] tensors, KeyValuePair<string, string>[] metadata)
    {
        Name = name;
        _tensors = tensors;
        _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Metadata = new OrderedDictionary<string, string>(metadata, StringComparer.Ordinal);
    }

    /// <summary>Path or name of the file, as given.</summary>
    public string Name { get; }

    /// <summary>The file's <c>__metadata__</c>, in its order; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Number of tensors.</summary>
    public int Count => _tensors.Length;

    /// <summary>The tensor at this place; tensors stand in the order of their data.</summary>
    /// <param name="index">Place, from 0.</param>
    public SafetensorsTensor this[int index] => _tensors[index];

    /// <summary>The tensor of this name.</summary>
    /// <param name="name">Name in the file.</param>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    public SafetensorsTensor this[string name] => TryGet(name, out var tensor)
        ? tensor
        : throw new KeyNotFoundException($"{Name} has no tensor '{name}'. It has: {string.Join(", ", _tensors.Take(20).Select(t => t.Name))}{(Count > 20 ? ", …" : "")}.");

    /// <summary>Looks for a tensor.</summary>
    /// <param name="name">Name in the file.</param>
    /// <param name="tensor">The tensor, or null.</param>
    /// <returns>Whether the file has it.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out SafetensorsTensor? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>Reads a file from disk.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="limits">Limits; <see cref="LoadLimits.Default"/> when null.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The path is a folder, or the content is not a valid safetensors file.</exception>
    public static SafetensorsFile Read(string path, LoadLimits? limits = null)
    {
        using FileStream stream = InputFile.Open(path, "a safetensors file, such as model.safetensors");
        return Read(stream, path, limits);
    }

    /// <summary>Reads a file that is already in memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Name used in messages.</param>
    /// <param name="limits">Limits; <see cref="LoadLimits.Default"/> when null.</param>
    /// <exception cref="FileFormatException">The content is not a valid safetensors file.</exception>
    public static SafetensorsFile Read(byte[] bytes, string name, LoadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return Read(new MemoryStream(bytes, writable: false), name, limits);
    }

    /// <summary>Reads from a stream, from its position to its end.</summary>
    /// <param name="stream">A stream that knows its length.</param>
    /// <param name="name">Name used in messages.</param>
    /// <param name="limits">Limits; <see cref="LoadLimits.Default"/> when null.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="FileFormatException">The content is not a valid safetensors file.</exception>
    public static SafetensorsFile Read(Stream stream, string name, LoadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanSeek)
            throw new ArgumentException("The stream cannot tell its length, so sizes in the file could not be checked: copy it to a MemoryStream first.", nameof(stream));
        limits ??= LoadLimits.Default;
        try
        {
            return Read(stream, stream.Length - stream.Position, name, limits);
        }
        catch (EndOfStreamException e)
        {
            throw new FileFormatException(name, null, "the file became shorter while it was read: wait until it is fully written, then read it again.", e);
        }
    }

    /// <summary>The tensors, in the order of their data.</summary>
    public IEnumerator<SafetensorsTensor> GetEnumerator() => ((IEnumerable<SafetensorsTensor>)_tensors).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    private static SafetensorsFile Read(Stream stream, long length, string name, LoadLimits limits)
    {
        byte[] header = ReadHeader(stream, length, name, limits);
        long dataBytes = length - 8 - header.Length, dataAt = stream.Position;
        var (described, metadata) = SafetensorsHeader.Parse(name, header, dataBytes, limits);

        var tensors = new SafetensorsTensor[described.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            var (tensorName, type, shape, begin, size) = described[i];
            byte[] bytes = GC.AllocateUninitializedArray<byte>(size);
            stream.Position = dataAt + begin;
            stream.ReadExactly(bytes);
            tensors[i] = new SafetensorsTensor(tensorName, type, shape, bytes);
        }

        return new SafetensorsFile(name, tensors, metadata);
    }

    private static byte[] ReadHeader(Stream stream, long length, string name, LoadLimits limits)
    {
        if (length == 0)
            throw InputFile.Empty(name);
        Span<byte> start = stackalloc byte[(int)Math.Min(length, FileKind.Enough)];
        long from = stream.Position;
        stream.ReadExactly(start);
        if (length < 8)
            throw Refuse(name, 0, start, FormattableString.Invariant($"the file has {length} bytes; a safetensors file begins with 8 bytes that give the length of its header."));

        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (size < 2)
            throw Refuse(name, 0, start, FormattableString.Invariant($"the header length is {size}; the smallest header is {{}}, 2 bytes."));
        if (size > (ulong)(length - 8))
            throw Refuse(name, 0, start, FormattableString.Invariant($"the header length is {size}, but only {length - 8} bytes follow: this is not a safetensors file, or it was cut short."));
        if (size > (ulong)limits.HeaderBytes)
            throw Refuse(name, 0, start, FormattableString.Invariant($"the header length is {size}, more than the limit of {limits.HeaderBytes} (LoadLimits.HeaderBytes)."));
        if (start[8] != '{')
            throw Refuse(name, 8, start, $"the header must begin with {{, found {(start[8] is > 32 and < 127 ? $"'{(char)start[8]}'" : $"the byte 0x{start[8]:X2}")}.");

        byte[] header = GC.AllocateUninitializedArray<byte>((int)size);
        stream.Position = from + 8;
        stream.ReadExactly(header);
        return header;
    }

    private static FileFormatException Refuse(string name, long offset, ReadOnlySpan<byte> start, string problem) =>
        new(name, offset, problem + InputFile.Kind(start));
}
