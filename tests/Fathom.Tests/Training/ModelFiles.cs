using System.Security.Cryptography;
using System.Text;

namespace Fathom.Tests.Training;

/// <summary>A folder for one test, and files in it that the product would not write.</summary>
internal sealed class ModelFiles : IDisposable
{
    public ModelFiles() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"fathom-model-{Guid.NewGuid():N}");

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Saves a network and returns the path.</summary>
    public string Save(Layer model, Objective? objective = null)
    {
        string path = At("model.safetensors");
        new ModelFile(model, objective ?? Objective.Regression).Save(path);
        return path;
    }

    /// <summary>Sets an entry of the metadata and the hash with it, as one would who means harm or comes from another version.</summary>
    public static void Forge(string path, string key, string value)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        var metadata = new SortedDictionary<string, string>(file.Metadata.ToDictionary(), StringComparer.Ordinal) { [key] = value };
        metadata.Remove("fathom.sha256");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var writer = new SafetensorsWriter();
        foreach ((string name, string text) in metadata)
        {
            Add(name);
            Add(text);
            writer.Metadata[name] = text;
        }

        foreach (SafetensorsTensor tensor in file.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            Add(tensor.Name);
            Add($"{tensor.Type} {string.Join(",", tensor.Shape.ToArray())}");
            hash.AppendData(tensor.Bytes.Span);
            writer.Add(tensor.Name, tensor.Type, tensor.Shape, () => tensor.Bytes.Span);
        }

        writer.Metadata["fathom.sha256"] = Convert.ToHexStringLower(hash.GetHashAndReset());
        writer.Save(path);

        void Add(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
