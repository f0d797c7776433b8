using System.Numerics;

namespace Fathom.Kernels;

/// <summary>Pooling over windows of differing sizes, as <see cref="AdaptiveWindow"/> cuts them: plain loops, shared among threads.</summary>
internal static unsafe class AdaptivePooling
{
    /// <summary>y = the mean of each window.</summary>
    public readonly struct Average<T>(AdaptiveWindow high, AdaptiveWindow wide, T* x, T* y) : IPoolRow<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int RowsTogether => 1;

        public void Open(int plane)
        {
        }

        public int Blocks<V>(int plane, int row, int from)
            where V : struct, IVec<V, T>
        {
            T* target = y + ((((nint)plane * high.Output) + row) * wide.Output);
            for (int o = from; o < wide.Output; o++)
            {
                T sum = T.Zero;
                for (int h = high.Start(row); h < high.End(row); h++)
                {
                    T* line = x + ((((nint)plane * high.Input) + h) * wide.Input);
                    for (int w = wide.Start(o); w < wide.End(o); w++)
                        sum += line[w];
                }

                target[o] = sum / Size<T>(high, row, wide, o);
            }

            return wide.Output;
        }
    }

    /// <summary>dx under each window += dy / its size.</summary>
    public readonly struct AverageGradient<T>(AdaptiveWindow high, AdaptiveWindow wide, T* dy, T* dx) : IPoolRow<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int RowsTogether => high.Output;

        public void Open(int plane)
        {
        }

        public int Blocks<V>(int plane, int row, int from)
            where V : struct, IVec<V, T>
        {
            T* source = dy + ((((nint)plane * high.Output) + row) * wide.Output);
            for (int o = from; o < wide.Output; o++)
            {
                T share = source[o] / Size<T>(high, row, wide, o);
                for (int h = high.Start(row); h < high.End(row); h++)
                {
                    T* line = dx + ((((nint)plane * high.Input) + h) * wide.Input);
                    for (int w = wide.Start(o); w < wide.End(o); w++)
                        line[w] += share;
                }
            }

            return wide.Output;
        }
    }

    /// <summary>y = the largest number of each window, and its place in the plane; choice among equal ones and NaNs as in <see cref="MaxPooling{T}"/>.</summary>
    public readonly struct Max<T>(AdaptiveWindow high, AdaptiveWindow wide, T* x, T* y, long* places) : IPoolRow<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int RowsTogether => 1;

        public void Open(int plane)
        {
        }

        public int Blocks<V>(int plane, int row, int from)
            where V : struct, IVec<V, T>
        {
            T* source = x + ((nint)plane * high.Input * wide.Input);
            nint target = (((nint)plane * high.Output) + row) * wide.Output;
            for (int o = from; o < wide.Output; o++)
            {
                nint best = ((nint)high.Start(row) * wide.Input) + wide.Start(o);
                for (int h = high.Start(row); h < high.End(row); h++)
                {
                    for (int w = wide.Start(o); w < wide.End(o); w++)
                    {
                        nint at = ((nint)h * wide.Input) + w;
                        if (source[at] > source[best] || T.IsNaN(source[at]))
                            best = at;
                    }
                }

                y[target + o] = source[best];
                places[target + o] = best;
            }

            return wide.Output;
        }
    }

    /// <summary>dx at each window's place += dy.</summary>
    public readonly struct MaxGradient<T>(AdaptiveWindow high, AdaptiveWindow wide, T* dy, long* places, T* dx) : IPoolRow<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int RowsTogether => high.Output;

        public void Open(int plane)
        {
        }

        public int Blocks<V>(int plane, int row, int from)
            where V : struct, IVec<V, T>
        {
            T* target = dx + ((nint)plane * high.Input * wide.Input);
            nint source = (((nint)plane * high.Output) + row) * wide.Output;
            for (int o = from; o < wide.Output; o++)
                target[places[source + o]] += dy[source + o];
            return wide.Output;
        }
    }

    private static T Size<T>(AdaptiveWindow high, int row, AdaptiveWindow wide, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating((long)(high.End(row) - high.Start(row)) * (wide.End(column) - wide.Start(column)));
}
