namespace Fathom;

/// <summary>Reads and writes NPY files, NumPy's format for one array.</summary>
/// <remarks><code>
/// reads     versions 1 to 3; bool, integers of 1 to 8 bytes, floating-point numbers of 2, 4 and 8; either byte order; C and Fortran order (becomes row by row)
/// refuses   Python objects (their pickles can run code), text, dates, complex numbers, structured arrays, each by name; lengths that are not those of the file
/// writes    version 1, little-endian, row by row: the bytes numpy.save writes
/// source    NumPy enhancement proposal 1, "A simple file format for NumPy arrays", and numpy.lib.format
/// </code></remarks>
public static class NpyFile
{
    private const string What = "an NPY file";

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The content is no NPY array of a known type, cut short, or longer than its header declares.</exception>
    public static NumberArray Read(string path)
    {
        using FileStream file = InputFile.Open(path, What);
        return Read(file, path);
    }

    /// <summary>Reads from a stream that can seek, from its place to its end.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="FileFormatException">The content is no NPY array of a known type, cut short, or longer than its header declares.</exception>
    public static NumberArray Read(Stream stream, string name) => NpyHeader.Read(stream, stream.Length - stream.Position, name, What).Elements(stream);

    /// <summary>Writes a file.</summary>
    /// <param name="path">Path of the file; it appears whole or not at all.</param>
    /// <param name="array">The array: see <see cref="NumberArray.From{T}"/>.</param>
    public static void Write(string path, NumberArray array) => AtomicFile.Write(path, stream => Write(stream, array));

    internal static void Write(Stream stream, NumberArray array)
    {
        stream.Write(NpyHeader.Write(array));
        LittleEndian.Write(stream, array.Bytes.Span, NumberArray.SizeOf(array.Type));
    }
}
