using System.Diagnostics;
using Fathom.Kernels;

namespace Fathom;

/// <summary>What this machine can do at most with some threads, measured in about a third of a second: what a profile's shares refer to.</summary>
/// <param name="Threads">Threads that worked (<see cref="ForkJoin.Threads"/>).</param>
/// <param name="Peak">Floating-point operations a second, float32: nothing but multiply-adds in registers, a multiply-add is two.</param>
/// <param name="Bandwidth">Bytes a second from and to memory: the triad a = b + s·c of STREAM, beyond all caches.</param>
/// <param name="OperationSeconds">What an operation costs in seconds without any work: forward and backward of one on a single number.</param>
public sealed record MachineSpeed(int Threads, double Peak, double Bandwidth, double OperationSeconds)
{
    private const int Chain = 16;
    private const double Seconds = 0.15;

    /// <summary>Measures this machine with as many threads as kernels use now.</summary>
    public static MachineSpeed Measure() => new(ForkJoin.Threads, StreamMeasure.Peak(), StreamMeasure.Bandwidth(), MeasureOperation());

    private static double MeasureOperation()
    {
        var x = Tensor.Parameter([1]);
        double best = double.PositiveInfinity;
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < Seconds)
        {
            long start = Stopwatch.GetTimestamp();
            using (Step.Begin())
            {
                Tensor y = x;
                for (int i = 0; i < Chain; i++)
                    y = -y;
                y.Sum().Backward();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best / (Chain + 1);
    }
}
