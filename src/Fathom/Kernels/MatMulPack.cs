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
        for (int c = 0; c < count; c += width)
        {
            T* from = source + c;
            for (int p = 0; p < k; p++)
            {
                Edge(from, Math.Min(width, count - c), width, target);
                from += stride;
                target += width;
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
        if (sizeof(T) == 4 && (Sse.IsSupported || AdvSimd.Arm64.IsSupported))
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
}
