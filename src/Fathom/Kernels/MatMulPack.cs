using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>Copies an operand into panels: <c>width</c> neighbouring rows of op(A), or columns of op(B), stored so that step p of the sum
/// finds its <c>width</c> numbers side by side. What is missing at the edge is filled with zeros.</summary>
internal static unsafe class MatMulPack
{
    /// <summary>target[p·width + i] = source[p·stride + i] for i &lt; count, else 0: the panel's numbers already lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Copy<V, T>(T* source, nint stride, int count, int width, int k, T* target)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int p = 0; p < k; p++)
        {
            int i = 0;
            for (; i <= count - V.Count; i += V.Count)
                V.Store(V.Load(in *source, i), ref *target, i);
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
            T* s = source + i * stride, t = target + i;
            for (int p = 0; p < k; p++)
            {
                t[0] = s[p];
                t[1] = s[p + stride];
                t[2] = s[p + 2 * stride];
                t[3] = s[p + 3 * stride];
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
}
