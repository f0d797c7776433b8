using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Fathom;

/// <summary>The beginning of an NPY file: what is in it, as a Python dictionary in text.</summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="Swapped">Whether their bytes stand in the other order than the machine's.</param>
/// <param name="Fortran">Whether the first axis runs fastest.</param>
/// <param name="Shape">The lengths of the axes.</param>
internal sealed record NpyHeader(NumberType Type, bool Swapped, bool Fortran, int[] Shape)
{
    private const int MostBytes = 1 << 16;

    private static readonly Dictionary<string, NumberType> s_types = new()
    {
        ["b1"] = NumberType.Bool,
        ["u1"] = NumberType.UInt8,
        ["i1"] = NumberType.Int8,
        ["u2"] = NumberType.UInt16,
        ["i2"] = NumberType.Int16,
        ["u4"] = NumberType.UInt32,
        ["i4"] = NumberType.Int32,
        ["u8"] = NumberType.UInt64,
        ["i8"] = NumberType.Int64,
        ["f2"] = NumberType.Float16,
        ["f4"] = NumberType.Float32,
        ["f8"] = NumberType.Float64,
    };

    private static readonly byte[] s_magic = [0x93, .. "NUMPY"u8];

    /// <summary>Bytes of the elements.</summary>
    public long DataBytes { get; private init; }

    /// <summary>Reads the header of content of a known length, all of which the elements must fill.</summary>
    public static NpyHeader Read(Stream content, long length, string file, string what)
    {
        Span<byte> start = stackalloc byte[12];
        int read = content.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false);
        if (!start[..read].StartsWith(s_magic))
            throw new FileFormatException(file, 0, $"{what} begins with the bytes 934E554D5059 (\\x93NUMPY); found {(read == 0 ? "nothing" : Convert.ToHexString(start[..Math.Min(read, 6)]))}.{InputFile.Kind(start[..read])}");
        if (read < 10)
            throw Cut(file, read, what, $"its first 10 bytes, of which {read} are there");
        if (start[6] is not (1 or 2 or 3) || start[7] != 0)
            throw new FileFormatException(file, 6, $"{what} has the version {start[6]}.{start[7]}; known are 1.0, 2.0 and 3.0.");
        int begun = 10;
        long size = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (start[6] > 1)
        {
            if (content.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) < 2)
                throw Cut(file, length, what, "the length of its header");
            size = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
            begun = 12;
        }

        if (size > length - begun)
            throw Cut(file, 8, what, $"a header of {size:N0} bytes, after which {length - begun:N0} are there");
        if (size > MostBytes)
            throw new FileFormatException(file, 8, $"{what} declares a header of {size:N0} bytes; expected at most {MostBytes:N0}.");
        byte[] text = new byte[size];
        if (content.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
            throw Cut(file, begun, what, $"its header of {size:N0} bytes");
        NpyHeader header = new Text(Encoding.Latin1.GetString(text), file, what, begun).Read();
        long? count = NumberArray.ElementCount(header.Shape);
        int element = NumberArray.SizeOf(header.Type);
        string declared = $"{what} declares {header.Type} {NumberArray.Text(header.Shape)}";
        long there = length - begun - size;
        if (count is not { } elements || elements > long.MaxValue / element || elements * element > there)
            throw new FileFormatException(file, begun, $"{declared}, more than the {there:N0} bytes that follow: the file is damaged or cut short, so get it again.{(count is { } all ? $" Expected {all:N0} elements; there are {there / element:N0}." : "")}");
        if (elements * element < there)
            throw new FileFormatException(file, begun, $"{declared}, {elements * element:N0} bytes, but {there:N0} follow: the file is damaged, so get it again.");
        if (there > Array.MaxLength)
            throw new FileFormatException(file, begun, $"{declared}, more than the {Array.MaxLength:N0} bytes one array can have.");
        return header with { DataBytes = there };
    }

    /// <summary>Reads the elements, in the machine's order and row by row.</summary>
    public NumberArray Elements(Stream content)
    {
        byte[] elements = GC.AllocateUninitializedArray<byte>((int)DataBytes);
        content.ReadExactly(elements);
        int size = NumberArray.SizeOf(Type);
        if (Swapped)
            NumberArray.Reverse(elements, size);
        return new NumberArray(Type, Shape, Fortran && Shape.Length > 1 ? RowByRow(elements, size) : elements);
    }

    /// <summary>The header of an array as a file begins with it: version 1, little-endian, aligned to 64 bytes.</summary>
    public static byte[] Write(NumberArray array)
    {
        string code = s_types.First(pair => pair.Value == array.Type).Key;
        string order = NumberArray.SizeOf(array.Type) == 1 ? "|" : "<";
        string text = $"{{'descr': '{order}{code}', 'fortran_order': False, 'shape': {NumberArray.Text(array.Shape)}, }}";
        int bytes = (10 + text.Length + 1 + 63) / 64 * 64;
        byte[] header = [.. s_magic, 1, 0, (byte)(bytes - 10), (byte)((bytes - 10) >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(bytes - 11)), (byte)'\n'];
        return header;
    }

    private byte[] RowByRow(byte[] elements, int size)
    {
        byte[] result = new byte[elements.Length];
        int[] index = new int[Shape.Length];
        int[] strides = new int[Shape.Length];
        for (int axis = 0, stride = size; axis < strides.Length; stride *= Shape[axis++])
            strides[axis] = stride;
        int from = 0;
        for (int to = 0; to < result.Length; to += size)
        {
            elements.AsSpan(from, size).CopyTo(result.AsSpan(to));
            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < Shape[axis])
                    break;
                from -= Shape[axis] * strides[axis];
                index[axis] = 0;
            }
        }

        return result;
    }

    private static FileFormatException Cut(string file, long at, string what, string wanted) =>
        new(file, at, $"{what} ends inside {wanted}: the file was cut short, so get it again.");

    /// <summary>The dictionary: three known keys, each once, in any order.</summary>
    private ref struct Text(string text, string file, string what, int begun)
    {
        private const int MostAxes = 32;
        private int _at;

        public NpyHeader Read()
        {
            string? descr = null;
            bool? fortran = null;
            int[]? shape = null;
            Expect('{');
            while (!Skip('}'))
            {
                int start = Next();
                string key = Quoted();
                Expect(':');
                switch (key)
                {
                    case "descr" when descr is null:
                        descr = Descr();
                        break;
                    case "fortran_order" when fortran is null:
                        fortran = Word() switch { "True" => true, "False" => false, _ => throw Bad("fortran_order is True or False") };
                        break;
                    case "shape" when shape is null:
                        shape = Lengths();
                        break;
                    default:
                        _at = start;
                        throw Bad($"the key '{key}' is {(key is "descr" or "fortran_order" or "shape" ? "there twice" : "unknown")}");
                }

                if (!Skip(','))
                {
                    Expect('}');
                    break;
                }
            }

            if (text.AsSpan(_at).ContainsAnyExcept(' ', '\n', '\0'))
                throw Bad("more text follows the dictionary");
            if (descr is null || fortran is null || shape is null)
                throw Bad($"the key '{(descr is null ? "descr" : fortran is null ? "fortran_order" : "shape")}' is missing");
            (NumberType type, bool swapped) = TypeOf(descr);
            return new NpyHeader(type, swapped, fortran.Value, shape);
        }

        private readonly (NumberType Type, bool Swapped) TypeOf(string descr)
        {
            char order = descr.Length > 0 && descr[0] is '<' or '>' or '|' or '=' ? descr[0] : '=';
            string code = descr.TrimStart('<', '>', '|', '=');
            if (code == "O")
                throw Bad("the array holds Python objects, whose pickles can run code when read: they are never read here. In Python, convert it first: numpy.array(a, dtype='float32')");
            if (!s_types.TryGetValue(code, out NumberType type))
            {
                string kind = code.Length == 0 ? "no type" : code[0] switch { 'c' => "complex numbers", 'S' or 'U' or 'a' => "text", 'V' => "raw bytes", 'M' or 'm' => "dates or times", _ => "a type Fathom does not know" };
                throw Bad($"the type '{descr}' ({kind}) cannot be read; known are bool, integers of 1 to 8 bytes and floating-point numbers of 2, 4 and 8 (b1, u1 … u8, i1 … i8, f2, f4, f8). In Python, convert it first: a.astype('float32')");
            }

            return (type, NumberArray.SizeOf(type) > 1 && order == (BitConverter.IsLittleEndian ? '>' : '<'));
        }

        private string Descr()
        {
            if (Next() < text.Length && text[_at] is '[' or '(')
                throw Bad("the array is a structured one, with named fields; save each field on its own: numpy.save('a.npy', table['a'])");
            return Quoted();
        }

        private int[] Lengths()
        {
            var lengths = new List<int>();
            Expect('(');
            while (!Skip(')'))
            {
                string word = Word().TrimEnd('L');
                if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || lengths.Count == MostAxes)
                    throw Bad($"shape holds at most {MostAxes} whole numbers from 0 to {int.MaxValue}; found '{(word.Length > 30 ? word[..30] + "…" : word)}'");
                lengths.Add(length);
                if (!Skip(','))
                {
                    Expect(')');
                    break;
                }
            }

            return [.. lengths];
        }

        private string Quoted()
        {
            int start = Next();
            char quote = start < text.Length ? text[start] : ' ';
            int end = quote is '\'' or '"' ? text.IndexOf(quote, start + 1) : -1;
            if (end < 0 || end - start > 64)
                throw Bad("a short word in quotes is expected");
            _at = end + 1;
            return text[(start + 1)..end].Any(char.IsControl) ? throw Bad("a word holds a control character") : text[(start + 1)..end];
        }

        private string Word()
        {
            int start = Next();
            while (_at < text.Length && char.IsAsciiLetterOrDigit(text[_at]))
                _at++;
            return text[start.._at];
        }

        private int Next()
        {
            while (_at < text.Length && text[_at] is ' ' or '\n')
                _at++;
            return _at;
        }

        private bool Skip(char wanted)
        {
            if (Next() >= text.Length || text[_at] != wanted)
                return false;
            _at++;
            return true;
        }

        private void Expect(char wanted)
        {
            if (!Skip(wanted))
                throw Bad($"'{wanted}' is expected");
        }

        private readonly FileFormatException Bad(string problem) => new(file, begun + Math.Min(_at, text.Length), $"in the header of {what}, {problem}.");
    }
}
