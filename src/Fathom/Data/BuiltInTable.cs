using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Compression;

namespace Fathom;

/// <summary>Reads the embedded tables: numbers between commas, the class last.</summary>
internal static class BuiltInTable
{
    /// <summary>Two classes give Y (N, 1) of 0 and 1, more give Int64 labels (N,).</summary>
    public static Dataset Read(string resource, string name, string[] featureNames, string[] classNames, string targetName)
    {
        ReadOnlySpan<byte> text = Unpack(resource);
        if (resource != "digits")
            text = text[(text.IndexOf((byte)'\n') + 1)..];
        int columns = featureNames.Length;
        int rows = text.Count((byte)'\n') + (text[^1] == '\n' ? 0 : 1);

        Tensor x = Tensor.Empty([rows, columns], DType.Float32);
        Tensor y = classNames.Length == 2 ? Tensor.Empty([rows, 1], DType.Float32) : Tensor.Empty([rows], DType.Int64);
        Span<float> values = x.AsSpan<float>();
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                values[(row * columns) + column] = Next(ref text);
            y.SetElement(row, Next(ref text));
        }

        return new Dataset(x, y, name, featureNames, classNames, targetName);
    }

    private static float Next(ref ReadOnlySpan<byte> text)
    {
        bool parsed = Utf8Parser.TryParse(text, out float value, out int length);
        Debug.Assert(parsed, "the embedded tables are well-formed");
        text = text[length..];
        text = text.TrimStart("\r\n,"u8);
        return value;
    }

    internal static byte[] Unpack(string resource, string kind = "csv")
    {
        using Stream packed = typeof(BuiltInTable).Assembly.GetManifestResourceStream($"Fathom.Data.{resource}.{kind}.gz")!;
        using var unzip = new GZipStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
