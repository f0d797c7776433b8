namespace Fathom;

/// <summary>Sizes, names and .NET counterparts of <see cref="SafetensorsType"/>.</summary>
internal static class SafetensorsTypes
{
    private static readonly int[] Sizes = [1, 1, 1, 2, 2, 2, 4, 4, 8, 8];
    private static readonly string[] Names = Enum.GetNames<SafetensorsType>();

    extension(SafetensorsType type)
    {
        /// <summary>Bytes of one element.</summary>
        public int Size => Sizes[(int)type];

        /// <summary>The name in the file, such as F32.</summary>
        public string Name => Names[(int)type];
    }

    /// <summary>The names Fathom reads, for messages.</summary>
    public static string Known => string.Join(", ", Names);

    /// <summary>The type with this name; names are case-sensitive, as in the format.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out SafetensorsType type)
    {
        Span<char> name = stackalloc char[8];
        if (utf8.Length <= name.Length)
        {
            for (int i = 0; i < utf8.Length; i++)
                name[i] = (char)utf8[i];
            for (int i = 0; i < Names.Length; i++)
                if (name[..utf8.Length].SequenceEqual(Names[i]))
                {
                    type = (SafetensorsType)i;
                    return true;
                }
        }

        type = default;
        return false;
    }

    /// <summary>The type that holds <typeparamref name="T"/> bit for bit.</summary>
    public static SafetensorsType Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? SafetensorsType.F32
        : typeof(T) == typeof(double) ? SafetensorsType.F64
        : typeof(T) == typeof(Half) ? SafetensorsType.F16
        : typeof(T) == typeof(long) ? SafetensorsType.I64
        : typeof(T) == typeof(int) ? SafetensorsType.I32
        : typeof(T) == typeof(short) ? SafetensorsType.I16
        : typeof(T) == typeof(sbyte) ? SafetensorsType.I8
        : typeof(T) == typeof(byte) ? SafetensorsType.U8
        : typeof(T) == typeof(bool) ? SafetensorsType.BOOL
        : throw new NotSupportedException($"safetensors cannot hold {typeof(T).Name}: use float, double, Half, long, int, short, sbyte, byte or bool.");
}
