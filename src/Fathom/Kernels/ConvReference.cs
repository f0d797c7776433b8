using System.Numerics;

namespace Fathom.Kernels;

/// <summary>Convolution as it is defined, for comparison with <see cref="Conv"/>: every product of a weight with a place it meets, one after the other.</summary>
internal static class ConvReference
{
    /// <summary>small[k, o] += Σ big[c, o·stride + tap·dilation − before] · weight[k, c, tap].</summary>
    internal static void Down<T>(in ConvShape shape, ReadOnlySpan<T> big, ReadOnlySpan<T> weight, Span<T> small)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (Place p = default; p.Next(shape);)
            small[p.Small] += big[p.Big] * weight[p.Weight];
    }

    /// <summary>big[c, o·stride + tap·dilation − before] += small[k, o] · weight[k, c, tap].</summary>
    internal static void Up<T>(in ConvShape shape, ReadOnlySpan<T> small, ReadOnlySpan<T> weight, Span<T> big)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (Place p = default; p.Next(shape);)
            big[p.Big] += small[p.Small] * weight[p.Weight];
    }

    /// <summary>weight[k, c, tap] += Σ small[k, o] · big[c, o·stride + tap·dilation − before].</summary>
    internal static void Weight<T>(in ConvShape shape, ReadOnlySpan<T> big, ReadOnlySpan<T> small, Span<T> weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (Place p = default; p.Next(shape);)
            weight[p.Weight] += big[p.Big] * small[p.Small];
    }

    /// <summary>All meetings of a weight with a number of each side.</summary>
    private struct Place
    {
        private uint _next;

        public int Big { get; private set; }

        public int Small { get; private set; }

        public int Weight { get; private set; }

        public bool Next(in ConvShape s)
        {
            while (_next < s.N * s.Weights * s.SmallPlane)
            {
                uint i = _next++;
                int ox = Take(ref i, s.Columns.Small), oy = Take(ref i, s.Rows.Small), kx = Take(ref i, s.Columns.Kernel), ky = Take(ref i, s.Rows.Kernel);
                int c = Take(ref i, s.C), k = Take(ref i, s.K), group = Take(ref i, s.Groups), n = (int)i;
                int x = (ox * s.Columns.Stride) + (kx * s.Columns.Dilation) - s.Columns.Before, y = (oy * s.Rows.Stride) + (ky * s.Rows.Dilation) - s.Rows.Before;
                if ((uint)x >= (uint)s.Columns.Big || (uint)y >= (uint)s.Rows.Big)
                    continue;
                Big = (((((((n * s.Groups) + group) * s.C) + c) * s.Rows.Big) + y) * s.Columns.Big) + x;
                Small = (((((((n * s.Groups) + group) * s.K) + k) * s.Rows.Small) + oy) * s.Columns.Small) + ox;
                Weight = (((((((group * s.K) + k) * s.C) + c) * s.Rows.Kernel) + ky) * s.Columns.Kernel) + kx;
                return true;
            }

            return false;
        }

        private static int Take(ref uint index, int length)
        {
            int here = (int)(index % (uint)length);
            index /= (uint)length;
            return here;
        }
    }
}
