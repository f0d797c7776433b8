using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>
/// What a training needs to go on as if it had never stopped, by name, in one file: weights, buffers, optimizer, random streams, and whatever else is added.
/// The trainer makes and reads them by itself (<see cref="ModelCheckpoint"/>, <see cref="Trainer.Fit"/>); a loop of one's own adds what it has.
/// </summary>
/// <remarks><code>
/// var checkpoint = new Checkpoint();
/// checkpoint.Add("model", model);             // weights, buffers, and the random streams of its layers
/// checkpoint.Add("optimizer", optimizer);     // momenta, step counts (which schedules count by), rate
/// checkpoint.Add("order", rng);               // where shuffling stands
/// checkpoint.Add("epoch", epoch);
/// checkpoint.Save("by-hand.safetensors");
/// …
/// var saved = Checkpoint.Load("by-hand.safetensors");
/// saved.Restore("model", model);              // of the same structure
/// saved.Restore("optimizer", optimizer);
/// saved.Restore("order", rng);
/// long epoch = saved.Whole("epoch");
/// </code>
/// The file is safetensors; its metadata has <c>fathom.checkpoint</c>, the version of the format, and <c>fathom.sha256</c> over everything else, so that one altered bit is refused.
/// It is written beside its place, flushed to disk and renamed (<see cref="AtomicFile"/>): a reader sees the old file or the whole new one, also after a power cut.
/// Numbers are kept bit for bit. Tensors are not copied when they are added but read when the file is written.
/// <code>
/// differs   from torch.save of state_dicts: random streams are part of it, and nothing in the file can run
/// </code></remarks>
public sealed class Checkpoint
{
    /// <summary>The version of the format, in the metadata under <c>fathom.checkpoint</c>.</summary>
    public const string Format = "1";

    private const string FormatKey = "fathom.checkpoint";
    private const string HashKey = "fathom.sha256";
    private const string Weights = "weights", Streams = "random", Rate = "rate";

    private readonly SortedDictionary<string, Tensor> _tensors;
    private readonly SortedDictionary<string, string> _texts;
    private readonly string _prefix;

    /// <summary>Makes an empty one.</summary>
    public Checkpoint()
        : this(new(StringComparer.Ordinal), new(StringComparer.Ordinal), "", null)
    {
    }

    private Checkpoint(SortedDictionary<string, Tensor> tensors, SortedDictionary<string, string> texts, string prefix, string? path)
    {
        _tensors = tensors;
        _texts = texts;
        _prefix = prefix;
        Path = path;
    }

    /// <summary>The file it was loaded from; null otherwise.</summary>
    public string? Path { get; }

    /// <summary>Reads a file and verifies its hash.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">It is cut short, altered, no checkpoint, or one of another format.</exception>
    public static Checkpoint Load(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        if (!file.Metadata.TryGetValue(FormatKey, out string? format) || !file.Metadata.TryGetValue(HashKey, out string? expected))
            throw new FileFormatException(path, null, $"This safetensors file is no checkpoint of Fathom's (its metadata lacks {FormatKey} or {HashKey}). A model is loaded with ModelFile.Load.");
        if (format != Format)
            throw new FileFormatException(path, null, $"The checkpoint's format is \"{format}\"; this version of Fathom reads \"{Format}\". Go on with the version that wrote it, or train again.");
        if (FileHash.Of(file, HashKey) != expected)
            throw new FileFormatException(path, null, $"The checkpoint was altered or damaged after it was written: its contents do not match {HashKey}. Go on from another one.");
        var checkpoint = new Checkpoint(new(StringComparer.Ordinal), new(StringComparer.Ordinal), "", path);
        foreach (SafetensorsTensor tensor in file)
            checkpoint._tensors[tensor.Name] = OptimizerFile.Read(tensor).Keep();
        foreach ((string key, string text) in file.Metadata.Where(entry => entry.Key is not (FormatKey or HashKey)))
            checkpoint._texts[key] = text;
        return checkpoint;
    }

    /// <summary>Writes the file as a whole or not at all.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <exception cref="IOException">It cannot be written: the message names the path, and what stood there is unchanged.</exception>
    public void Save(string path) => Save(path, new FileSteps());

    /// <summary>Adds a tensor. It is read when the file is written.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The tensor.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, Tensor value)
    {
        if (!_tensors.TryAdd(_prefix + name, value))
            throw Taken(name);
    }

    /// <summary>Adds a number, bit for bit (infinities and NaN too).</summary>
    public void Add(string name, double value) => Add(name, Tensor.From([value], []).Keep());

    /// <summary>Adds a whole number.</summary>
    public void Add(string name, long value) => Add(name, Tensor.From([value], []).Keep());

    /// <summary>Adds a text.</summary>
    public void Add(string name, string value)
    {
        if (_prefix + name is FormatKey or HashKey || !_texts.TryAdd(_prefix + name, value))
            throw Taken(name);
    }

    /// <summary>Adds where a generator stands: seed, stream and counter.</summary>
    public void Add(string name, Rng value)
    {
        (ulong seed, ulong stream, ulong counter) = value.State;
        Add(name, Tensor.From<long>([(long)seed, (long)stream, (long)counter], [3]).Keep());
    }

    /// <summary>Adds a network: weights, buffers, and the random streams of its layers (<see cref="IRandom"/>: dropout, attention, recurrent layers).</summary>
    public void Add(string name, Layer model)
    {
        Checkpoint weights = Part(name).Part(Weights), streams = Part(name).Part(Streams);
        foreach (NamedTensor item in model.State)
            weights.Add(item.Name, item.Tensor);
        foreach ((string path, Rng rng) in StreamsOf(model))
            streams.Add(path, rng);
    }

    /// <summary>Adds an optimizer: its state, its step counts, and its rate, which a plateau may have lowered.</summary>
    public void Add(string name, Optimizer optimizer)
    {
        Checkpoint part = Part(name);
        foreach (NamedTensor item in optimizer.State)
            part.Add(item.Name, item.Tensor);
        part.Add(Rate, optimizer.LearningRate);
    }

    /// <summary>Adds what something with a memory remembers.</summary>
    public void Add(string name, ICheckpointed part) => part.Save(Part(name));

    /// <summary>Whether there is a tensor, a number or a text of that name, or a part.</summary>
    public bool Has(string name)
    {
        string full = _prefix + name, part = full + ".";
        return _tensors.ContainsKey(full) || _texts.ContainsKey(full) || _tensors.Keys.Any(key => key.StartsWith(part, StringComparison.Ordinal)) || _texts.Keys.Any(key => key.StartsWith(part, StringComparison.Ordinal));
    }

    /// <summary>A tensor by name.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public Tensor Values(string name) => _tensors.TryGetValue(_prefix + name, out Tensor value) ? value : throw Lacks(name, "a tensor");

    /// <summary>A number by name.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public double Number(string name) => Values(name) is { Type: DType.Float64, Length: 1 } value ? value.ToScalar() : throw Lacks(name, "a number");

    /// <summary>A whole number by name.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public long Whole(string name) => Values(name) is { Type: DType.Int64, Length: 1 } value ? value.AsReadOnlySpan<long>()[0] : throw Lacks(name, "a whole number");

    /// <summary>A text by name.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public string Text(string name) => _texts.TryGetValue(_prefix + name, out string? value) ? value : throw Lacks(name, "a text");

    /// <summary>Overwrites a tensor's values.</summary>
    /// <exception cref="CheckpointException">There is none of that name, shape and type.</exception>
    public void Restore(string name, Tensor into)
    {
        Tensor value = Values(name);
        if (value.Shape != into.Shape || value.Type != into.Type)
            throw new CheckpointException($"{Where}: {_prefix}{name} is {value.Type} {value.Shape}; expected {into.Type} {into.Shape}.");
        into.CopyFrom(value);
    }

    /// <summary>Brings a generator where the saved one stood.</summary>
    /// <exception cref="CheckpointException">There is none of that name.</exception>
    public void Restore(string name, Rng rng) => rng.GoTo(StateOf(name));

    /// <summary>Gives a network its weights, buffers and random streams back.</summary>
    /// <exception cref="ArgumentException">It is no network of the same structure: everything that differs is named, and nothing is changed.</exception>
    /// <exception cref="CheckpointException">There is no network of that name, or one with other random layers; nothing is changed.</exception>
    public void Restore(string name, Layer model)
    {
        Checkpoint streams = Part(name).Part(Streams);
        (Rng Rng, (ulong, ulong, ulong) State)[] places = [.. StreamsOf(model).Select(item => (item.Rng, streams.StateOf(item.Path)))];
        model.Restore(Part(name).Part(Weights).Tensors());
        foreach ((Rng rng, (ulong, ulong, ulong) state) in places)
            rng.GoTo(state);
    }

    /// <summary>Gives an optimizer its state, step counts and rate back.</summary>
    /// <exception cref="ArgumentException">It is no optimizer of the same kind for the same network: everything that differs is named, and nothing is changed.</exception>
    public void Restore(string name, Optimizer optimizer)
    {
        Checkpoint part = Part(name);
        double rate = part.Number(Rate);
        optimizer.Restore([.. part.Tensors().Where(item => item.Name != Rate)]);
        optimizer.LearningRate = rate;
    }

    /// <summary>Lets something with a memory take up what it remembered.</summary>
    public void Restore(string name, ICheckpointed part) => part.Restore(Part(name));

    /// <summary>What stands under a name and a dot.</summary>
    internal Checkpoint Part(string name) => new(_tensors, _texts, $"{_prefix}{name}.", Path);

    /// <summary>All tensors of this part, by their names in it.</summary>
    internal NamedTensor[] Tensors() => [.. _tensors.Where(item => item.Key.StartsWith(_prefix, StringComparison.Ordinal)).Select(item => new NamedTensor(item.Key[_prefix.Length..], item.Value))];

    internal JsonObject Json(string name) => JsonNode.Parse(Text(name)) as JsonObject ?? throw Lacks(name, "an object");

    internal void Save(string path, FileSteps steps)
    {
        var metadata = new Dictionary<string, string>(_texts, StringComparer.Ordinal) { [FormatKey] = Format };
        var writer = new SafetensorsWriter();
        using var hash = new FileHash(metadata);
        foreach ((string name, Tensor tensor) in _tensors)
        {
            hash.Add(name, ModelFile.ToSafetensors(tensor.Type), tensor.Shape.AsSpan(), tensor.Bytes);
            writer.Add(name, ModelFile.ToSafetensors(tensor.Type), tensor.Shape.AsSpan(), () => tensor.Bytes);
        }

        foreach ((string key, string text) in metadata)
            writer.Metadata[key] = text;
        writer.Metadata[HashKey] = hash.Finish();
        AtomicFile.Write(path, writer.Write, steps);
    }

    private string Where => Path ?? "The checkpoint";

    private static IEnumerable<(string Path, Rng Rng)> StreamsOf(Layer model) =>
        model.Descendants().Where(item => item.Module is IRandom).Select(item => (item.Path.Length == 0 ? "self" : item.Path, ((IRandom)item.Module).Rng));

    private (ulong Seed, ulong Stream, ulong Counter) StateOf(string name)
    {
        Tensor value = Values(name);
        if (value.Type != DType.Int64 || value.Length != 3)
            throw Lacks(name, "a random stream");
        ReadOnlySpan<long> numbers = value.AsReadOnlySpan<long>();
        return ((ulong)numbers[0], (ulong)numbers[1], (ulong)numbers[2]);
    }

    private ArgumentException Taken(string name) => new($"There is a \"{_prefix}{name}\" in the checkpoint already. Give each value a name of its own.", nameof(name));

    private CheckpointException Lacks(string name, string what) => new($"{Where} has no \"{_prefix}{name}\" that is {what}. It was made by another program or for another training.");
}
