using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fathom;

/// <summary>Collects named tensors and writes them as one safetensors file: the same content gives the same bytes, whatever the order of the calls.</summary>
/// <remarks>
/// Values are not copied: they are read when the file is written. Tensors are sorted by element type (largest first), then by name, as
/// the reference implementation does, so each is aligned to its element size; metadata is sorted by key (ordinal). The header is padded
/// with spaces to a multiple of 8 bytes.
/// </remarks>
/// <example><code>
/// var writer = new SafetensorsWriter { Metadata = { ["format"] = "fathom" } };
/// writer.Add&lt;float&gt;("0.weight", [2, 3], new float[6]);
/// writer.Save("model.safetensors");
/// </code></example>
public sealed class SafetensorsWriter
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private readonly record struct Entry(SafetensorsType Type, int[] Shape, long Bytes, SafetensorsValues Values);

    /// <summary>Text stored beside the tensors.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Adds a tensor whose element type follows from <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">float, double, Half, long, int, short, sbyte, byte or bool.</typeparam>
    /// <param name="name">Unique name, at most 1,024 bytes of UTF-8, without control characters.</param>
    /// <param name="shape">Sizes of the axes; empty for a scalar.</param>
    /// <param name="values">Row-major values; read when the file is written.</param>
    /// <exception cref="ArgumentException">The name is taken or not allowed, or the number of values is not the product of the sizes.</exception>
    /// <exception cref="NotSupportedException">The format has no such element type.</exception>
    public void Add<T>(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        var type = SafetensorsTypes.Of<T>();
        Add(name, type, shape, () => MemoryMarshal.AsBytes(values.Span));
        long expected = _entries[name].Bytes / type.Size;
        if (values.Length == expected)
            return;
        _entries.Remove(name);
        throw new ArgumentException(FormattableString.Invariant($"Tensor '{name}': shape ({string.Join(", ", shape.ToArray())}) needs {expected} values, got {values.Length}."), nameof(values));
    }

    /// <summary>Adds a tensor whose bytes are asked for when the file is written.</summary>
    /// <param name="name">Unique name, at most 1,024 bytes of UTF-8, without control characters.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Sizes of the axes; empty for a scalar.</param>
    /// <param name="values">Gives the values, row-major, in the machine's byte order.</param>
    /// <exception cref="ArgumentException">The name is taken or not allowed, or a size is negative.</exception>
    public void Add(string name, SafetensorsType type, ReadOnlySpan<int> shape, SafetensorsValues values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        if (name == "__metadata__")
            throw new ArgumentException("The name '__metadata__' is reserved by the format: choose another.", nameof(name));
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        if (utf8.Length > LoadLimits.Default.NameBytes)
            throw new ArgumentException($"The tensor name '{name[..40]}…' has {utf8.Length} bytes, at most {LoadLimits.Default.NameBytes} are allowed.", nameof(name));
        if (Encoding.UTF8.GetString(utf8) != name)
            throw new ArgumentException("The tensor name holds half of a surrogate pair, which is no character.", nameof(name));
        if (SafetensorsText.NameProblem(utf8) is { } problem)
            throw new ArgumentException($"The tensor name '{name}' {problem}, which no reader should have to accept: choose another.", nameof(name));

        long bytes = type.Size;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            bytes = checked(bytes * size);
        }

        if (!_entries.TryAdd(name, new Entry(type, shape.ToArray(), bytes, values)))
            throw new ArgumentException($"A tensor '{name}' was added before: names are unique in a file.", nameof(name));
    }

    /// <summary>Writes the file to disk so that a reader sees the old file or the whole new one, never a part; see <see cref="AtomicFile"/>.</summary>
    /// <param name="path">Path of the file.</param>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the file to a stream.</summary>
    /// <param name="stream">Receives the bytes, in one pass.</param>
    /// <exception cref="InvalidOperationException">A values callback gave another number of bytes than its shape needs, or the header is over 100,000,000 bytes.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var sorted = _entries.OrderByDescending(pair => pair.Value.Type).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        stream.Write(Header(sorted));
        foreach (var (name, entry) in sorted)
        {
            var values = entry.Values();
            if (values.Length != entry.Bytes)
                throw new InvalidOperationException(FormattableString.Invariant($"Tensor '{name}': its values are {values.Length} bytes, its shape needs {entry.Bytes}."));
            LittleEndian.Write(stream, values, entry.Type.Size);
        }
    }

    private byte[] Header(KeyValuePair<string, Entry>[] sorted)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[8]);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
                WriteMetadata(json);
            long at = 0;
            foreach (var (name, entry) in sorted)
                at = WriteEntry(json, name, entry, at);
            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        byte[] header = buffer.ToArray();
        if (header.Length - 8 > LoadLimits.Default.HeaderBytes)
            throw new InvalidOperationException(FormattableString.Invariant($"The header (names, shapes, metadata) is {header.Length - 8} bytes, the format allows {LoadLimits.Default.HeaderBytes}: keep large text out of the metadata."));
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)header.Length - 8);
        return header;
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static long WriteEntry(Utf8JsonWriter json, string name, in Entry entry, long at)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", entry.Type.Name);
        json.WriteStartArray("shape");
        foreach (int size in entry.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(at);
        json.WriteNumberValue(at + entry.Bytes);
        json.WriteEndArray();
        json.WriteEndObject();
        return at + entry.Bytes;
    }
}
