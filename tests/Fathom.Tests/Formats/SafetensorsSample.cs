using System.Buffers.Binary;
using System.Text;

namespace Fathom.Tests.Formats;

/// <summary>Makes safetensors files byte by byte, independently of the writer under test.</summary>
internal static class SafetensorsSample
{
    public const string Good = """{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}""";

    public static byte[] Made(string header, int dataBytes, ulong? length = null) => Made(Encoding.UTF8.GetBytes(header), dataBytes, length);

    public static byte[] Made(byte[] header, int dataBytes, ulong? length = null)
    {
        byte[] file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length ?? (ulong)header.Length);
        header.CopyTo(file, 8);
        for (int i = 8 + header.Length; i < file.Length; i++)
            file[i] = (byte)(i * 37);
        return file;
    }

    /// <summary>A header of one tensor, for rows that differ in one field.</summary>
    public static string One(string dtype = "\"F32\"", string shape = "[2,2]", string offsets = "[0,16]", string name = "a", string more = "") =>
        $$$"""{"{{{name}}}":{"dtype":{{{dtype}}},"shape":{{{shape}}},"data_offsets":{{{offsets}}}{{{more}}}}}""";
}
