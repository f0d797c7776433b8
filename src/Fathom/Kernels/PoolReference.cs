using System.Numerics;

namespace Fathom.Kernels;

/// <summary>Pooling as it is defined, one window and one number after another: what the kernels in vectors are compared with.</summary>
internal static class PoolReference
{
    /// <summary>The largest number under each window and its place in the plane.</summary>
    public static void Max<T>(Window high, Window wide, ReadOnlySpan<T> x, Span<T> y, Span<long> places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            (int plane, int row, int column) = Place(i, high, wide);
            (T best, long at) = (T.NegativeInfinity, -1);
            foreach ((int h, int w) in Taps(high, wide, row, column))
            {
                long place = ((long)h * wide.Input) + w;
                T value = x[(int)((plane * (long)high.Input * wide.Input) + place)];
                if (at < 0 || value > best || T.IsNaN(value))
                    (best, at) = (value, place);
            }

            (y[i], places[i]) = (best, at);
        }
    }

    /// <summary>The sum under each window divided by <paramref name="divisor"/> or, when that is 0, by the number of its taps; those in the padding count where asked for.</summary>
    public static void Average<T>(Window high, Window wide, ReadOnlySpan<T> x, Span<T> y, int divisor, bool countPadding)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            (int plane, int row, int column) = Place(i, high, wide);
            T sum = T.Zero;
            int inside = 0;
            foreach ((int h, int w) in Taps(high, wide, row, column))
            {
                sum += x[(((plane * high.Input) + h) * wide.Input) + w];
                inside++;
            }

            int taps = countPadding ? Padded(high, row) * Padded(wide, column) : inside;
            y[i] = sum / T.CreateTruncating(divisor == 0 ? taps : divisor);
        }

        // Behind the padding there is nothing that could count.
        static int Padded(Window axis, int o) => Math.Min(axis.Kernel, axis.Input + axis.Padding - axis.At(o, 0));
    }

    private static (int Plane, int Row, int Column) Place(int i, Window high, Window wide) =>
        (i / (high.Output * wide.Output), i / wide.Output % high.Output, i % wide.Output);

    private static IEnumerable<(int H, int W)> Taps(Window high, Window wide, int row, int column)
    {
        for (int kh = 0; kh < high.Kernel; kh++)
        {
            for (int kw = 0; kw < wide.Kernel; kw++)
            {
                (int h, int w) = (high.At(row, kh), wide.At(column, kw));
                if (h >= 0 && h < high.Input && w >= 0 && w < wide.Input)
                    yield return (h, w);
            }
        }
    }
}
