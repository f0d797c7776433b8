using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>
/// Batch normalization of (N, C, L), one channel after another: all passes over a channel follow at once, while it is in the cache, so that
/// memory is read and written once. Channels are shared among threads.
/// </summary>
/// <remarks>Sums of <see cref="Chunk"/> vectors are added up in double. Needs channels that are not short: see <see cref="Least"/>.</remarks>
internal static unsafe class ChannelNorm
{
    /// <summary>From this many places of a channel in one example on this is the faster way.</summary>
    public const int Least = 16;

    private const int Chunk = 128;

    /// <summary>What is summed over a channel, in up to two sums.</summary>
    private interface ISums
    {
        static abstract bool ReadsGradient { get; }

        static abstract void Add<V, T>(V x, V dy, V mean, ref V first, ref V second)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>;
    }

    /// <summary>y = (x − mean)·r·w + b of each channel, with its mean, biased variance and r = 1/√(variance + eps); w and b may be absent.
    /// With <paramref name="rectify"/> what is below 0 becomes 0, after <paramref name="shortcut"/> is added where there is one.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> b, ReadOnlySpan<T> shortcut, Span<T> y, Span<T> mean, Span<T> variance, Span<T> r, int n, int c, int l, double eps, bool rectify)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x, pw = w, pb = b, ps = shortcut, py = y, pm = mean, pv = variance, pr = r)
            Run<ForwardJob<T>, T>(new(new Places<T>(px, n, c, l), pw, pb, ps, py, pm, pv, pr, eps, rectify), n, c, l);
    }

    /// <summary>dx (or dx += with <paramref name="add"/>; empty where nobody wants it), Σ dy and Σ dy·z of each channel, z = (x − mean)·r.
    /// Where <paramref name="y"/>, the result of a rectified norm, is given, dy counts where y &gt; 0 only; that part of it is left in <paramref name="passed"/>, which may be dx.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> y, Span<T> passed, ReadOnlySpan<T> w, ReadOnlySpan<T> mean, ReadOnlySpan<T> r, Span<T> dx, bool add, Span<T> sum, Span<T> sumZ, int n, int c, int l)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x, pdy = dy, py = y, pp = passed, pw = w, pm = mean, pr = r, pdx = dx, ps = sum, pz = sumZ)
            Run<BackwardJob<T>, T>(new(new Places<T>(px, n, c, l), pdy, py, pp, pw, pm, pr, pdx, add, ps, pz), n, c, l);
    }

    private static void Run<J, T>(J job, int n, int c, int l)
        where J : struct, IChannelJob<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int together = (int)Math.Clamp(Elementwise.Piece / ((long)n * l), 1, Math.Max(1, c));
        ForkJoin.Run((c + together - 1) / together, new ChannelsJob<J, T>(job, c, together));
    }

    /// <summary>Two sums over one channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double First, double Second) Sums<V, T, S>(in Places<T> x, T* dy, int channel, T mean)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where S : struct, ISums
    {
        V center = V.Broadcast(mean);
        Vec1<T> centerOne = Vec1<T>.Broadcast(mean);
        double first = 0, second = 0;
        int length = x.L;
        int count = 0;
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        Vec1<T> e = Vec1<T>.Zero, f = Vec1<T>.Zero;
        for (int n = 0; n < x.N; n++)
        {
            nint start = x.At(n, channel);
            int most = Chunk * V.Count;
            for (int from = 0; from < length; from += most)
            {
                // Flushed before the sums in vectors grow long: at least every chunk, whether planes are short or long.
                int part = Math.Min(most, length - from);
                if (count + part > most)
                    Flush(ref first, ref second, ref count, ref a, ref b, ref c, ref d, ref e, ref f);
                count += part;
                T* px = x.X + start + from, pg = S.ReadsGradient ? dy + start + from : px;
                int i = 0;
                for (; i <= part - (2 * V.Count); i += 2 * V.Count)
                {
                    S.Add<V, T>(V.Load(ref *px, i), V.Load(ref *pg, i), center, ref a, ref b);
                    S.Add<V, T>(V.Load(ref *px, i + V.Count), V.Load(ref *pg, i + V.Count), center, ref c, ref d);
                }

                for (; i <= part - V.Count; i += V.Count)
                    S.Add<V, T>(V.Load(ref *px, i), V.Load(ref *pg, i), center, ref a, ref b);
                for (; i < part; i++)
                    S.Add<Vec1<T>, T>(Vec1<T>.Load(ref *px, i), Vec1<T>.Load(ref *pg, i), centerOne, ref e, ref f);
            }
        }

        Flush(ref first, ref second, ref count, ref a, ref b, ref c, ref d, ref e, ref f);
        return (first, second);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Flush(ref double first, ref double second, ref int count, ref V a, ref V b, ref V c, ref V d, ref Vec1<T> e, ref Vec1<T> f)
        {
            first += double.CreateTruncating(V.Sum(a + c)) + double.CreateTruncating(Vec1<T>.Sum(e));
            second += double.CreateTruncating(V.Sum(b + d)) + double.CreateTruncating(Vec1<T>.Sum(f));
            a = b = c = d = V.Zero;
            e = f = Vec1<T>.Zero;
            count = 0;
        }
    }

    /// <summary>Where the planes of a channel stand.</summary>
    internal readonly struct Places<T>(T* x, int n, int c, int l)
        where T : unmanaged
    {
        public readonly T* X = x;

        public readonly int N = n, L = l;

        public int Count => N * L;

        public nint At(int example, int channel) => (((nint)example * c) + channel) * L;
    }

    /// <summary>All passes over one channel at a chosen vector width.</summary>
    internal interface IChannelJob<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        void Channel<V>(int c)
            where V : struct, IVec<V, T>;
    }

    private readonly struct ChannelsJob<J, T>(J job, int channels, int together) : IJob
        where J : struct, IChannelJob<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            for (int c = piece * together; c < Math.Min(channels, (piece + 1) * together); c++)
            {
                if (Vector512.IsHardwareAccelerated)
                    job.Channel<Vec512<T>>(c);
                else if (Vector256.IsHardwareAccelerated)
                    job.Channel<Vec256<T>>(c);
                else if (Vector128.IsHardwareAccelerated)
                    job.Channel<Vec128<T>>(c);
                else
                    job.Channel<Vec1<T>>(c);
            }
        }
    }

    internal readonly struct ForwardJob<T>(Places<T> x, T* w, T* b, T* shortcut, T* y, T* mean, T* variance, T* r, double eps, bool rectify) : IChannelJob<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Places<T> _x = x;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Channel<V>(int c)
            where V : struct, IVec<V, T>
        {
            T center = T.CreateTruncating(Sums<V, T, Sum>(_x, null, c, T.Zero).First / _x.Count);
            double spread = Sums<V, T, Deviation>(_x, null, c, center).First / _x.Count;
            (mean[c], variance[c]) = (center, T.CreateTruncating(spread));
            r[c] = T.One / T.Sqrt(variance[c] + T.CreateTruncating(eps));
            var line = new Line(double.CreateTruncating(center), double.CreateTruncating(w == null ? r[c] : r[c] * w[c]), b == null ? 0 : double.CreateTruncating(b[c]));
            for (int n = 0; n < _x.N; n++)
            {
                nint at = _x.At(n, c);
                if (!rectify)
                    Elementwise.Row<V, T, Reads1<Line>>(new(line), _x.X + at, false, null, false, null, false, y + at, _x.L, false);
                else if (shortcut == null)
                    Elementwise.Row<V, T, Reads1<RectifiedLine>>(new(new(line)), _x.X + at, false, null, false, null, false, y + at, _x.L, false);
                else
                    Elementwise.Row<V, T, Reads2<RectifiedLine>>(new(new(line)), _x.X + at, false, shortcut + at, false, null, false, y + at, _x.L, false);
            }
        }
    }

    internal readonly struct BackwardJob<T>(Places<T> x, T* dy, T* y, T* passed, T* w, T* mean, T* r, T* dx, bool add, T* sum, T* sumZ) : IChannelJob<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Places<T> _x = x;
        private readonly T* _dy = dy;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Channel<V>(int c)
            where V : struct, IVec<V, T>
        {
            T* dy = _dy;
            if (y != null)
            {
                for (int n = 0; n < _x.N; n++)
                    Elementwise.Row<V, T, Reads2<Passed>>(default, y + _x.At(n, c), false, dy + _x.At(n, c), false, null, false, passed + _x.At(n, c), _x.L, false);
                dy = passed;
            }

            (double total, double product) = Sums<V, T, Gradient>(_x, dy, c, mean[c]);
            double root = double.CreateTruncating(r[c]), slope = w == null ? root : root * double.CreateTruncating(w[c]);
            sum[c] = T.CreateTruncating(total);
            sumZ[c] = T.CreateTruncating(product * root);
            if (dx == null)
                return;

            // slope · (dy − mean dy − (x − mean)·r²·mean(dy·(x − mean))) as two multiply-adds.
            var line = new TwoLines(double.CreateTruncating(mean[c]), slope, -slope * root * root * product / _x.Count, -slope * total / _x.Count);
            for (int n = 0; n < _x.N; n++)
            {
                nint at = _x.At(n, c);
                Elementwise.Row<V, T, Reads2<TwoLines>>(new(line), _x.X + at, false, dy + at, false, null, false, dx + at, _x.L, add);
            }
        }
    }

    private readonly struct Sum : ISums
    {
        public static bool ReadsGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add<V, T>(V x, V dy, V mean, ref V first, ref V second)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => first += x;
    }

    private readonly struct Deviation : ISums
    {
        public static bool ReadsGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add<V, T>(V x, V dy, V mean, ref V first, ref V second)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => first = V.Fma(x - mean, x - mean, first);
    }

    /// <summary>Σ dy and Σ dy·(x − mean).</summary>
    private readonly struct Gradient : ISums
    {
        public static bool ReadsGradient => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add<V, T>(V x, V dy, V mean, ref V first, ref V second)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            first += dy;
            second = V.Fma(dy, x - mean, second);
        }
    }

    /// <summary>(x − mean)·slope + shift.</summary>
    private readonly struct Line(double mean, double slope, double shift) : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V At<V, T>(V x)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.Fma(x - VecMath.Of<V, T>(mean), VecMath.Of<V, T>(slope), VecMath.Of<V, T>(shift));
    }

    /// <summary>A line, perhaps with a shortcut added, and nothing below 0.</summary>
    private readonly struct RectifiedLine(Line line) : IMap1, IMap2
    {
        private readonly Line _line = line;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Max(_line.At<V, T>(x), V.Zero);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V shortcut) => V.Max(_line.At<V, T>(x) + shortcut, V.Zero);
    }

    /// <summary>The gradient that a rectifier lets through: dy where y &gt; 0.</summary>
    private readonly struct Passed : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V dy) => V.Select(V.GreaterThanOrEqual(V.Zero, y), V.Zero, dy);
    }

    /// <summary>dy·slope + (x − mean)·tilt + shift.</summary>
    private readonly struct TwoLines(double mean, double slope, double tilt, double shift) : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) =>
            V.Fma(dy, VecMath.Of<V, T>(slope), V.Fma(x - VecMath.Of<V, T>(mean), VecMath.Of<V, T>(tilt), VecMath.Of<V, T>(shift)));
    }
}
