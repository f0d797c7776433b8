using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>How fast this machine's threads read, or copy, memory of a size again and again: the size decides which cache it comes from.</summary>
/// <remarks>Bytes are those that the program reads and writes; that a store first fetches its line is not counted. The best of many rounds.</remarks>
internal static unsafe class Bandwidth
{
    private const double Seconds = 0.06;

    /// <summary>What one piece moves before it is done, at least: many times what handing it over costs.</summary>
    private const long PieceBytes = 1 << 22;

    /// <summary>Bytes a second of reading <paramref name="bytes"/>, which the threads share.</summary>
    public static double Read(long bytes) => Best(bytes, copies: false);

    /// <summary>Bytes a second, read and written together, of copying one half of <paramref name="bytes"/> to the other.</summary>
    public static double Copy(long bytes) => Best(bytes, copies: true);

    private static double Best(long bytes, bool copies)
    {
        int threads = ForkJoin.Threads;
        nint part = (nint)(bytes / threads / sizeof(float) / 256 * 256);
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)(part * threads * sizeof(float)), 4096);
        try
        {
            new Span<byte>(memory, checked((int)(part * threads * sizeof(float)))).Clear();
            int repeats = (int)Math.Max(1, PieceBytes / (part * sizeof(float)));
            var job = new Job(memory, part, repeats, copies);
            double best = double.PositiveInfinity;
            long start = Stopwatch.GetTimestamp();
            do
            {
                long t = Stopwatch.GetTimestamp();
                ForkJoin.Run(threads, job);
                best = Math.Min(best, Stopwatch.GetElapsedTime(t).TotalSeconds);
            }
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds);
            return (double)part * sizeof(float) * threads * repeats / best;
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>A piece is one thread's own part, again and again.</summary>
    private readonly struct Job(float* memory, nint part, int repeats, bool copies) : IJob
    {
        public void Run(int piece)
        {
            float* own = memory + (piece * part);
            for (int i = 0; i < repeats; i++)
            {
                if (Vector512.IsHardwareAccelerated)
                    Once<Vec512<float>>(own);
                else if (Vector256.IsHardwareAccelerated)
                    Once<Vec256<float>>(own);
                else
                    Once<Vec128<float>>(own);
            }
        }

        private void Once<V>(float* own)
            where V : struct, IVec<V, float>
        {
            if (copies)
                CopyOnce<V>(own, own + (part / 2), part / 2);
            else
                ReadOnce<V>(own, part);
        }

        /// <summary>Four independent sums: enough for two loads a cycle.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void ReadOnce<V>(float* x, nint n)
            where V : struct, IVec<V, float>
        {
            V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
            for (nint i = 0; i <= n - (4 * V.Count); i += 4 * V.Count)
            {
                a += V.Load(ref x[i], 0);
                b += V.Load(ref x[i], V.Count);
                c += V.Load(ref x[i], 2 * V.Count);
                d += V.Load(ref x[i], 3 * V.Count);
            }

            // Memory of zeros stays memory of zeros; the sum is used, so it is computed.
            V.Store(a + b + c + d, ref *x, 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void CopyOnce<V>(float* x, float* y, nint n)
            where V : struct, IVec<V, float>
        {
            for (nint i = 0; i <= n - (4 * V.Count); i += 4 * V.Count)
            {
                V.Store(V.Load(ref x[i], 0), ref y[i], 0);
                V.Store(V.Load(ref x[i], V.Count), ref y[i], V.Count);
                V.Store(V.Load(ref x[i], 2 * V.Count), ref y[i], 2 * V.Count);
                V.Store(V.Load(ref x[i], 3 * V.Count), ref y[i], 3 * V.Count);
            }
        }
    }
}
