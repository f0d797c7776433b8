using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>Random numbers by position: element i of a fill is a function of (seed, stream, counter + i) and of nothing else.</summary>
/// <remarks>
/// Each element takes one counter value, whatever the distribution and the number type, so the next fill of a stream starts at
/// <c>counter + length</c>; four elements share a Philox block. Filling in parts, at another vector width or on other threads gives the same
/// bits. The float and the double at one place are one number but for rounding, and a mask is the same for both.
/// </remarks>
internal static unsafe class RandomFill
{
    private const int Chunk = 256, PieceLength = 1 << 14;

    /// <summary>y[i] uniform in [low, high); all equal to low if the two are the same number.</summary>
    internal static void Uniform<T>(Span<T> y, ulong seed, ulong stream, ulong counter, double low, double high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fill(y, seed, stream, counter, new UniformRule<T>(low, high));

    /// <summary>y[i] normal with the given mean and standard deviation.</summary>
    /// <remarks>Box and Muller's transform of the pair of words in which the element stands: radius √(−2 ln u), angle 2πv.</remarks>
    internal static void Normal<T>(Span<T> y, ulong seed, ulong stream, ulong counter, double mean, double std)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fill(y, seed, stream, counter, new NormalRule<T>(mean, std));

    /// <summary>y[i] = scale with probability keepProbability (rounded to a multiple of 2⁻³²), else 0: a dropout mask.</summary>
    internal static void Keep<T>(Span<T> y, ulong seed, ulong stream, ulong counter, double keepProbability, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Fill(y, seed, stream, counter, new KeepRule<T>(keepProbability, scale));

    /// <summary>indices = the numbers 0 … n − 1 in a random order, each order equally likely (Fisher and Yates).</summary>
    /// <remarks>Draw i takes 64 bits at counter + i and is unbiased (Lemire): one draw in 2³² or fewer is thrown away and made again under
    /// another seed, so that a permutation takes n counter values whatever happens.</remarks>
    internal static void Permutation(Span<int> indices, ulong seed, ulong stream, ulong counter)
    {
        for (int i = 0; i < indices.Length; i++)
            indices[i] = i;
        Span<uint> upper = stackalloc uint[Chunk + Philox.Step], lower = stackalloc uint[Chunk + Philox.Step];
        for (int start = 0; start < indices.Length; start += Chunk)
        {
            int count = Math.Min(Chunk, indices.Length - start);
            ulong first = counter + (ulong)start;
            int skip = Words(upper, count, seed, stream, first, 0);
            Words(lower, count, seed, stream, first, 1);
            for (int t = 0; t < count; t++)
            {
                int i = start + t;
                ulong bits = ((ulong)upper[skip + t] << 32) | lower[skip + t];
                int j = i + (int)Below((ulong)(indices.Length - i), bits, seed, stream, first + (ulong)t);
                (indices[i], indices[j]) = (indices[j], indices[i]);
            }
        }
    }

    /// <summary>A number in 0 … bound − 1, each equally likely, of the 64 bits at <paramref name="index"/>.</summary>
    internal static ulong Below(ulong bound, ulong seed, ulong stream, ulong index) => Below(bound, Philox.Long(seed, stream, index), seed, stream, index);

    private static ulong Below(ulong bound, ulong bits, ulong seed, ulong stream, ulong index)
    {
        ulong result = Math.BigMul(bits, bound, out ulong fraction);
        if (fraction < bound)
        {
            ulong tooFew = (0 - bound) % bound;     // 2⁶⁴ mod bound
            while (fraction < tooFew)
            {
                seed += 0x9E3779B97F4A7C15;
                result = Math.BigMul(Philox.Long(seed, stream, index), bound, out fraction);
            }
        }
        return result;
    }

    /// <summary>Words for elements first … first + count − 1; returns where the first stands, since words come in whole blocks.</summary>
    private static int Words(Span<uint> words, int count, ulong seed, ulong stream, ulong first, uint plane)
    {
        int skip = (int)(first & 3);
        Philox.Fill(words[..((skip + count + Philox.Step - 1) / Philox.Step * Philox.Step)], seed, stream, first >> 2, plane);
        return skip;
    }

    private static void Fill<T, R>(Span<T> y, ulong seed, ulong stream, ulong counter, R rule)
        where R : struct, IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pieces = Math.Max(1, y.Length / PieceLength);
        ForkJoin.Run(pieces, new Job<R, T> { Y = y, Seed = seed, Stream = stream, Counter = counter, Rule = rule, Pieces = pieces });
    }

    private ref struct Job<R, T> : IJob
        where R : struct, IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Span<T> Y;
        public ulong Seed, Stream, Counter;
        public R Rule;
        public int Pieces;

        [SkipLocalsInit]
        public readonly void Run(int piece)
        {
            int from = piece * PieceLength, to = piece == Pieces - 1 ? Y.Length : from + PieceLength;
            Span<uint> upper = stackalloc uint[Chunk + Philox.Step], lower = stackalloc uint[Chunk + Philox.Step];
            bool wide = sizeof(T) > 4 && Rule.UsesLower;
            while (from < to)
            {
                // Chunks end where blocks end, so that no block is computed twice.
                ulong first = Counter + (ulong)from;
                int count = Math.Min(to - from, Chunk - (int)(first & 3)), skip = Words(upper, count, Seed, Stream, first, 0);
                if (wide)
                    Words(lower, count, Seed, Stream, first, 1);
                Rule.Apply(upper, lower, skip, Y.Slice(from, count));
                from += count;
            }
        }
    }

    private interface IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Whether doubles are made of 64 bits.</summary>
        bool UsesLower { get; }

        /// <summary>y[i] of word skip + i; in the words before and behind stand the rest of the first and the last block.</summary>
        void Apply(ReadOnlySpan<uint> upper, ReadOnlySpan<uint> lower, int skip, Span<T> y);
    }

    private readonly struct UniformRule<T>(double low, double high) : IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public bool UsesLower => true;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Apply(ReadOnlySpan<uint> upper, ReadOnlySpan<uint> lower, int skip, Span<T> y)
        {
            // Rounding may reach `high`, which does not belong to the interval.
            T last = T.CreateTruncating(high);
            if (high > low)
                last = T.BitDecrement(last);
            double unit = (high - low) * (sizeof(T) > 4 ? 1.0 / (1L << 53) : 1.0 / (1 << 24));
            int i = 0;
            if (sizeof(T) == 4)
            {
                // The same roundings as below, in vectors: 24 bits are exact in float, the rest is done in double.
                var lows = Vector512.Create(low);
                var lasts = Vector512.Create(float.CreateTruncating(last));
                ref uint words = ref MemoryMarshal.GetReference(upper);
                ref float target = ref Unsafe.As<T, float>(ref MemoryMarshal.GetReference(y));
                for (; i <= y.Length - Vector512<float>.Count; i += Vector512<float>.Count)
                {
                    (Vector512<double> first, Vector512<double> second) = Vector512.Widen(Vector512.ConvertToSingle((Vector512.LoadUnsafe(ref words, (nuint)(skip + i)) >>> 8).AsInt32()));
                    Vector512.Min(Vector512.Narrow(lows + (first * unit), lows + (second * unit)), lasts).StoreUnsafe(ref target, (nuint)i);
                }
            }

            for (; i < y.Length; i++)
            {
                long bits = sizeof(T) > 4 ? (long)(Long(upper, lower, skip + i) >> 11) : upper[skip + i] >> 8;
                y[i] = T.Min(T.CreateTruncating(low + bits * unit), last);
            }
        }
    }

    private readonly struct NormalRule<T>(double mean, double std) : IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public bool UsesLower => true;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Apply(ReadOnlySpan<uint> upper, ReadOnlySpan<uint> lower, int skip, Span<T> y)
        {
            for (int at = skip & ~1; at < skip + y.Length; at += 2)
            {
                // u in (0, 1], so that its logarithm is finite; v in [0, 1).
                double u = sizeof(T) > 4 ? ((Long(upper, lower, at) >> 11) + 1) * (1.0 / (1L << 53)) : (upper[at] + 1.0) * (1.0 / (1L << 32));
                double v = sizeof(T) > 4 ? (Long(upper, lower, at + 1) >> 11) * (1.0 / (1L << 53)) : upper[at + 1] * (1.0 / (1L << 32));
                double radius = std * Math.Sqrt(-2 * Math.Log(u));
                var (sine, cosine) = Math.SinCos(2 * Math.PI * v);
                int i = at - skip;
                if (i >= 0)
                    y[i] = T.CreateTruncating(mean + radius * cosine);
                if (i + 1 < y.Length)
                    y[i + 1] = T.CreateTruncating(mean + radius * sine);
            }
        }
    }

    private readonly struct KeepRule<T>(double keepProbability, T scale) : IRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public bool UsesLower => false;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Apply(ReadOnlySpan<uint> upper, ReadOnlySpan<uint> lower, int skip, Span<T> y)
        {
            var kept = (ulong)Math.Round(keepProbability * (1L << 32));
            if (kept == 0)
            {
                y.Clear();
                return;
            }
            uint last = (uint)(kept - 1);
            int i = 0;
            if (sizeof(T) == 4)
            {
                var scales = Vector256.Create(scale).AsUInt32();
                var lasts = Vector256.Create(last);
                ref uint words = ref MemoryMarshal.GetReference(upper), target = ref Unsafe.As<T, uint>(ref MemoryMarshal.GetReference(y));
                for (; i <= y.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
                    (Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref words, (nuint)(skip + i)), lasts) & scales).StoreUnsafe(ref target, (nuint)i);
            }
            for (; i < y.Length; i++)
                y[i] = upper[skip + i] <= last ? scale : T.Zero;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Long(ReadOnlySpan<uint> upper, ReadOnlySpan<uint> lower, int at) => ((ulong)upper[at] << 32) | lower[at];
}
