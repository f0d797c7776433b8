using System.Numerics;

namespace Fathom.Kernels;

/// <summary>Temporary: replaced by branch kernels.</summary>
internal static class RandomFill
{
    public static void Uniform<T>(Span<T> y, ulong seed, ulong stream, ulong counter, double low, double high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = T.CreateTruncating(low + ((high - low) * Unit(seed, stream, counter + (ulong)i)));
    }

    public static void Normal<T>(Span<T> y, ulong seed, ulong stream, ulong counter, double mean, double std)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = T.CreateTruncating(mean + (std * Math.Sqrt(-2 * Math.Log(1 - Unit(seed, stream, counter + (ulong)i))) * Math.Cos(2 * Math.PI * Unit(seed, ~stream, counter + (ulong)i))));
    }

    public static void Permutation(Span<int> indices, ulong seed, ulong stream, ulong counter)
    {
        for (int i = 0; i < indices.Length; i++)
            indices[i] = i;
        for (int i = indices.Length - 1; i > 0; i--)
        {
            int j = (int)(Unit(seed, stream, counter + (ulong)i) * (i + 1));
            (indices[i], indices[j]) = (indices[j], indices[i]);
        }
    }

    private static double Unit(ulong seed, ulong stream, ulong counter)
    {
        ulong z = seed + (stream * 0x9E3779B97F4A7C15UL) + (counter * 0xBF58476D1CE4E5B9UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
