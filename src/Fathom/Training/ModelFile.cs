using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>
/// A trained network in one file that needs nothing beside it: weights, architecture, objective, and whatever text the program wants to travel
/// along (class names, preprocessing, metrics). A safetensors file: other tools read its weights.
/// </summary>
/// <remarks>
/// The metadata entry <c>fathom.sha256</c> covers every other entry and every tensor, so that a single altered bit is noticed on loading.
/// Files hold no time, path or machine: equal training gives equal bytes. Tied tensors stand under each of their names, so that other tools find them;
/// <c>fathom.tied</c> says which are one, and after loading they are one again.
/// </remarks>
public sealed class ModelFile
{
    private const string OwnPrefix = "fathom.";
    private const string FormatKey = "fathom.format";
    private const string ArchitectureKey = "fathom.architecture";
    private const string ObjectiveKey = "fathom.objective";
    private const string TiedKey = "fathom.tied";
    private const string HashKey = "fathom.sha256";
    private const string Format = "1";
    private const int MaxDepth = 64;

    /// <summary>Puts a network and its objective together for saving.</summary>
    /// <param name="model">The network; all its layers must be in the catalogue.</param>
    /// <param name="objective">What it was trained for.</param>
    public ModelFile(Layer model, Objective objective)
    {
        Model = model;
        Objective = objective;
    }

    /// <summary>The network with its weights, in evaluation mode after loading.</summary>
    public Layer Model { get; }

    /// <summary>What the network was trained for.</summary>
    public Objective Objective { get; }

    /// <summary>Texts that travel along, by name; names starting with <c>fathom.</c> are the file's own.</summary>
    public IDictionary<string, string> Texts { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Writes the file as a whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="catalogue">The layers that may be named; the library's own when not given.</param>
    /// <exception cref="ArgumentException">A text's name starts with <c>fathom.</c>, or a layer is not in the catalogue.</exception>
    public void Save(string path, Catalogue? catalogue = null)
    {
        if (Texts.Keys.FirstOrDefault(IsOwn) is { } taken)
            throw new ArgumentException($"The text \"{taken}\" cannot be stored: names starting with {OwnPrefix} are the file's own. Give it another name.");
        IReadOnlyList<NamedTensor> state = Model.State;
        var metadata = new SortedDictionary<string, string>(Texts, StringComparer.Ordinal)
        {
            [FormatKey] = Format,
            [ArchitectureKey] = (catalogue ?? StandardLayers.Catalogue).Describe(Model).ToJsonString(),
            [ObjectiveKey] = Objective.Describe().ToJsonString(),
        };
        var tied = new JsonObject(Module.Ties(state).Select(tie => KeyValuePair.Create<string, JsonNode?>(tie.Name, tie.First)));
        if (tied.Count > 0)
            metadata[TiedKey] = tied.ToJsonString();
        var writer = new SafetensorsWriter();
        using var hash = new FileHash(metadata);
        foreach (NamedTensor item in state.OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            Tensor tensor = item.Tensor;
            hash.Add(item.Name, ToSafetensors(tensor.Type), tensor.Shape.AsSpan(), tensor.Bytes);
            writer.Add(item.Name, ToSafetensors(tensor.Type), tensor.Shape.AsSpan(), () => tensor.Bytes);
        }

        foreach ((string key, string value) in metadata)
            writer.Metadata[key] = value;
        writer.Metadata[HashKey] = hash.Finish();
        writer.Save(path);
    }

    /// <summary>Reads a file and builds its network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalogue">The layers it may name; the library's own when not given.</param>
    /// <exception cref="FileFormatException">The file is cut short, altered, no model of Fathom's, or names unknown layers.</exception>
    public static ModelFile Load(string path, Catalogue? catalogue = null)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        Verify(file, path);
        Layer model = Build(file, path, catalogue ?? StandardLayers.Catalogue);
        Objective objective = Objective.Build(Parse(file, path, ObjectiveKey), path);
        TakeTypes(model, file);
        Tie(model, file, path);
        LoadWeights(model, file, path);
        model.Evaluate();
        var loaded = new ModelFile(model, objective);
        foreach ((string key, string value) in file.Metadata)
        {
            if (!IsOwn(key))
                loaded.Texts[key] = value;
        }

        return loaded;
    }

    /// <summary>Overwrites a network's weights with those of a safetensors file, by name: PyTorch's names fit.</summary>
    /// <param name="model">The network, which keeps its types: any floating-point type fits (F64 is rounded for Float32), and any integers fit Int64.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="FileFormatException">Names are missing or unknown, or shapes or types differ: all are listed, and nothing is changed.</exception>
    public static void LoadWeights(Layer model, string path) => LoadWeights(model, SafetensorsFile.Read(path), path);

    /// <summary>Builds the network within the memory that the file's own tensors account for.</summary>
    private static Layer Build(SafetensorsFile file, string path, Catalogue catalogue)
    {
        Workspace workspace = Workspace.Current;
        long before = workspace.Budget;
        workspace.Budget = (2 * file.Sum(tensor => (long)tensor.Bytes.Length)) + (1 << 20);
        try
        {
            return catalogue.Build(Parse(file, path, ArchitectureKey), path);
        }
        catch (InvalidOperationException error)
        {
            // JSON texts are decoded when they are asked for: half of a surrogate pair comes to light here.
            throw new FileFormatException(path, null, $"{ArchitectureKey} cannot be read: {error.Message}", error);
        }
        finally
        {
            workspace.Budget = before;
        }
    }

    /// <summary>Gives every tensor the type it was saved with: doubles must not be rounded on their way back.</summary>
    private static void TakeTypes(Layer model, SafetensorsFile file)
    {
        foreach (NamedTensor item in model.State)
        {
            DType type = item.Tensor.Type.IsFloating() && file.TryGet(item.Name, out SafetensorsTensor? stored) && stored.Type == SafetensorsType.F64 ? DType.Float64 : item.Tensor.Type;
            if (type != item.Tensor.Type)
                item.Tensor.Become(item.Tensor.Detach().To(type));
        }
    }

    /// <summary>Makes one again what was one when it was saved.</summary>
    private static void Tie(Layer model, SafetensorsFile file, string path)
    {
        if (!file.Metadata.ContainsKey(TiedKey))
            return;
        var own = model.State.ToDictionary(item => item.Name, item => item.Tensor);
        foreach ((string name, JsonNode? first) in Parse(file, path, TiedKey) as JsonObject ?? [])
        {
            if (!own.TryGetValue(name, out Tensor tensor) || first is not JsonValue value || !value.TryGetValue(out string? firstName) || !own.TryGetValue(firstName, out Tensor other)
                || tensor.Shape != other.Shape || tensor.Type != other.Type)
                throw new FileFormatException(path, null, $"{TiedKey} ties \"{name}\" to {first?.ToJsonString() ?? "null"}; expected the names of two tensors of the network with one shape and type.");
            if (tensor.Cell != other.Cell)
                tensor.TieTo(other);
        }
    }

    private static void LoadWeights(Layer model, SafetensorsFile file, string path)
    {
        IReadOnlyList<NamedTensor> own = model.State;
        var unknown = file.Select(tensor => tensor.Name).ToHashSet();
        var ties = Module.Ties(own).ToDictionary(tie => tie.Name, tie => tie.First);
        var faults = new List<string>();
        foreach (NamedTensor item in own)
        {
            unknown.Remove(item.Name);
            if (!file.TryGet(item.Name, out SafetensorsTensor? stored))
                faults.Add($"{item.Name} {item.Tensor.Shape} is missing");
            else if (!stored.Shape.SequenceEqual(item.Tensor.Shape.AsSpan()))
                faults.Add($"{item.Name} is ({string.Join(", ", stored.Shape.ToArray())}), the network has {item.Tensor.Shape}");
            else if (!Fits(stored.Type, item.Tensor.Type))
                faults.Add($"{item.Name} holds {stored.Type}, the network has {item.Tensor.Type}");
            else if (ties.TryGetValue(item.Name, out string? first) && file.TryGet(first, out SafetensorsTensor? same) && !same.Bytes.Span.SequenceEqual(stored.Bytes.Span))
                faults.Add($"{first} and {item.Name} are one tensor in the network and differ in the file");
        }

        faults.AddRange(unknown.Order(StringComparer.Ordinal).Select(name => $"{name} is unknown to the network"));
        if (faults.Count > 0)
            throw new FileFormatException(path, null, $"The weights do not fit the network, nothing was loaded: {string.Join("; ", faults)}. Build the network with the sizes the file was made with.");
        foreach (NamedTensor item in own)
        {
            SafetensorsTensor stored = file[item.Name];
            switch (item.Tensor.Type)
            {
                case DType.Float32: stored.CopyTo(item.Tensor.AsSpan<float>()); break;
                case DType.Float64: stored.CopyTo(item.Tensor.AsSpan<double>()); break;
                case DType.Int64: stored.CopyTo(item.Tensor.AsSpan<long>()); break;
                default: stored.CopyTo(item.Tensor.AsSpan<bool>()); break;
            }
        }
    }

    private static void Verify(SafetensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(FormatKey, out string? format) || !file.Metadata.TryGetValue(HashKey, out string? expected))
            throw new FileFormatException(path, null, "This safetensors file is no model of Fathom's (its metadata lacks fathom.format or fathom.sha256). To take weights from another program, build the network and call ModelFile.LoadWeights.");
        if (format != Format)
            throw new FileFormatException(path, null, $"The model's format is \"{format}\"; this version of Fathom reads \"{Format}\". Update Fathom, or save the model again.");
        if (FileHash.Of(file, HashKey) != expected)
            throw new FileFormatException(path, null, "The file was altered or damaged after it was written: its contents do not match fathom.sha256. Copy it again, or train again.");
    }

    private static JsonNode? Parse(SafetensorsFile file, string path, string key)
    {
        if (!file.Metadata.TryGetValue(key, out string? text))
            throw new FileFormatException(path, null, $"The metadata lacks {key}.");
        try
        {
            return JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException error)
        {
            throw new FileFormatException(path, null, $"{key} is no valid JSON: {error.Message}", error);
        }
    }

    private static bool IsOwn(string key) => key.StartsWith(OwnPrefix, StringComparison.Ordinal);

    private static bool Fits(SafetensorsType stored, DType own) => stored switch
    {
        SafetensorsType.F64 or SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16 => own.IsFloating(),
        SafetensorsType.BOOL => own == DType.Bool,
        _ => own == DType.Int64,
    };

    internal static SafetensorsType ToSafetensors(DType type) => type switch
    {
        DType.Float32 => SafetensorsType.F32,
        DType.Float64 => SafetensorsType.F64,
        DType.Int64 => SafetensorsType.I64,
        _ => SafetensorsType.BOOL,
    };
}
