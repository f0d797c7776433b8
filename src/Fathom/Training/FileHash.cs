using System.Security.Cryptography;
using System.Text;

namespace Fathom;

/// <summary>SHA-256 over metadata and tensors, each length-prefixed so that nothing can slide from one field to the next.</summary>
internal sealed class FileHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public FileHash(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        foreach ((string key, string value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Add(key);
            Add(value);
        }
    }

    /// <summary>The hash of a file that was read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="hashKey">The entry that holds the hash and is not covered by it.</param>
    public static string Of(SafetensorsFile file, string hashKey)
    {
        using var hash = new FileHash(file.Metadata.Where(entry => entry.Key != hashKey));
        foreach (SafetensorsTensor tensor in file.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
            hash.Add(tensor.Name, tensor.Type, tensor.Shape, tensor.Bytes.Span);
        return hash.Finish();
    }

    public void Add(string name, SafetensorsType type, ReadOnlySpan<int> shape, ReadOnlySpan<byte> bytes)
    {
        Add(name);
        Add($"{type} {string.Join(",", shape.ToArray())}");
        _hash.AppendData(bytes);
    }

    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    private void Add(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _hash.AppendData(BitConverter.GetBytes(bytes.Length));
        _hash.AppendData(bytes);
    }
}
