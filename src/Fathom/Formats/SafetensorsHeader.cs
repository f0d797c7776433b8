using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fathom;

/// <summary>Parses and checks the JSON header of a safetensors file, strictly and without recursion.</summary>
/// <remarks>
/// Until everything is proven the parser keeps only fixed-size entries that point into the header bytes, so a refused file costs at most
/// its own size again. Names with escapes are decoded in place (decoding only shrinks). Refused: duplicate keys on every level, keys the
/// format does not know, numbers that are not plain non-negative integers, holes, overlaps and bytes that belong to no tensor.
/// </remarks>
internal ref struct SafetensorsHeader
{
    private const int Start = 8;                       // the header begins after its length
    private const int ShortestEntry = 48;              // "":{"dtype":"U8","shape":[],"data_offsets":[0,1]}

    private readonly string _file;
    private readonly byte[] _header;
    private readonly LoadLimits _limits;
    private readonly Entry[] _entries;
    private readonly List<(Text Key, Text Value)> _metadata = [];
    private readonly List<long> _sizes = [];           // of the tensor being read
    private Utf8JsonReader _json;
    private int _count;

    private SafetensorsHeader(string file, byte[] header, LoadLimits limits)
    {
        _file = file;
        _header = header;
        _limits = limits;
        _entries = new Entry[Math.Min(header.Length / ShortestEntry + 1, limits.Tensors)];
        _json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 8 });
    }

    /// <summary>A piece of the header: undecoded between its quotes, or decoded in place.</summary>
    private readonly record struct Text(int Start, int Length);

    private struct Entry
    {
        public Text Name;
        public long Begin, End;
        public int ShapeAt, Rank;
        public SafetensorsType Type;
    }

    /// <summary>What the header says about one tensor.</summary>
    public readonly record struct Tensor(string Name, SafetensorsType Type, int[] Shape, long Begin, int Bytes);

    /// <summary>Checks <paramref name="header"/> (which it may overwrite) against <paramref name="dataBytes"/> real bytes of data.</summary>
    /// <returns>The tensors in the order of their data, and the metadata in the order of the file.</returns>
    public static (Tensor[] Tensors, KeyValuePair<string, string>[] Metadata) Parse(string file, byte[] header, long dataBytes, LoadLimits limits)
    {
        SafetensorsText.CheckUtf8(file, header, Start);
        var parser = new SafetensorsHeader(file, header, limits);
        try
        {
            parser.ReadAll();
        }
        catch (JsonException e)
        {
            throw new FileFormatException(file, Start + parser._json.BytesConsumed,
                $"the header is not valid JSON near here ({SafetensorsText.FirstSentence(e.Message)}). The file is damaged, or was written by a faulty program: save it again.", e);
        }

        parser.CheckNames();
        parser.CheckOffsets(dataBytes);
        return (parser.Tensors(), parser.Metadata());
    }

    private void ReadAll()
    {
        Next(JsonTokenType.StartObject, "the header must be one JSON object");
        bool metadata = false;
        while (Next() == JsonTokenType.PropertyName)
        {
            var key = DecodedKey();
            if (!Bytes(key).SequenceEqual("__metadata__"u8))
                ReadTensor(key);
            else if (metadata)
                throw Bad("the key '__metadata__' appears twice. Duplicate keys are not allowed: save the file again.");
            else
            {
                ReadMetadata();
                metadata = true;
            }
        }

        _json.Read();                           // only white space may follow: anything else throws
    }

    private void ReadTensor(Text name)
    {
        if (_count == _limits.Tensors)
            throw Bad($"the header names more than {_limits.Tensors} tensors, the limit (LoadLimits.Tensors). Raise it if the file is trusted.");

        if (SafetensorsText.NameProblem(Bytes(name)) is { } problem)
            throw Bad($"the tensor name {Quote(name)} {problem}: rename it and save again.");

        var entry = new Entry { Name = name };
        bool dtype = false, shape = false, offsets = false;
        Next(JsonTokenType.StartObject, "a tensor is described by an object with dtype, shape and data_offsets");
        while (Next() == JsonTokenType.PropertyName)
        {
            var key = DecodedKey();
            if (Bytes(key).SequenceEqual("dtype"u8))
            {
                Once(ref dtype, name, key);
                ReadType(ref entry);
            }
            else if (Bytes(key).SequenceEqual("shape"u8))
            {
                Once(ref shape, name, key);
                ReadShape(ref entry);
            }
            else if (Bytes(key).SequenceEqual("data_offsets"u8))
            {
                Once(ref offsets, name, key);
                ReadOffsets(ref entry);
            }
            else
                throw Bad($"tensor {Quote(name)} has the unknown key {Quote(key)}: only dtype, shape and data_offsets are allowed.");
        }

        if (!(dtype && shape && offsets))
            throw Bad($"tensor {Quote(name)} lacks {(!dtype ? "dtype" : !shape ? "shape" : "data_offsets")}: each tensor needs dtype, shape and data_offsets.");
        CheckSize(ref entry);
        _entries[_count++] = entry;
    }

    private void ReadType(ref Entry entry)
    {
        Next(JsonTokenType.String, "dtype must be a string");
        if (!_json.ValueIsEscaped && SafetensorsTypes.TryParse(_json.ValueSpan, out entry.Type))
            return;
        throw Bad($"tensor {Quote(entry.Name)} has dtype {Raw()}, expected one of {SafetensorsTypes.Known} (upper case). Convert the tensor, for example to F32, and save again.");
    }

    private void ReadShape(ref Entry entry)
    {
        Next(JsonTokenType.StartArray, "shape must be an array of sizes");
        entry.ShapeAt = (int)_json.TokenStartIndex;
        _sizes.Clear();
        while (Next() != JsonTokenType.EndArray)
        {
            if (++entry.Rank > _limits.Rank)
                throw Bad($"tensor {Quote(entry.Name)} has more than {_limits.Rank} axes, the limit (LoadLimits.Rank).");
            _sizes.Add(Integer(entry.Name, "shape"));
        }
    }

    private void ReadOffsets(ref Entry entry)
    {
        const string What = "data_offsets must be an array of two integers, [begin, end]";
        Next(JsonTokenType.StartArray, What);
        Next();
        entry.Begin = Integer(entry.Name, "data_offsets");
        Next();
        entry.End = Integer(entry.Name, "data_offsets");
        Next(JsonTokenType.EndArray, What);
        if (entry.End < entry.Begin)
            throw Bad(FormattableString.Invariant($"tensor {Quote(entry.Name)} ends ({entry.End}) before it begins ({entry.Begin}): data_offsets must be [begin, end] with end ≥ begin."));
    }

    private void ReadMetadata()
    {
        Next(JsonTokenType.StartObject, "__metadata__ must be an object of strings");
        while (Next() == JsonTokenType.PropertyName)
        {
            if (_metadata.Count == _limits.MetadataEntries)
                throw Bad($"__metadata__ has more than {_limits.MetadataEntries} entries, the limit (LoadLimits.MetadataEntries).");
            var key = DecodedKey();
            Next(JsonTokenType.String, $"__metadata__ holds strings only, and the value of {Quote(key)} is not one");
            _metadata.Add((key, ValueText()));
        }
    }

    // The product is taken over the sizes other than 0 first: [2^62, 2^62, 0] overflows whatever the order.
    private readonly void CheckSize(ref Entry entry)
    {
        UInt128 bytes = (UInt128)entry.Type.Size;
        bool empty = false;
        foreach (long size in _sizes)
        {
            empty |= size == 0;
            bytes *= (UInt128)Math.Max(size, 1);
            if (bytes > long.MaxValue)
                throw Bad(entry.ShapeAt, $"tensor {Quote(entry.Name)} of shape ({string.Join(", ", _sizes)}) and type {entry.Type.Name} has more than 2^63 − 1 bytes: the sizes are wrong.");
        }

        if (empty)
            bytes = 0;
        if ((UInt128)(entry.End - entry.Begin) != bytes)
            throw Bad(entry.ShapeAt, FormattableString.Invariant($"tensor {Quote(entry.Name)} of shape ({string.Join(", ", _sizes)}) and type {entry.Type.Name} needs {bytes} bytes, but data_offsets [{entry.Begin}, {entry.End}] give it {entry.End - entry.Begin}."));
        if (bytes > (UInt128)Array.MaxLength)
            throw Bad(entry.ShapeAt, FormattableString.Invariant($"tensor {Quote(entry.Name)} needs {bytes} bytes, more than the {Array.MaxLength} one tensor can have here: split it."));
        foreach (long size in _sizes)
            if (size > int.MaxValue)
                throw Bad(entry.ShapeAt, FormattableString.Invariant($"tensor {Quote(entry.Name)} has an axis of size {size}, more than the {int.MaxValue} an axis can have here."));
    }

    private readonly void CheckNames()
    {
        byte[] header = _header;
        var entries = _entries.AsSpan(0, _count);
        entries.Sort((a, b) => Span(header, a.Name).SequenceCompareTo(Span(header, b.Name)));
        for (int i = 1; i < entries.Length; i++)
            CheckDifferent(entries[i - 1].Name, entries[i].Name, "the tensor");

        var keys = _metadata.ConvertAll(pair => pair.Key);
        keys.Sort((a, b) => Span(header, a).SequenceCompareTo(Span(header, b)));
        for (int i = 1; i < keys.Count; i++)
            CheckDifferent(keys[i - 1], keys[i], "the key of __metadata__");
    }

    private readonly void CheckDifferent(Text a, Text b, string what)
    {
        if (Bytes(a).SequenceEqual(Bytes(b)))
            throw Bad(Math.Max(a.Start, b.Start), $"{what} {Quote(a)} appears twice. Duplicate keys are not allowed: rename one and save again.");
    }

    private readonly void CheckOffsets(long dataBytes)
    {
        var entries = _entries.AsSpan(0, _count);
        entries.Sort((a, b) => (a.Begin, a.End, a.Name.Start).CompareTo((b.Begin, b.End, b.Name.Start)));
        long end = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            ref var entry = ref entries[i];
            string where = i == 0 ? "the start of the data" : $"the end of tensor {Quote(entries[i - 1].Name)}";
            if (entry.Begin != end)
                throw Bad(entry.ShapeAt, FormattableString.Invariant(
                    $"tensor {Quote(entry.Name)} begins at {entry.Begin} of the data, but {where} is at {end}: {(entry.Begin > end ? "holes" : "overlaps")} are not allowed. Save the file again."));
            end = entry.End;
        }

        long from = Start + _header.Length;
        if (end > dataBytes)
            throw new FileFormatException(_file, from + dataBytes, FormattableString.Invariant(
                $"the file ends here, {end - dataBytes} bytes too early: the tensors need {end} bytes after the header, {dataBytes} are there. The file was not fully written or downloaded: get it again."));
        if (end < dataBytes)
            throw new FileFormatException(_file, from + end, FormattableString.Invariant(
                $"{dataBytes - end} bytes follow the last tensor and belong to none. A safetensors file ends with its last tensor: something was appended, or the header is of another file."));
    }

    private readonly Tensor[] Tensors()
    {
        var tensors = new Tensor[_count];
        for (int i = 0; i < _count; i++)
        {
            ref var entry = ref _entries[i];
            tensors[i] = new Tensor(Encoding.UTF8.GetString(Bytes(entry.Name)), entry.Type, Shape(entry), entry.Begin, (int)(entry.End - entry.Begin));
        }

        return tensors;
    }

    private readonly KeyValuePair<string, string>[] Metadata()
    {
        var pairs = new KeyValuePair<string, string>[_metadata.Count];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = new(Encoding.UTF8.GetString(Bytes(_metadata[i].Key)), Unescape(_metadata[i].Value));
        return pairs;
    }

    // The sizes were read once with every check; now that the file is accepted they are read again from their place.
    private readonly int[] Shape(in Entry entry)
    {
        var sizes = new int[entry.Rank];
        var json = new Utf8JsonReader(_header.AsSpan(entry.ShapeAt), isFinalBlock: false, default);
        json.Read();
        for (int i = 0; i < sizes.Length; i++)
        {
            json.Read();
            sizes[i] = json.GetInt32();
        }

        return sizes;
    }

    private JsonTokenType Next()
    {
        _json.Read();                           // at the end of an incomplete document it throws
        return _json.TokenType;
    }

    private void Next(JsonTokenType expected, string rule)
    {
        if (Next() != expected)
            throw Bad($"{rule}; found {Raw()}.");
    }

    private readonly long Integer(Text name, string field)
    {
        if (_json.TokenType == JsonTokenType.Number
            && long.TryParse(_json.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            return value;
        throw Bad($"{field} of tensor {Quote(name)} must hold whole numbers from 0 to 2^63 − 1, written with digits only; found {Raw()}.");
    }

    private readonly void Once(ref bool seen, Text name, Text key)
    {
        if (seen)
            throw Bad($"tensor {Quote(name)} has the key {Quote(key)} twice. Duplicate keys are not allowed: save the file again.");
        seen = true;
    }

    private readonly Text ValueText()
    {
        var text = new Text((int)_json.TokenStartIndex + 1, _json.ValueSpan.Length);
        if (_json.ValueIsEscaped && SafetensorsText.HasLoneSurrogate(_json.ValueSpan))
            throw Bad($"the string {Raw()} has half of a surrogate pair, which is no character.");
        return text;
    }

    // Keys are compared byte by byte later, so escapes are resolved now, in place.
    private readonly Text DecodedKey()
    {
        var text = ValueText();
        if (_json.ValueIsEscaped && text.Length <= 6 * _limits.NameBytes)
        {
            byte[] decoded = new byte[text.Length];
            int length = _json.CopyString(decoded);
            decoded.AsSpan(0, length).CopyTo(_header.AsSpan(text.Start));
            text = text with { Length = length };
        }

        return text.Length <= _limits.NameBytes
            ? text
            : throw Bad($"a name is longer than {_limits.NameBytes} bytes, the limit (LoadLimits.NameBytes): {Quote(text)}.");
    }

    private readonly string Unescape(Text text)
    {
        var raw = Bytes(text);
        if (!raw.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(raw);
        var json = new Utf8JsonReader(_header.AsSpan(text.Start - 1, text.Length + 2));
        json.Read();
        return json.GetString()!;
    }

    private static ReadOnlySpan<byte> Span(byte[] header, Text text) => header.AsSpan(text.Start, text.Length);

    private readonly ReadOnlySpan<byte> Bytes(Text text) => Span(_header, text);

    private readonly string Quote(Text text) => SafetensorsText.Quote(Bytes(text));

    private readonly string Raw() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray => "the end of the array",
        JsonTokenType.EndObject => "the end of the object",
        JsonTokenType.String or JsonTokenType.PropertyName => SafetensorsText.Quote(_json.ValueSpan),
        _ => SafetensorsText.Quote(_json.ValueSpan).Trim('\''),
    };

    private readonly FileFormatException Bad(string problem) => Bad(_json.TokenStartIndex, problem);

    private readonly FileFormatException Bad(long at, string problem) => new(_file, Start + at, problem);
}
