using System.Numerics;
using Fathom.Kernels;

namespace Fathom;

/// <summary>sign(w)·max(|w| − threshold, 0), written w − clamp(w, ±threshold): what is nearer to 0 than the threshold becomes exactly 0.</summary>
internal readonly struct SoftThreshold(double threshold) : IMap1
{
    public V At<V, T>(V w)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Toward0<V, T>(w, V.Broadcast(T.CreateTruncating(threshold)));

    public static V Toward0<V, T>(V w, V threshold)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => w - V.Max(-threshold, V.Min(threshold, w));
}

/// <summary>The same with a threshold of each weight's own: rate·min(10, λ₁·reach).</summary>
/// <remarks>The bound lets a weight without gradients, whose reach is next to infinite, fade instead of vanish at once. Where the gradient's pull and the
/// penalty's meet, λ₁·reach is about 1, so that the bound has no say there.</remarks>
internal readonly struct AdaptiveSoftThreshold(double rate, double l1, Reach reach) : IMap2
{
    private const double MostRates = 10;

    public V At<V, T>(V w, V state)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V divisor = V.Fma(Of(reach.Factor), state, Of(reach.Inside));
        divisor = (reach.Root ? V.Sqrt(divisor) : divisor) + Of(reach.Outside);
        return SoftThreshold.Toward0<V, T>(w, Of(rate) * V.Min(Of(MostRates), Of(l1 * reach.Gain) / divisor));

        static V Of(double number) => V.Broadcast(T.CreateTruncating(number));
    }
}
