using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Kernels;

/// <summary>Counts numbers in equal bins.</summary>
internal static class ValueBins
{
    private const int Block = 512;

    /// <summary>Adds the finite numbers of <paramref name="x"/> to the bins between <paramref name="low"/> and <paramref name="high"/>; of one bin only, where the two are equal, the middle one counts.</summary>
    public static void Add<T>(ReadOnlySpan<T> x, double low, double high, Span<long> counts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(high > low))
        {
            foreach (T value in x)
                counts[counts.Length / 2] += T.IsFinite(value) ? 1 : 0;
            return;
        }

        // Halved, as the difference of two finite numbers need not be finite.
        double scale = counts.Length / ((high / 2) - (low / 2)) / 2;
        if (!double.IsFinite(scale))
            scale = double.MaxValue;
        int done = typeof(T) == typeof(float) && Math.Abs(low) < 1e30 && scale is > 1e-30 and < 1e30 ? AddFloats(MemoryMarshal.Cast<T, float>(x), (float)low, (float)scale, counts) : 0;
        int last = counts.Length - 1;
        foreach (T value in x[done..])
        {
            if (T.IsFinite(value))
                counts[Math.Clamp((int)((double.CreateTruncating(value) - low) * scale), 0, last)]++;
        }
    }

    /// <summary>Whole blocks: the bins of a block are computed in vectors, then counted in two rows, as neighbours often fall into one bin. Ends before the first block that has a number that is not finite; gives how many were counted.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddFloats(ReadOnlySpan<float> x, float low, float scale, Span<long> counts)
    {
        Span<int> bins = stackalloc int[Block];
        Span<long> even = stackalloc long[counts.Length], odd = stackalloc long[counts.Length];
        even.Clear();
        odd.Clear();
        Vector<float> lows = new(low), scales = new(scale);
        Vector<int> lasts = new(counts.Length - 1);
        int at = 0;
        for (; at <= x.Length - Block; at += Block)
        {
            ReadOnlySpan<float> block = x.Slice(at, Block);
            Vector<float> spoiled = default;
            for (int i = 0; i < Block; i += Vector<float>.Count)
            {
                var v = new Vector<float>(block[i..]);
                spoiled += v - v;
                Vector.Max(Vector.Min(Vector.ConvertToInt32((v - lows) * scales), lasts), Vector<int>.Zero).CopyTo(bins[i..]);
            }

            if (!Vector.EqualsAll(spoiled, Vector<float>.Zero))
                break;
            for (int i = 0; i < Block; i += 2)
            {
                even[bins[i]]++;
                odd[bins[i + 1]]++;
            }
        }

        for (int i = 0; i < counts.Length; i++)
            counts[i] += even[i] + odd[i];
        return at;
    }
}
