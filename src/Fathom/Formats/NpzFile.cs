using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Fathom;

/// <summary>Reads and writes NPZ files, NumPy's format for several arrays with names: a zip archive of NPY files.</summary>
/// <remarks><code>
/// reads     stored and deflated entries; every entry is unpacked once and checked (length, CRC-32, header) before memory is taken for any
/// refuses   archives of more than 16 MiB that unpack to more than 200 times their length; entries that declare more than they can hold or than they unpack to, that share bytes, that are encrypted or no NPY arrays; all that NpyFile refuses
/// writes    what numpy.savez and numpy.savez_compressed write; the same arrays give the same bytes
/// source    numpy.savez; PKWARE APPNOTE 6.3
/// </code></remarks>
public sealed class NpzFile : IReadOnlyDictionary<string, NumberArray>
{
    private const string Extension = ".npy";

    // Real arrays pack to a tenth, masks of few values to a hundredth; what packs better and is large was made to fill memory, or need not be packed.
    private const int MostPacked = 200;
    private const int FreeBytes = 1 << 24;

    private static readonly DateTimeOffset s_noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly OrderedDictionary<string, NumberArray> _arrays = new(StringComparer.Ordinal);
    private readonly string _name;

    private NpzFile(string name) => _name = name;

    /// <inheritdoc/>
    public int Count => _arrays.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _arrays.Keys;

    /// <inheritdoc/>
    public IEnumerable<NumberArray> Values => _arrays.Values;

    /// <summary>The array of a name.</summary>
    /// <param name="key">The name, without <c>.npy</c>.</param>
    /// <exception cref="KeyNotFoundException">The file has no such array: the text names those it has.</exception>
    public NumberArray this[string key] => TryGetValue(key, out NumberArray? array) ? array
        : throw new KeyNotFoundException($"{_name} has no array '{key}'. It has: {string.Join(", ", Keys.Take(20))}{(Count > 20 ? ", …" : "")}.");

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The content is no archive of NPY arrays, or damaged.</exception>
    public static NpzFile Read(string path)
    {
        using FileStream file = InputFile.Open(path, "an NPZ file");
        return Read(file, path);
    }

    /// <summary>Reads a stream that can seek, the whole of it.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="FileFormatException">The content is no archive of NPY arrays, or damaged.</exception>
    public static NpzFile Read(Stream stream, string name)
    {
        List<ZipEntry> entries = ZipIndex.Read(stream, name);
        long bytes = entries.Sum(entry => entry.Size);
        if (bytes > FreeBytes && bytes > MostPacked * stream.Length)
            throw new FileFormatException(name, null, $"its arrays are {bytes:N0} bytes, {bytes / stream.Length:N0} times the {stream.Length:N0} of the file; expected at most {MostPacked} times, as archives that are made to fill memory pack better. If this one is honest, save it unpacked: numpy.savez.");
        foreach (ZipEntry entry in entries)
        {
            using ZipContent content = entry.Open(stream, name);
            Header(content, entry, name);
            content.DemandEnd();
        }

        var file = new NpzFile(name);
        foreach (ZipEntry entry in entries)
        {
            using ZipContent content = entry.Open(stream, name);
            file._arrays.Add(entry.Name[..^Extension.Length], Header(content, entry, name).Elements(content));
        }

        return file;
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">Path of the file; it appears whole or not at all.</param>
    /// <param name="arrays">Names, without <c>.npy</c>, and arrays, in this order.</param>
    /// <param name="compress">Whether entries are deflated.</param>
    /// <exception cref="ArgumentException">A name is empty or there twice.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, NumberArray>> arrays, bool compress = false)
    {
        KeyValuePair<string, NumberArray>[] all = [.. arrays];
        if (all.Any(array => array.Key.Length == 0) || all.DistinctBy(array => array.Key, StringComparer.Ordinal).Count() < all.Length)
            throw new ArgumentException($"NPZ: each array needs a name of its own; got {string.Join(", ", all.Select(array => $"'{array.Key}'"))}.", nameof(arrays));
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, NumberArray array) in all)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name + Extension, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = s_noTime;
                using Stream content = entry.Open();
                NpyFile.Write(content, array);
            }
        });
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _arrays.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out NumberArray value) => _arrays.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, NumberArray>> GetEnumerator() => _arrays.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static NpyHeader Header(ZipContent content, ZipEntry entry, string name) => entry.Name.EndsWith(Extension, StringComparison.Ordinal) && entry.Name.Length > Extension.Length
        ? NpyHeader.Read(content, entry.Size, name, $"the entry '{entry.Name}'")
        : throw new FileFormatException(name, entry.Start, $"the entry '{entry.Name}' is no NPY array: an NPZ file holds names that end in .npy.");
}
