using System.Numerics;
using Fathom.Kernels;

namespace Fathom;

/// <summary>sign(w)·max(|w| − threshold, 0), written w − clamp(w, ±threshold): what is nearer to 0 than the threshold becomes exactly 0.</summary>
internal readonly struct SoftThreshold(double threshold) : IMap1
{
    public V At<V, T>(V w)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V limit = V.Broadcast(T.CreateTruncating(threshold));
        return w - V.Max(-limit, V.Min(limit, w));
    }
}
