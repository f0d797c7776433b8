using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>Copying rows by number.</summary>
internal static class Rows
{
    /// <summary>Rows of the first axis in the order given, copied: (N, …) → (rows, …).</summary>
    public static Tensor Gather(Tensor source, ReadOnlySpan<int> rows)
    {
        Tensor result = Tensor.Empty(source.Shape.With(0, rows.Length), source.Type);
        if (result.Cell.Block is not null)
            Copy(source, rows, result);
        return result;
    }

    /// <summary>Rows of the first axis in the order given, copied to a tensor of as many.</summary>
    public static void Copy(Tensor source, ReadOnlySpan<int> rows, Tensor target)
    {
        int rowBytes = source.Length / source.Shape[0] * source.Type.Size();
        Copy(source.Cell.Bytes, target.Cell.Bytes[..(rows.Length * rowBytes)], rows, rowBytes);
    }

    private static void Copy(ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<int> rows, int rowBytes)
    {
        switch (rowBytes)
        {
            case sizeof(int):
                CopyElements(MemoryMarshal.Cast<byte, int>(from), MemoryMarshal.Cast<byte, int>(to), rows);
                break;
            case sizeof(long):
                CopyElements(MemoryMarshal.Cast<byte, long>(from), MemoryMarshal.Cast<byte, long>(to), rows);
                break;
            default:
                var ahead = new RowPrefetch(from, rows, rowBytes);
                for (int i = 0; i < rows.Length; i++)
                {
                    ahead.Next();
                    from.Slice(rows[i] * rowBytes, rowBytes).CopyTo(to.Slice(i * rowBytes, rowBytes));
                }

                break;
        }
    }

    private static void CopyElements<T>(ReadOnlySpan<T> from, Span<T> to, ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            to[i] = from[rows[i]];
    }
}
