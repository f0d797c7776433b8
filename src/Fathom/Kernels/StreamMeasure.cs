using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Fathom.Kernels;

/// <summary>What the memory of this machine gives, and what its processors do together, measured with the threads that kernels use.</summary>
/// <remarks>The triad a = b + s·c of McCalpin's STREAM (1995): two numbers read and one written, counted as three.</remarks>
internal static unsafe class StreamMeasure
{
    /// <summary>Elements of each of the three arrays: 192 MiB together, beyond any usual cache of the third level.</summary>
    private const int Length = 1 << 24;

    private const int Piece = 1 << 16;
    private const int BurstsAPiece = 8;

    /// <summary>Bytes a second between processors and memory: the best of several passes within <paramref name="seconds"/>.</summary>
    public static double Bandwidth(double seconds = 0.15)
    {
        float* all = (float*)NativeMemory.AlignedAlloc(3 * (nuint)Length * sizeof(float), 64);
        try
        {
            // The first touch brings the pages in.
            new Span<float>(all, Length).Fill(0);
            new Span<float>(all + Length, Length).Fill(1);
            new Span<float>(all + (2 * (nint)Length), Length).Fill(2);
            return 3.0 * Length * sizeof(float) / Best(seconds, Length / Piece, new Triad(all));
        }
        finally
        {
            NativeMemory.AlignedFree(all);
        }
    }

    /// <summary>Floating-point operations a second that all threads reach together.</summary>
    public static double Peak(double seconds = 0.1)
    {
        int pieces = 4 * ForkJoin.Threads;
        return pieces * BurstsAPiece * PeakMeasure.BurstWork<float>() / Best(seconds, pieces, default(Bursts));
    }

    private static double Best<TJob>(double seconds, int pieces, in TJob job)
        where TJob : struct, IJob
    {
        double best = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long t = Stopwatch.GetTimestamp();
            ForkJoin.Run(pieces, job);
            best = Math.Min(best, Stopwatch.GetElapsedTime(t).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return best;
    }

    private readonly struct Triad(float* all) : IJob
    {
        public void Run(int piece)
        {
            float* a = all + ((nint)piece * Piece);
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(a + (2 * (nint)Length), Piece), 3f, new ReadOnlySpan<float>(a + Length, Piece), new Span<float>(a, Piece));
        }
    }

    private readonly struct Bursts : IJob
    {
        public void Run(int piece)
        {
            for (int i = 0; i < BurstsAPiece; i++)
                PeakMeasure.Burst<float>();
        }
    }
}
