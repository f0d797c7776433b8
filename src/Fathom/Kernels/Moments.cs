using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Kernels;

/// <summary>Sums over numbers in one pass, accumulated in double: what means, deviations, norms and ranges are made from. Numbers that are not finite are counted apart.</summary>
/// <param name="Count">The finite numbers.</param>
/// <param name="Sum">Σ x.</param>
/// <param name="Squares">Σ x².</param>
/// <param name="Low">The smallest; +∞ of none.</param>
/// <param name="High">The largest; −∞ of none.</param>
/// <param name="NotFinite">The numbers that are NaN or infinite.</param>
internal readonly record struct Moments(long Count, double Sum, double Squares, double Low, double High, long NotFinite)
{
    public static Moments None { get; } = new(0, 0, 0, double.PositiveInfinity, double.NegativeInfinity, 0);

    /// <summary>√Σ x².</summary>
    public double Norm => NotFinite > 0 ? double.NaN : Math.Sqrt(Squares);

    public double Mean => Count == 0 ? double.NaN : Sum / Count;

    /// <summary>√(Σ (x − mean)²/n).</summary>
    public double Deviation => Count == 0 ? double.NaN : Math.Sqrt(Math.Max(0, (Squares - (Sum / Count * Sum)) / Count));

    /// <summary>Of two sets of numbers together.</summary>
    public static Moments operator +(Moments a, Moments b) =>
        new(a.Count + b.Count, a.Sum + b.Sum, a.Squares + b.Squares, Math.Min(a.Low, b.Low), Math.Max(a.High, b.High), a.NotFinite + b.NotFinite);

    public static Moments Of<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Moments all = typeof(T) == typeof(float) ? OfFloats(MemoryMarshal.Cast<T, float>(x)) : OneByOne(x);

        // One number that is not finite spoils the sums: then they are taken without such.
        return double.IsFinite(all.Squares) ? all : OneByOne(x);
    }

    /// <summary>Σ (a − b)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredDistance<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<float> p = MemoryMarshal.Cast<T, float>(a), q = MemoryMarshal.Cast<T, float>(b);
            Vector<double> lower = default, upper = default;
            for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Widen(new Vector<float>(p[i..]) - new Vector<float>(q[i..]), out Vector<double> low, out Vector<double> high);
                lower += low * low;
                upper += high * high;
            }

            sum = Vector.Sum(lower + upper);
        }

        for (; i < a.Length; i++)
        {
            double difference = double.CreateTruncating(a[i] - b[i]);
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>How many of the numbers are nearer than <paramref name="near"/> to <paramref name="low"/> or <paramref name="high"/>, or beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long CountNear<T>(ReadOnlySpan<T> x, double low, double high, double near)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T below = T.CreateTruncating(low + near), above = T.CreateTruncating(high - near);
        long count = 0;
        int i = 0;
        Vector<T> belows = new(below), aboves = new(above);
        while (i <= x.Length - Vector<T>.Count)
        {
            // Counted in the lanes themselves, −1 a hit, for as long as they can hold.
            Vector<T> hits = default;
            for (int end = Math.Min(x.Length - Vector<T>.Count, i + (Vector<T>.Count << 16)); i <= end; i += Vector<T>.Count)
            {
                var v = new Vector<T>(x[i..]);
                hits += Vector.ConditionalSelect(Vector.LessThan(v, belows) | Vector.GreaterThan(v, aboves), Vector<T>.One, Vector<T>.Zero);
            }

            count += long.CreateTruncating(Vector.Sum(hits));
        }

        for (; i < x.Length; i++)
            count += x[i] < below || x[i] > above ? 1 : 0;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Moments OfFloats(ReadOnlySpan<float> x)
    {
        if (x.IsEmpty)
            return None;
        Vector<double> sums = default, sums2 = default, squares = default, squares2 = default;
        Vector<float> lows = new(float.PositiveInfinity), highs = new(float.NegativeInfinity);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var v = new Vector<float>(x[i..]);
            lows = Vector.Min(lows, v);
            highs = Vector.Max(highs, v);
            Vector.Widen(v, out Vector<double> low, out Vector<double> high);
            sums += low;
            sums2 += high;
            squares += low * low;
            squares2 += high * high;
        }

        double sum = Vector.Sum(sums + sums2), square = Vector.Sum(squares + squares2);
        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
            (least, most) = (Math.Min(least, lows[lane]), Math.Max(most, highs[lane]));
        for (; i < x.Length; i++)
        {
            sum += x[i];
            square += (double)x[i] * x[i];
            (least, most) = (Math.Min(least, x[i]), Math.Max(most, x[i]));
        }

        return new Moments(x.Length, sum, square, least, most, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Moments OneByOne<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0, squares = 0, low = double.PositiveInfinity, high = double.NegativeInfinity;
        long count = 0;
        foreach (T value in x)
        {
            double v = double.CreateTruncating(value);
            if (!double.IsFinite(v))
                continue;
            count++;
            sum += v;
            squares += v * v;
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        }

        return new Moments(count, sum, squares, low, high, x.Length - count);
    }
}
