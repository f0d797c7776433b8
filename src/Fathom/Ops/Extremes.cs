using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>What <see cref="Max"/> and <see cref="Min"/> share: where the chosen numbers stand, and who gets their gradient.</summary>
    internal static class Extremes
    {
        /// <summary>Writes the index of the first element equal to the chosen one; NaN chooses the first NaN.</summary>
        public static void Locate<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<long> where, int n, int inner)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < y.Length; i++)
            {
                int at = (i / inner * n * inner) + (i % inner);
                T value = y[i];
                int r = 0;
                if (T.IsNaN(value))
                {
                    while (!T.IsNaN(x[at + (r * inner)]))
                        r++;
                }
                else
                {
                    while (x[at + (r * inner)] != value)
                        r++;
                }

                where[i] = r;
            }
        }

        /// <summary>dx at the chosen elements += dy.</summary>
        public static void Scatter<T>(ReadOnlySpan<T> dy, ReadOnlySpan<long> where, Span<T> dx, in Reduced axes)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int inner = axes.Inner;
            for (int i = 0; i < dy.Length; i++)
                dx[(((i / inner * axes.N) + (int)where[i]) * inner) + (i % inner)] += dy[i];
        }

        /// <summary>dx += dy / count at every element equal to the chosen one.</summary>
        public static void Share<T>(in Backward<T> b, in Shape shape, int mask)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var axes = Reduced.Of(shape, mask);
            Grid grid = Reduced.SpreadTwo(shape, mask);
            Span<T> equal = b.Scratch(shape.Length), share = b.Scratch(b.YShape().Length);
            Elementwise.Map(default(IsEqual), grid, b.X(0), b.Y(), b.Y(), equal);
            ReadOnlySpan<T> gathered = axes.Scattered ? axes.Gather<T>(equal, shape, b.Scratch(shape.Length)) : equal;
            Fold.Run(default(SumFold), gathered, default, share, axes.Outer, axes.N, axes.Inner);
            Elementwise.Map(default(Divide), b.DY(), share, share);
            Elementwise.Map(default(ShareOfEqual), grid, b.X(0), b.Y(), share, b.DX(0, out bool add), add);
        }

        private readonly struct IsEqual : IMap3
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap3.At<V, T>(V x, V y, V unused) => V.Select(V.EqualTo(x, y), VecMath.Of<V, T>(1), V.Zero);
        }

        private readonly struct ShareOfEqual : IMap3
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap3.At<V, T>(V x, V y, V share) => V.Select(V.EqualTo(x, y), share, V.Zero);
        }
    }
}

namespace Fathom
{
    /// <summary>Room for two results on the stack.</summary>
    [InlineArray(2)]
    internal struct Pair
    {
        private Tensor _first;
    }
}
