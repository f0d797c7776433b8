using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>What one core of this machine can do at most, measured.</summary>
internal static class PeakMeasure
{
    private const int Steps = 4096, Chains = 12;

    /// <summary>The peak of one core in floating-point operations a second (a multiply-add is two), with the vector width that
    /// <see cref="MatMul"/> uses: the best of many short bursts within <paramref name="seconds"/>.</summary>
    internal static double MultiplyAddPeak<T>(double seconds = 0.2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double best = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long t = Stopwatch.GetTimestamp();
            Burst<T>();
            best = Math.Min(best, Stopwatch.GetElapsedTime(t).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return BurstWork<T>() / best;
    }

    /// <summary>Floating-point operations in one <see cref="Burst"/>.</summary>
    internal static double BurstWork<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => 2.0 * Steps * Chains * Math.Max(1, MatMul.Width / 8 / Unsafe.SizeOf<T>());

    /// <summary>Nothing but multiply-adds for about 10 µs; returns their sum so that they are not left out.</summary>
    internal static T Burst<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The chains tend to 1: an infinity or a denormal could take another road through the processor.
        T factor = T.CreateChecked(0.5), term = T.CreateChecked(0.5);
        return MatMul.Width switch
        {
            512 => Run<Lanes512<T>, Vector512<T>, T>(factor, term),
            256 => Run<Lanes256<T>, Vector256<T>, T>(factor, term),
            128 => Run<Lanes128<T>, Vector128<T>, T>(factor, term),
            _ => Run<Lanes1<T>, T, T>(factor, term),
        };
    }

    /// <summary>Twelve independent chains: enough to hide the latency of two units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Run<L, V, T>(T factor, T term)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V f = L.Broadcast(factor), t = L.Broadcast(term);
        V c0 = f, c1 = f, c2 = f, c3 = f, c4 = f, c5 = f, c6 = f, c7 = f, c8 = f, c9 = f, c10 = f, c11 = f;
        for (int i = 0; i < Steps; i++)
        {
            L.MultiplyAdd(f, t, ref c0);
            L.MultiplyAdd(f, t, ref c1);
            L.MultiplyAdd(f, t, ref c2);
            L.MultiplyAdd(f, t, ref c3);
            L.MultiplyAdd(f, t, ref c4);
            L.MultiplyAdd(f, t, ref c5);
            L.MultiplyAdd(f, t, ref c6);
            L.MultiplyAdd(f, t, ref c7);
            L.MultiplyAdd(f, t, ref c8);
            L.MultiplyAdd(f, t, ref c9);
            L.MultiplyAdd(f, t, ref c10);
            L.MultiplyAdd(f, t, ref c11);
        }
        return L.Sum(c0) + L.Sum(c1) + L.Sum(c2) + L.Sum(c3) + L.Sum(c4) + L.Sum(c5) + L.Sum(c6) + L.Sum(c7) + L.Sum(c8) + L.Sum(c9) + L.Sum(c10) + L.Sum(c11);
    }
}
