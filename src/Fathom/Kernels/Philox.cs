using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Kernels;

/// <summary>Philox 4×32-10: four random words as a function of a 128-bit counter and a 64-bit key. No state: any word of any stream can be
/// computed at any time, by any thread.</summary>
/// <remarks><code>
/// key       (seed low, seed high)
/// counter   (block low, block high + 2³⁰·plane, stream low, stream high)
/// word e    of (seed, stream) is word e mod 4 of block ⌊e / 4⌋; e counts modulo 2⁶⁴, so a block number has 62 bits
/// plane     0 for the words as such, 1 for the lower halves where 64 bits are wanted (the upper halves are plane 0: a float and a double
///           drawn at the same place are the same number but for rounding)
/// source    Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"; test vectors of Random123
/// </code></remarks>
internal static unsafe class Philox
{
    /// <summary>The word count of a call of <see cref="Fill"/> is a multiple of this: the blocks of one 512-bit step.</summary>
    internal const int Step = 32;

    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85;
    private const ulong BlockMask = ulong.MaxValue >> 2;

    /// <summary>The block function.</summary>
    internal static (uint, uint, uint, uint) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)M0 * c0, p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>Word number <paramref name="index"/> of a stream.</summary>
    internal static uint Word(ulong seed, ulong stream, ulong index, uint plane = 0)
    {
        ulong block = index >> 2;
        var (w0, w1, w2, w3) = Block((uint)block, (uint)(block >> 32) | (plane << 30), (uint)stream, (uint)(stream >> 32), (uint)seed, (uint)(seed >> 32));
        return (index & 3) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
    }

    /// <summary>Sixty-four bits at <paramref name="index"/>: the word there, and below it the one of plane 1.</summary>
    internal static ulong Long(ulong seed, ulong stream, ulong index) => ((ulong)Word(seed, stream, index) << 32) | Word(seed, stream, index, 1);

    /// <summary>The words of blocks <paramref name="block"/>, block + 1, … of a stream; as many as <paramref name="words"/> holds, a multiple of
    /// <see cref="Step"/>.</summary>
    internal static void Fill(Span<uint> words, ulong seed, ulong stream, ulong block, uint plane)
    {
        Debug.Assert(words.Length % Step == 0);
        if (Avx512F.IsSupported)
            Fill<Words512, Vector512<ulong>>(words, seed, stream, block, plane);
        else if (Avx2.IsSupported)
            Fill<Words256, Vector256<ulong>>(words, seed, stream, block, plane);
        else if (Sse2.IsSupported || AdvSimd.Arm64.IsSupported)
            Fill<Words128, Vector128<ulong>>(words, seed, stream, block, plane);
        else
            FillPlain(words, seed, stream, block, plane);
    }

    /// <summary><see cref="Fill"/> at a chosen width (0: no vectors), for the tests.</summary>
    internal static void FillAt(int width, Span<uint> words, ulong seed, ulong stream, ulong block, uint plane)
    {
        switch (width)
        {
            case 512:
                Fill<Words512, Vector512<ulong>>(words, seed, stream, block, plane);
                break;
            case 256:
                Fill<Words256, Vector256<ulong>>(words, seed, stream, block, plane);
                break;
            case 128:
                Fill<Words128, Vector128<ulong>>(words, seed, stream, block, plane);
                break;
            default:
                FillPlain(words, seed, stream, block, plane);
                break;
        }
    }

    private static void FillPlain(Span<uint> words, ulong seed, ulong stream, ulong block, uint plane)
    {
        for (int i = 0; i < words.Length; i += 4, block++)
        {
            ulong b = block & BlockMask;
            (words[i], words[i + 1], words[i + 2], words[i + 3]) =
                Block((uint)b, (uint)(b >> 32) | (plane << 30), (uint)stream, (uint)(stream >> 32), (uint)seed, (uint)(seed >> 32));
        }
    }

    /// <summary>One block in each 64-bit lane. Only the lower halves of the lanes count: the multiplication reads no more, so what the other
    /// operations leave above may stay there until the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill<W, V>(Span<uint> words, ulong seed, ulong stream, ulong block, uint plane)
        where W : struct, IWords<V>
        where V : struct
    {
        V m0 = W.All(M0), m1 = W.All(M1), mask = W.All(BlockMask), high = W.All((ulong)plane << 62);
        V stream0 = W.All((uint)stream), stream1 = W.All(stream >> 32);
        fixed (uint* start = words)
        {
            uint* target = start;
            for (int left = words.Length; left > 0; left -= 4 * W.Count)
            {
                V c0 = W.Or(W.And(W.Sequence(block), mask), high), c1 = W.Upper(c0), c2 = stream0, c3 = stream1;
                uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
                for (int round = 0; round < 10; round++)
                {
                    V p0 = W.Multiply(c0, m0), p1 = W.Multiply(c2, m1);
                    c0 = W.Xor(W.Xor(W.Upper(p1), c1), W.All(k0));
                    c2 = W.Xor(W.Xor(W.Upper(p0), c3), W.All(k1));
                    c1 = p1;
                    c3 = p0;
                    k0 += W0;
                    k1 += W1;
                }
                V lower = W.All(uint.MaxValue);
                W.StorePairs(W.Or(W.And(c0, lower), W.Lift(c1)), W.Or(W.And(c2, lower), W.Lift(c3)), (ulong*)target);
                target += 4 * W.Count;
                block += (ulong)W.Count;
            }
        }
    }

    private interface IWords<V>
    {
        static abstract int Count { get; }
        static abstract V All(ulong value);

        /// <summary>first, first + 1, …</summary>
        static abstract V Sequence(ulong first);

        /// <summary>The lower 32 bits of each lane multiplied to 64.</summary>
        static abstract V Multiply(V a, V b);

        /// <summary>Each lane's upper half, moved down.</summary>
        static abstract V Upper(V a);

        /// <summary>Each lane's lower half, moved up.</summary>
        static abstract V Lift(V a);
        static abstract V Xor(V a, V b);
        static abstract V And(V a, V b);
        static abstract V Or(V a, V b);

        /// <summary>a[0], b[0], a[1], b[1], …</summary>
        static abstract void StorePairs(V a, V b, ulong* target);
    }

    private readonly struct Words512 : IWords<Vector512<ulong>>
    {
        public static int Count => 8;

        public static Vector512<ulong> All(ulong value) => Vector512.Create(value);

        public static Vector512<ulong> Sequence(ulong first) => Vector512.Create(first) + Vector512.Create(0ul, 1, 2, 3, 4, 5, 6, 7);

        public static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.IsSupported
            ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32())
            : (a & Vector512.Create((ulong)uint.MaxValue)) * (b & Vector512.Create((ulong)uint.MaxValue));

        public static Vector512<ulong> Upper(Vector512<ulong> a) => a >>> 32;

        public static Vector512<ulong> Lift(Vector512<ulong> a) => a << 32;

        public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b) => a ^ b;

        public static Vector512<ulong> And(Vector512<ulong> a, Vector512<ulong> b) => a & b;

        public static Vector512<ulong> Or(Vector512<ulong> a, Vector512<ulong> b) => a | b;

        public static void StorePairs(Vector512<ulong> a, Vector512<ulong> b, ulong* target)
        {
            if (Avx512F.IsSupported)
            {
                Avx512F.PermuteVar8x64x2(a, Vector512.Create(0ul, 8, 1, 9, 2, 10, 3, 11), b).Store(target);
                Avx512F.PermuteVar8x64x2(a, Vector512.Create(4ul, 12, 5, 13, 6, 14, 7, 15), b).Store(target + 8);
            }
            else
            {
                for (int i = 0; i < Count; i++)
                    (target[2 * i], target[2 * i + 1]) = (a[i], b[i]);
            }
        }
    }

    private readonly struct Words256 : IWords<Vector256<ulong>>
    {
        public static int Count => 4;

        public static Vector256<ulong> All(ulong value) => Vector256.Create(value);

        public static Vector256<ulong> Sequence(ulong first) => Vector256.Create(first) + Vector256.Create(0ul, 1, 2, 3);

        public static Vector256<ulong> Multiply(Vector256<ulong> a, Vector256<ulong> b) => Avx2.IsSupported
            ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32())
            : (a & Vector256.Create((ulong)uint.MaxValue)) * (b & Vector256.Create((ulong)uint.MaxValue));

        public static Vector256<ulong> Upper(Vector256<ulong> a) => a >>> 32;

        public static Vector256<ulong> Lift(Vector256<ulong> a) => a << 32;

        public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b) => a ^ b;

        public static Vector256<ulong> And(Vector256<ulong> a, Vector256<ulong> b) => a & b;

        public static Vector256<ulong> Or(Vector256<ulong> a, Vector256<ulong> b) => a | b;

        public static void StorePairs(Vector256<ulong> a, Vector256<ulong> b, ulong* target)
        {
            if (Avx2.IsSupported)
            {
                Vector256<ulong> even = Avx2.UnpackLow(a, b), odd = Avx2.UnpackHigh(a, b);
                Avx2.Permute2x128(even, odd, 0x20).Store(target);
                Avx2.Permute2x128(even, odd, 0x31).Store(target + 4);
            }
            else
            {
                for (int i = 0; i < Count; i++)
                    (target[2 * i], target[2 * i + 1]) = (a[i], b[i]);
            }
        }
    }

    private readonly struct Words128 : IWords<Vector128<ulong>>
    {
        public static int Count => 2;

        public static Vector128<ulong> All(ulong value) => Vector128.Create(value);

        public static Vector128<ulong> Sequence(ulong first) => Vector128.Create(first) + Vector128.Create(0ul, 1);

        public static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b)
        {
            if (Sse2.IsSupported)
                return Sse2.Multiply(a.AsUInt32(), b.AsUInt32());
            if (AdvSimd.IsSupported)
                return AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(a), AdvSimd.ExtractNarrowingLower(b));
            return (a & Vector128.Create((ulong)uint.MaxValue)) * (b & Vector128.Create((ulong)uint.MaxValue));
        }

        public static Vector128<ulong> Upper(Vector128<ulong> a) => a >>> 32;

        public static Vector128<ulong> Lift(Vector128<ulong> a) => a << 32;

        public static Vector128<ulong> Xor(Vector128<ulong> a, Vector128<ulong> b) => a ^ b;

        public static Vector128<ulong> And(Vector128<ulong> a, Vector128<ulong> b) => a & b;

        public static Vector128<ulong> Or(Vector128<ulong> a, Vector128<ulong> b) => a | b;

        public static void StorePairs(Vector128<ulong> a, Vector128<ulong> b, ulong* target) =>
            (target[0], target[1], target[2], target[3]) = (a[0], b[0], a[1], b[1]);
    }
}
