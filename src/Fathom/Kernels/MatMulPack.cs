using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Kernels;

/// <summary>Copies an operand into panels: <c>width</c> neighbouring rows of op(A), or columns of op(B), stored so that step p of the sum
/// finds its <c>width</c> numbers side by side. What is missing at the edge is filled with zeros.</summary>
internal static unsafe class MatMulPack
{
    // Rows of a large operand lie pages apart, where the processor's own prefetching does not follow.
    private const int PrefetchRows = 8;

    // Floats of a cache line.
    private const int Line = 16;

    // Narrow panels that are filled together: a row of the source is left only when several lines of it are used up.
    private const int Neighbours = 8;

    /// <summary>Panels side by side, step by step: target[(c / width · k + p) · width + c % width] = source[p·stride + c] for c &lt; count, else 0.</summary>
    /// <remarks>Rows of the source are read along and written to all panels, so that few pages are in use at a time.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Copy<L, V, T>(T* source, nint stride, int count, int width, int k, T* target)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint panel = (nint)width * k;
        for (int p = 0; p < k; p++)
        {
            T* to = target;
            int c = 0;
            for (; c <= count - width; c += width)
            {
                for (int i = 0; i < width; i += L.Count)
                {
                    if (Sse.IsSupported)
                        Sse.Prefetch0(source + (PrefetchRows * stride) + c + i);
                    L.Store(L.Load(source + c + i), to + i);
                }

                to += panel;
            }

            if (c < count)
                Edge(source + c, count - c, width, to);
            source += stride;
            target += width;
        }
    }

    /// <summary>As <see cref="Copy"/> for panels narrower than a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CopyNarrow<T>(T* source, nint stride, int count, int width, int k, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int group = 0; group < count; group += Neighbours * width)
        {
            T* from = source + group, to = target + (group * (nint)k);
            int end = Math.Min(count - group, Neighbours * width);
            for (int p = 0; p < k; p++)
            {
                if (Sse.IsSupported)
                {
                    for (int c = 0; c < end; c += Line)
                        Sse.Prefetch0(from + (PrefetchRows * stride) + c);
                }

                T* panel = to;
                for (int c = 0; c < end; c += width)
                {
                    Edge(from + c, Math.Min(width, end - c), width, panel);
                    panel += width * (nint)k;
                }

                from += stride;
                to += width;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Edge<T>(T* source, int count, int width, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i <= count - Vector128<T>.Count; i += Vector128<T>.Count)
            Vector128.Store(Vector128.Load(source + i), target + i);
        for (; i < count; i++)
            target[i] = source[i];
        for (; i < width; i++)
            target[i] = T.Zero;
    }

    /// <summary>target[p·width + i] = source[i·stride + p] for i &lt; count, else 0: the panel is the source turned round.</summary>
    /// <remarks>A cache line of each row is used up before the next is touched: rows may lie so that only a few lines of them fit the cache.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Turn<T>(T* source, nint stride, int count, int width, int k, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int first = 0;
        if (sizeof(T) == 4 && Avx512F.IsSupported && count % Line == 0)
        {
            for (; first <= k - Line; first += Line)
            {
                for (int i = 0; i < count; i += Line)
                    Turn16((float*)(source + (i * stride) + first), stride, (float*)(target + ((nint)first * width) + i), width);
            }
        }
        else if (sizeof(T) == 4 && (Sse.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            for (; first <= k - Line; first += Line)
            {
                for (int i = 0; i <= count - 4; i += 4)
                {
                    T* s0 = source + (i * stride) + first, s1 = s0 + stride, s2 = s1 + stride, s3 = s2 + stride, t = target + ((nint)first * width) + i;
                    if (Sse.IsSupported)
                    {
                        Sse.Prefetch0(s0 + (4 * Line));
                        Sse.Prefetch0(s1 + (4 * Line));
                        Sse.Prefetch0(s2 + (4 * Line));
                        Sse.Prefetch0(s3 + (4 * Line));
                    }

                    for (int p = 0; p < Line; p += 4)
                        Turn4((float*)(s0 + p), (float*)(s1 + p), (float*)(s2 + p), (float*)(s3 + p), (float*)(t + ((nint)p * width)), width);
                }
            }
        }

        // What is left: the last steps of whole groups of four rows, and the last rows.
        int whole = first == 0 ? 0 : count / 4 * 4;
        for (int i = 0; i < width; i++)
        {
            T* s = source + (i * stride), t = target + i;
            for (int p = i < whole ? first : 0; p < k; p++)
                t[p * (nint)width] = i < count ? s[p] : T.Zero;
        }
    }

    /// <summary>Turns a 4×4 block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Turn4(float* s0, float* s1, float* s2, float* s3, float* t, nint width)
    {
        Vector128<float> r0 = Vector128.Load(s0), r1 = Vector128.Load(s1), r2 = Vector128.Load(s2), r3 = Vector128.Load(s3);
        Vector128<float> a, b, c, d;
        if (Sse.IsSupported)
        {
            a = Sse.UnpackLow(r0, r1);
            b = Sse.UnpackHigh(r0, r1);
            c = Sse.UnpackLow(r2, r3);
            d = Sse.UnpackHigh(r2, r3);
            Sse.MoveLowToHigh(a, c).Store(t);
            Sse.MoveHighToLow(c, a).Store(t + width);
            Sse.MoveLowToHigh(b, d).Store(t + 2 * width);
            Sse.MoveHighToLow(d, b).Store(t + 3 * width);
        }
        else
        {
            a = AdvSimd.Arm64.ZipLow(r0, r2);
            b = AdvSimd.Arm64.ZipHigh(r0, r2);
            c = AdvSimd.Arm64.ZipLow(r1, r3);
            d = AdvSimd.Arm64.ZipHigh(r1, r3);
            AdvSimd.Arm64.ZipLow(a, c).Store(t);
            AdvSimd.Arm64.ZipHigh(a, c).Store(t + width);
            AdvSimd.Arm64.ZipLow(b, d).Store(t + 2 * width);
            AdvSimd.Arm64.ZipHigh(b, d).Store(t + 3 * width);
        }
    }

    /// <summary>Turns a 16×16 block: pairs, fours, then quarters of registers change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn16(float* s, nint stride, float* t, nint width)
    {
        var a0 = Fours(s, stride, out Vector512<float> a1, out Vector512<float> a2, out Vector512<float> a3);
        var b0 = Fours(s + (4 * stride), stride, out Vector512<float> b1, out Vector512<float> b2, out Vector512<float> b3);
        var c0 = Fours(s + (8 * stride), stride, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3);
        var d0 = Fours(s + (12 * stride), stride, out Vector512<float> d1, out Vector512<float> d2, out Vector512<float> d3);
        Quarters(a0, b0, c0, d0, t, width);
        Quarters(a1, b1, c1, d1, t + width, width);
        Quarters(a2, b2, c2, d2, t + (2 * width), width);
        Quarters(a3, b3, c3, d3, t + (3 * width), width);
    }

    /// <summary>Four rows: the quarter q of result i holds column 4q + i of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fours(float* s, nint stride, out Vector512<float> one, out Vector512<float> two, out Vector512<float> three)
    {
        Vector512<float> r0 = Vector512.Load(s), r1 = Vector512.Load(s + stride), r2 = Vector512.Load(s + (2 * stride)), r3 = Vector512.Load(s + (3 * stride));
        Vector512<double> low01 = Avx512F.UnpackLow(r0, r1).AsDouble(), high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(r2, r3).AsDouble(), high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
        one = Avx512F.UnpackHigh(low01, low23).AsSingle();
        two = Avx512F.UnpackLow(high01, high23).AsSingle();
        three = Avx512F.UnpackHigh(high01, high23).AsSingle();
        return Avx512F.UnpackLow(low01, low23).AsSingle();
    }

    /// <summary>Writes columns 0, 4, 8, 12 of sixteen rows, of which each operand holds four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* t, nint width)
    {
        const byte even = 0b10_00_10_00, odd = 0b11_01_11_01;
        Vector512<float> ab02 = Avx512F.Shuffle4x128(a, b, even), cd02 = Avx512F.Shuffle4x128(c, d, even);
        Vector512<float> ab13 = Avx512F.Shuffle4x128(a, b, odd), cd13 = Avx512F.Shuffle4x128(c, d, odd);
        Avx512F.Shuffle4x128(ab02, cd02, even).Store(t);
        Avx512F.Shuffle4x128(ab13, cd13, even).Store(t + (4 * width));
        Avx512F.Shuffle4x128(ab02, cd02, odd).Store(t + (8 * width));
        Avx512F.Shuffle4x128(ab13, cd13, odd).Store(t + (12 * width));
    }
}
