using System.Diagnostics.CodeAnalysis;

namespace Fathom.Ops;

/// <summary>Checks indices that come from outside.</summary>
internal static class Indices
{
    /// <summary>Demands that every index is from 0 to <paramref name="size"/> − 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not; the text names it, its place and the size.</exception>
    public static void Check(ReadOnlySpan<long> indices, int size, string operation)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)size)
                Throw(operation, indices[i], i, size);
        }
    }

    [DoesNotReturn]
    private static void Throw(string operation, long index, int position, int size) => throw new ArgumentOutOfRangeException(
        null, $"{operation}: index {position} is {index}; expected 0 to {size - 1}, because the axis it selects from has length {size}.");
}
