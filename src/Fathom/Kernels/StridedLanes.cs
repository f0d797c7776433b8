using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>Vectors whose lanes stand <c>stride</c> places apart in a row, the ends of the row guarded. Strides 1 and 2 are moved in vectors, others lane by lane.</summary>
internal static unsafe class StridedLanes
{
    private const int MostLanes = 16;

    /// <summary>row[at], row[at + stride], …; <paramref name="outside"/> where that is not in the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<V, T>(T* row, int length, int at, int stride, T outside)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (stride == 1 && at >= 0 && at + V.Count <= length)
            return V.Load(ref *row, at);
        if (stride == 2 && at >= 0 && at + (2 * V.Count) <= length)
            return V.Even(V.Load(ref *row, at), V.Load(ref *row, at + V.Count));

        // The last lane is the row's last place: one place earlier, two whole vectors are inside.
        if (stride == 2 && at > 0 && at + (2 * V.Count) - 1 <= length)
            return V.Odd(V.Load(ref *row, at - 1), V.Load(ref *row, at - 1 + V.Count));
        return Gather<V, T>(row, length, at, stride, outside);
    }

    /// <summary>row[at] += lane 0, row[at + stride] += lane 1, …; lanes that fall outside the row are dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<V, T>(V value, T* row, int length, int at, int stride)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (stride == 1 && at >= 0 && at + V.Count <= length)
            V.Store(V.Load(ref *row, at) + value, ref *row, at);
        else
            Scatter<V, T>(value, row, length, at, stride);
    }

    /// <summary>What two calls of Add with stride 2 do, at <paramref name="at"/> and one place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddPair<V, T>(V first, V second, T* row, int length, int at)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (at >= 0 && at + (2 * V.Count) <= length)
        {
            V.Store(V.Load(ref *row, at) + V.ZipLower(first, second), ref *row, at);
            V.Store(V.Load(ref *row, at + V.Count) + V.ZipUpper(first, second), ref *row, at + V.Count);
        }
        else
        {
            Scatter<V, T>(first, row, length, at, 2);
            Scatter<V, T>(second, row, length, at + 1, 2);
        }
    }

    private static V Gather<V, T>(T* row, int length, int at, int stride, T outside)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* lanes = stackalloc T[MostLanes];
        for (int lane = 0; lane < V.Count; lane++)
        {
            long place = at + ((long)lane * stride);
            lanes[lane] = place >= 0 && place < length ? row[place] : outside;
        }

        return V.Load(ref *lanes, 0);
    }

    private static void Scatter<V, T>(V value, T* row, int length, int at, int stride)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* lanes = stackalloc T[MostLanes];
        V.Store(value, ref *lanes, 0);
        for (int lane = 0; lane < V.Count; lane++)
        {
            long place = at + ((long)lane * stride);
            if (place >= 0 && place < length)
                row[place] += lanes[lane];
        }
    }
}
