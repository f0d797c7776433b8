using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>What one core of this machine can do at most, measured.</summary>
internal static class PeakMeasure
{
    private const int Steps = 4096, Chains = 12;

    /// <summary>Multiply-adds of one core in floating-point operations a second (a multiply-add is two), with the vector width that
    /// <see cref="MatMul"/> uses: the best of many short runs within <paramref name="seconds"/>.</summary>
    internal static double MultiplyAddPeak<T>(double seconds = 0.2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => MatMul.Width switch
        {
            512 => Measure<Vec512<T>, T>(seconds),
            256 => Measure<Vec256<T>, T>(seconds),
            128 => Measure<Vec128<T>, T>(seconds),
            _ => Measure<Vec1<T>, T>(seconds),
        };

    private static double Measure<V, T>(double seconds)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Values stay near 1 (a denormal or an infinity could take another road through the processor).
        T factor = T.CreateChecked(0.5), term = T.CreateChecked(0.5), sum = T.Zero;
        double best = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long t = Stopwatch.GetTimestamp();
            sum += Run<V, T>(factor, term);
            best = Math.Min(best, Stopwatch.GetElapsedTime(t).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return T.IsFinite(sum) ? 2.0 * Steps * Chains * V.Count / best : throw new InvalidOperationException("PeakMeasure: a chain ran away.");
    }

    /// <summary>Independent chains enough to hide the latency of two units; their sum is returned so that none is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Run<V, T>(T factor, T term)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V f = V.Broadcast(factor), t = V.Broadcast(term);
        V c0 = f, c1 = f, c2 = f, c3 = f, c4 = f, c5 = f, c6 = f, c7 = f, c8 = f, c9 = f, c10 = f, c11 = f;
        for (int i = 0; i < Steps; i++)
        {
            c0 = V.MultiplyAdd(c0, f, t);
            c1 = V.MultiplyAdd(c1, f, t);
            c2 = V.MultiplyAdd(c2, f, t);
            c3 = V.MultiplyAdd(c3, f, t);
            c4 = V.MultiplyAdd(c4, f, t);
            c5 = V.MultiplyAdd(c5, f, t);
            c6 = V.MultiplyAdd(c6, f, t);
            c7 = V.MultiplyAdd(c7, f, t);
            c8 = V.MultiplyAdd(c8, f, t);
            c9 = V.MultiplyAdd(c9, f, t);
            c10 = V.MultiplyAdd(c10, f, t);
            c11 = V.MultiplyAdd(c11, f, t);
        }
        return V.Sum(c0 + c1 + (c2 + c3) + (c4 + c5 + (c6 + c7)) + (c8 + c9 + (c10 + c11)));
    }
}
