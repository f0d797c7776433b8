using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>Max pooling where windows of 2×2 stand side by side, the usual kind: every number is read once, and on the way back written once.</summary>
/// <remarks>
/// <para>What <see cref="MaxPooling{T}"/> and <see cref="PoolGradient{T}"/> give, bit for bit, without their guards, clearing and adding. A row's last vector is
/// moved back until it fits; what it shares with the one before is the same.</para>
/// <para>Bound by memory: 6 numbers move for four read forward, 6 backward.</para>
/// </remarks>
internal static unsafe class HalfPooling
{
    /// <summary>Whether the windows are of this kind, and rows hold a vector.</summary>
    public static bool Suits(in Window high, in Window wide) =>
        high is { Kernel: 2, Stride: 2, Padding: 0, Dilation: 1 } && wide is { Kernel: 2, Stride: 2, Padding: 0, Dilation: 1 }
        && 2 * high.Output <= high.Input && 2 * wide.Output <= wide.Input && wide.Output >= 4 && Vector128.IsHardwareAccelerated;

    /// <summary>The largest number of each window and its tap.</summary>
    public static void Forward<T>(in Window high, in Window wide, int planes, T* x, T* y, T* tap)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(new Job<T>(high, wide, planes, x, y, tap, null));

    /// <summary>dx = dy at the chosen taps, 0 elsewhere.</summary>
    public static void Backward<T>(in Window high, in Window wide, int planes, T* dy, T* tap, T* dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(new Job<T>(high, wide, planes, null, dy, tap, dx));

    private static void Run<T>(in Job<T> job)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ForkJoin.Run(job.Pieces, job);

    /// <summary>Planes <paramref name="from"/> … <paramref name="to"/> − 1 forward, at a chosen vector width; a row must hold a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<V, T>(Window high, Window wide, int from, int to, T* x, T* y, T* tap)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Broadcast(T.One), two = one + one, three = two + one;
        for (int plane = from; plane < to; plane++)
        {
            for (int row = 0; row < high.Output; row++)
            {
                T* line = x + ((((nint)plane * high.Input) + (2 * row)) * wide.Input);
                nint target = (((nint)plane * high.Output) + row) * wide.Output;
                for (int at = 0; at < wide.Output; at += V.Count)
                {
                    int j = Math.Min(at, wide.Output - V.Count);
                    V a = V.Load(ref *line, 2 * j), b = V.Load(ref *line, (2 * j) + V.Count);
                    V c = V.Load(ref *line, wide.Input + (2 * j)), d = V.Load(ref *line, wide.Input + (2 * j) + V.Count);
                    V best = V.Even(a, b), chosen = V.Zero;
                    See(V.Odd(a, b), one, ref best, ref chosen);
                    See(V.Even(c, d), two, ref best, ref chosen);
                    See(V.Odd(c, d), three, ref best, ref chosen);
                    V.Store(best, ref *y, target + j);
                    V.Store(chosen, ref *tap, target + j);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void See(V seen, V number, ref V best, ref V chosen)
        {
            chosen = V.Select(V.GreaterThan(seen, best), number, V.Select(V.EqualTo(seen, seen), chosen, number));
            best = V.Max(best, seen);
        }
    }

    /// <summary>Planes <paramref name="from"/> … <paramref name="to"/> − 1 backward, at a chosen vector width; a row must hold a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<V, T>(Window high, Window wide, int from, int to, T* dy, T* tap, T* dx)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Broadcast(T.One), two = one + one, three = two + one;
        for (int plane = from; plane < to; plane++)
        {
            T* line = dx + ((nint)plane * high.Input * wide.Input);
            for (int row = 0; row < high.Output; row++, line += 2 * wide.Input)
            {
                nint source = (((nint)plane * high.Output) + row) * wide.Output;
                for (int at = 0; at < wide.Output; at += V.Count)
                {
                    int j = Math.Min(at, wide.Output - V.Count);
                    V gradient = V.Load(ref *dy, source + j), chosen = V.Load(ref *tap, source + j);
                    V a = V.Select(V.EqualTo(chosen, V.Zero), gradient, V.Zero), b = V.Select(V.EqualTo(chosen, one), gradient, V.Zero);
                    V c = V.Select(V.EqualTo(chosen, two), gradient, V.Zero), d = V.Select(V.EqualTo(chosen, three), gradient, V.Zero);
                    V.Store(V.ZipLower(a, b), ref *line, 2 * j);
                    V.Store(V.ZipUpper(a, b), ref *line, (2 * j) + V.Count);
                    V.Store(V.ZipLower(c, d), ref *line, wide.Input + (2 * j));
                    V.Store(V.ZipUpper(c, d), ref *line, wide.Input + (2 * j) + V.Count);
                }

                if (2 * wide.Output < wide.Input)
                    line[wide.Input - 1] = line[(2 * wide.Input) - 1] = T.Zero;
            }

            new Span<T>(line, (high.Input - (2 * high.Output)) * wide.Input).Clear();
        }
    }

    private readonly struct Job<T>(Window high, Window wide, int planes, T* x, T* y, T* tap, T* dx) : IJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int _together = (int)Math.Clamp(Elementwise.Piece / Math.Max(1, (long)high.Input * wide.Input), 1, Math.Max(1, planes));

        public int Pieces => (planes + _together - 1) / _together;

        public void Run(int piece)
        {
            int from = piece * _together, to = Math.Min(planes, from + _together);
            if (Vector512.IsHardwareAccelerated && wide.Output >= Vector512<T>.Count)
                Planes<Vec512<T>>(from, to);
            else if (Vector256.IsHardwareAccelerated && wide.Output >= Vector256<T>.Count)
                Planes<Vec256<T>>(from, to);
            else
                Planes<Vec128<T>>(from, to);
        }

        private void Planes<V>(int from, int to)
            where V : struct, IVec<V, T>
        {
            if (dx == null)
                Forward<V, T>(high, wide, from, to, x, y, tap);
            else
                Backward<V, T>(high, wide, from, to, y, tap, dx);
        }
    }
}
