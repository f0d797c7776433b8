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
    private const int PrefetchRows = 16;

    /// <summary>target[p·width + i] = source[p·stride + i] for i &lt; count, else 0: the panel's numbers already lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Copy<L, V, T>(T* source, nint stride, int count, int width, int k, T* target)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int p = 0; p < k; p++)
        {
            int i = 0;
            for (; i <= count - L.Count; i += L.Count)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0(source + PrefetchRows * stride + i);
                L.Store(L.Load(source + i), target + i);
            }
            for (; i <= count - Vector128<T>.Count; i += Vector128<T>.Count)
                Vector128.Store(Vector128.Load(source + i), target + i);
            for (; i < count; i++)
                target[i] = source[i];
            for (; i < width; i++)
                target[i] = T.Zero;
            source += stride;
            target += width;
        }
    }

    /// <summary>target[p·width + i] = source[i·stride + p] for i &lt; count, else 0: the panel is the source turned round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Turn<T>(T* source, nint stride, int count, int width, int k, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i <= count - 4; i += 4)
        {
            T* s0 = source + i * stride, s1 = s0 + stride, s2 = s1 + stride, s3 = s2 + stride, t = target + i;
            int p = 0;
            if (sizeof(T) == 4 && (Sse.IsSupported || AdvSimd.Arm64.IsSupported))
            {
                for (; p <= k - 4; p += 4)
                {
                    Turn4((float*)(s0 + p), (float*)(s1 + p), (float*)(s2 + p), (float*)(s3 + p), (float*)t, width);
                    t += 4 * width;
                }
            }
            for (; p < k; p++)
            {
                t[0] = s0[p];
                t[1] = s1[p];
                t[2] = s2[p];
                t[3] = s3[p];
                t += width;
            }
        }
        for (; i < width; i++)
        {
            T* s = source + i * stride, t = target + i;
            for (int p = 0; p < k; p++)
                t[p * width] = i < count ? s[p] : T.Zero;
        }
    }

    /// <summary>Turns a 4×4 block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn4(float* s0, float* s1, float* s2, float* s3, float* t, nint width)
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
