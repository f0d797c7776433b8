using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>
/// Winograd's minimal filtering F(2×2, 3×3): a tile of 2×2 results of a 3×3 convolution from a 4×4 patch with 16 products in place of 36.
/// Here are its four linear maps; <see cref="ConvWinograd{L, V, T, Main}"/> and <see cref="ConvWinogradWeight{L, V, T, Main}"/> make passes of them.
/// </summary>
/// <remarks><code>
/// result     Y  = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A                       ⊙ summed over channels: 16 matrix products
/// weight     dg = Gᵀ [Σ over tiles (A dY Aᵀ) ⊙ (Bᵀ d B)] G        the same maps turned round
/// Bᵀ = 1  0 −1  0      G = 1   0   0       Aᵀ = 1 1  1  0
///      0  1  1  0          ½   ½   ½            0 1 −1 −1
///      0 −1  1  0          ½  −½   ½
///      0  1  0 −1          0   0   1
/// source    Winograd 1980, "Arithmetic complexity of computations"; Lavin and Gray 2015, arXiv:1509.09308
/// </code>
/// The coefficients are 0, ±½ and ±1, so the error grows by a small factor only; the larger tiles F(4×4) save more products and lose two more digits.
/// A NaN reaches the results that see its place and no others: what a result does not see has coefficient 0 on every way to it. An infinity reaches the
/// same ones, but may be NaN there (∞ − ∞); and since four numbers of a patch are summed first, those above a quarter of the type's largest may overflow.</remarks>
internal static unsafe class Winograd
{
    /// <summary>Products a tile, and matrix products a pass.</summary>
    public const int Products = 16;

    /// <summary>The product that counts once in all four results: a bias put there is a bias of all.</summary>
    public const int Middle = 5;

    /// <summary>A map, done at some vector width.</summary>
    internal interface IMap<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        void Run<V>()
            where V : struct, IVec<V, T>;
    }

    /// <summary>The rows of tiles <paramref name="first"/> … <paramref name="last"/> − 1 of all pictures one after the other, picture by picture.</summary>
    internal readonly struct TileRows(int first, int last, int tilesHigh, int done = 0)
    {
        /// <summary>The picture.</summary>
        public int Picture => first / tilesHigh;

        /// <summary>The first row of tiles in it.</summary>
        public int Row => first % tilesHigh;

        /// <summary>How many rows of tiles; 0 at the end.</summary>
        public int Rows => Math.Min(last - first, tilesHigh - Row);

        /// <summary>How many came before.</summary>
        public int Done => done;

        /// <summary>What follows in the next picture.</summary>
        public TileRows Next => new(first + Rows, last, tilesHigh, done + Rows);
    }

    /// <summary>Whether a convolution goes this way: 3×3 without strides, with enough channels that 16 small products are worth their maps. By the shape of one picture alone, so that pictures give the same bits in any batch.</summary>
    public static bool Suits(in ConvShape shape) =>
        shape is { Rows: { Kernel: 3, Stride: 1, Dilation: 1 }, Columns: { Kernel: 3, Stride: 1, Dilation: 1 }, C: >= 8, K: >= 8 }
        && shape.SmallPlane >= 9 && shape.Rows.Small >= 2 && shape.Columns.Small >= 2
        && (long)Math.Max(shape.C, shape.K) * (Math.Max(shape.Columns.Big, shape.Columns.Small) + 1) < 1 << 14;

    /// <summary>Runs a map in vectors of at most <paramref name="bytes"/> bytes that <paramref name="lanes"/> numbers fill more than half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<M, T>(int bytes, int lanes, in M map)
        where M : struct, IMap<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (bytes >= 64 && lanes * sizeof(T) > 32)
            map.Run<Vec512<T>>();
        else if (bytes >= 32 && lanes * sizeof(T) > 16)
            map.Run<Vec256<T>>();
        else if (bytes >= 16)
            map.Run<Vec128<T>>();
        else
            map.Run<Vec1<T>>();
    }

    /// <summary>Bᵀ of four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Patch<V, T>(V d0, V d1, V d2, V d3, out V b0, out V b1, out V b2, out V b3)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (b0, b1, b2, b3) = (d0 - d2, d1 + d2, d2 - d1, d1 - d3);

    /// <summary>u[xi] = G g Gᵀ for <paramref name="rows"/> kernels side by side: g[tap, row] → u[xi·stride + row].</summary>
    public readonly struct Kernel<T>(T* g, int rows, T* u, nint stride) : IMap<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IVec<V, T>
        {
            V half = V.Broadcast(T.CreateTruncating(0.5));
            for (int row = 0; row < rows; row += V.Count)
            {
                Three(g + row, rows, half, out V a0, out V b0, out V c0, out V d0);
                Three(g + rows + row, rows, half, out V a1, out V b1, out V c1, out V d1);
                Three(g + (2 * rows) + row, rows, half, out V a2, out V b2, out V c2, out V d2);
                Put(u + row, half, a0, a1, a2);
                Put(u + (4 * stride) + row, half, b0, b1, b2);
                Put(u + (8 * stride) + row, half, c0, c1, c2);
                Put(u + (12 * stride) + row, half, d0, d1, d2);
            }
        }

        /// <summary>G of one column of the kernel.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Three<V>(T* column, int rows, V half, out V a, out V b, out V c, out V d)
            where V : struct, IVec<V, T>
        {
            a = V.Load(ref *column, 0);
            d = V.Load(ref *column, 6 * rows);
            V sum = (a + d) * half, middle = V.Load(ref *column, 3 * rows) * half;
            (b, c) = (sum + middle, sum - middle);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Put<V>(T* to, V half, V x0, V x1, V x2)
            where V : struct, IVec<V, T>
        {
            V sum = (x0 + x2) * half, middle = x1 * half;
            V.Store(x0, ref *to, 0);
            V.Store(sum + middle, ref *to, stride);
            V.Store(sum - middle, ref *to, 2 * stride);
            V.Store(x2, ref *to, 3 * stride);
        }
    }

    /// <summary>dg = Gᵀ u G for <paramref name="count"/> kernels side by side (a multiple of the vector): u[xi·stride + i] → g[tap·count + i].</summary>
    public readonly struct KernelGradient<T>(T* u, nint stride, int count, T* g) : IMap<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IVec<V, T>
        {
            V half = V.Broadcast(T.CreateTruncating(0.5));
            for (int i = 0; i < count; i += V.Count)
            {
                Four(u + i, half, out V a0, out V b0, out V c0);
                Four(u + (4 * stride) + i, half, out V a1, out V b1, out V c1);
                Four(u + (8 * stride) + i, half, out V a2, out V b2, out V c2);
                Four(u + (12 * stride) + i, half, out V a3, out V b3, out V c3);
                Put(g + i, half, a0, a1, a2, a3);
                Put(g + count + i, half, b0, b1, b2, b3);
                Put(g + (2 * count) + i, half, c0, c1, c2, c3);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Four<V>(T* row, V half, out V a, out V b, out V c)
            where V : struct, IVec<V, T>
        {
            V x1 = V.Load(ref *row, stride), x2 = V.Load(ref *row, 2 * stride), sum = (x1 + x2) * half;
            (a, b, c) = (V.Load(ref *row, 0) + sum, (x1 - x2) * half, sum + V.Load(ref *row, 3 * stride));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Put<V>(T* to, V half, V x0, V x1, V x2, V x3)
            where V : struct, IVec<V, T>
        {
            V sum = (x1 + x2) * half;
            V.Store(x0 + sum, ref *to, 0);
            V.Store((x1 - x2) * half, ref *to, 3 * count);
            V.Store(sum + x3, ref *to, 6 * count);
        }
    }

    /// <summary>Bᵀ d B for rows of tiles of one channel: picture rows of <paramref name="pitch"/> numbers → v[xi·stride + row·tiles + tile].</summary>
    /// <remarks>Rows of tiles stand close together. A vector's surplus lanes fall on the next row and are overwritten by it: so the last
    /// vectors of all rows come first.</remarks>
    public readonly struct Patches<T>(T* lines, int pitch, int rows, int tiles, T* v, nint stride) : IMap<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IVec<V, T>
        {
            for (int x = (tiles - 1) / V.Count * V.Count; x >= 0; x -= V.Count)
            {
                T* line = lines + (2 * x), to = v + x;
                Split(line, out V a0, out V a1, out V a2, out V a3);
                Split(line + pitch, out V b0, out V b1, out V b2, out V b3);
                for (int row = 0; row < rows; row++, to += tiles)
                {
                    line += 2 * pitch;
                    Split(line, out V c0, out V c1, out V c2, out V c3);
                    Split(line + pitch, out V d0, out V d1, out V d2, out V d3);
                    Put(to, a0, b0, c0, d0);
                    Put(to + stride, a1, b1, c1, d1);
                    Put(to + (2 * stride), a2, b2, c2, d2);
                    Put(to + (3 * stride), a3, b3, c3, d3);
                    (a0, a1, a2, a3) = (c0, c1, c2, c3);
                    (b0, b1, b2, b3) = (d0, d1, d2, d3);
                }
            }
        }

        /// <summary>One row of the patches, mapped along the row.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Split<V>(T* line, out V b0, out V b1, out V b2, out V b3)
            where V : struct, IVec<V, T>
        {
            V x0 = V.Load(ref *line, 0), x1 = V.Load(ref *line, V.Count), y0 = V.Load(ref *line, 2), y1 = V.Load(ref *line, V.Count + 2);
            Patch<V, T>(V.Even(x0, x1), V.Odd(x0, x1), V.Even(y0, y1), V.Odd(y0, y1), out b0, out b1, out b2, out b3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Put<V>(T* to, V d0, V d1, V d2, V d3)
            where V : struct, IVec<V, T>
        {
            V.Store(d0 - d2, ref *to, 0);
            V.Store(d1 + d2, ref *to, 4 * stride);
            V.Store(d2 - d1, ref *to, 8 * stride);
            V.Store(d1 - d3, ref *to, 12 * stride);
        }
    }

    /// <summary>Aᵀ m A for rows of tiles of one channel: m[xi·stride + row·tiles + tile] → a picture of <paramref name="width"/> columns.</summary>
    /// <param name="m">The products.</param>
    /// <param name="stride">From one product to the next.</param>
    /// <param name="rows">Rows of tiles.</param>
    /// <param name="tiles">Tiles of a row.</param>
    /// <param name="y">The picture, from its first row of these tiles on.</param>
    /// <param name="height">Rows that are left in the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="add">Whether to add to what stands in y.</param>
    public readonly struct Results<T>(T* m, nint stride, int rows, int tiles, T* y, int height, int width, bool add) : IMap<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public void Run<V>()
            where V : struct, IVec<V, T>
        {
            T* edge = stackalloc T[2 * 16];
            for (int row = 0; row < rows; row++)
            {
                for (int x = 0; x < tiles; x += V.Count)
                {
                    T* from = m + ((nint)row * tiles) + x, to = y + ((nint)2 * row * width) + (2 * x);
                    int left = width - (2 * x);
                    Column(from, out V s0, out V t0);
                    Column(from + stride, out V s1, out V t1);
                    Column(from + (2 * stride), out V s2, out V t2);
                    Column(from + (3 * stride), out V s3, out V t3);
                    Put(to, left, s0 + s1 + s2, s1 - s2 - s3, edge);
                    if ((2 * row) + 1 < height)
                        Put(to + width, left, t0 + t1 + t2, t1 - t2 - t3, edge);
                }
            }
        }

        /// <summary>Aᵀ of one column of a tile.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Column<V>(T* from, out V s, out V t)
            where V : struct, IVec<V, T>
        {
            V m1 = V.Load(ref *from, 4 * stride), m2 = V.Load(ref *from, 8 * stride);
            (s, t) = (V.Load(ref *from, 0) + m1 + m2, m1 - m2 - V.Load(ref *from, 12 * stride));
        }

        /// <summary>Even and odd columns to their places; what does not fit the row goes by way of <paramref name="edge"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Put<V>(T* to, int left, V even, V odd, T* edge)
            where V : struct, IVec<V, T>
        {
            V lower = V.ZipLower(even, odd), upper = V.ZipUpper(even, odd);
            if (left >= 2 * V.Count)
            {
                V.Store(add ? V.Load(ref *to, 0) + lower : lower, ref *to, 0);
                V.Store(add ? V.Load(ref *to, V.Count) + upper : upper, ref *to, V.Count);
                return;
            }

            V.Store(lower, ref *edge, 0);
            V.Store(upper, ref *edge, V.Count);
            if (left >= V.Count)
            {
                // The last vector is moved back until it fits; what both write is the same.
                V last = V.Load(ref *edge, left - V.Count), behind = add ? V.Load(ref *to, left - V.Count) + last : last;
                V.Store(add ? V.Load(ref *to, 0) + lower : lower, ref *to, 0);
                V.Store(behind, ref *to, left - V.Count);
                return;
            }

            for (int i = 0; i < left; i++)
                to[i] = add ? to[i] + edge[i] : edge[i];
        }
    }

    /// <summary>Bᵀ d B for one row of tiles with the channels of a place side by side: d[row·rowPitch + column·pitch + channel] → v[xi·stride + tile·pitch + channel].</summary>
    public readonly struct TurnedPatches<T>(T* d, nint rowPitch, int tiles, int pitch, T* v, nint stride) : IMap<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IVec<V, T>
        {
            for (int channel = 0; channel < pitch; channel += V.Count)
            {
                T* place = d + channel, to = v + channel;
                Split(place, out V a0, out V a1, out V a2, out V a3);
                Split(place + pitch, out V b0, out V b1, out V b2, out V b3);
                for (int x = 0; x < tiles; x++, to += pitch)
                {
                    place += 2 * pitch;
                    Split(place, out V c0, out V c1, out V c2, out V c3);
                    Split(place + pitch, out V d0, out V d1, out V d2, out V d3);
                    Put(to, a0, b0, c0, d0);
                    Put(to + (4 * stride), a1, b1, c1, d1);
                    Put(to + (8 * stride), a2, b2, c2, d2);
                    Put(to + (12 * stride), a3, b3, c3, d3);
                    (a0, a1, a2, a3) = (c0, c1, c2, c3);
                    (b0, b1, b2, b3) = (d0, d1, d2, d3);
                }
            }
        }

        /// <summary>One column of the patches, mapped along the column.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Split<V>(T* place, out V b0, out V b1, out V b2, out V b3)
            where V : struct, IVec<V, T> =>
            Patch<V, T>(V.Load(ref *place, 0), V.Load(ref *place, rowPitch), V.Load(ref *place, 2 * rowPitch), V.Load(ref *place, 3 * rowPitch), out b0, out b1, out b2, out b3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Put<V>(T* to, V d0, V d1, V d2, V d3)
            where V : struct, IVec<V, T>
        {
            V.Store(d0 - d2, ref *to, 0);
            V.Store(d1 + d2, ref *to, stride);
            V.Store(d2 - d1, ref *to, 2 * stride);
            V.Store(d1 - d3, ref *to, 3 * stride);
        }
    }

    /// <summary>A dY Aᵀ for one row of tiles and <paramref name="lanes"/> channels: dy[row·rowPitch + column·pitch + channel] → u[xi·stride + tile·lanes + channel].</summary>
    public readonly struct TurnedResults<T>(T* dy, nint rowPitch, int tiles, int pitch, int lanes, T* u, nint stride) : IMap<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IVec<V, T>
        {
            for (int channel = 0; channel < lanes; channel += V.Count)
            {
                T* place = dy + channel, to = u + channel;
                for (int x = 0; x < tiles; x++, place += 2 * pitch, to += lanes)
                {
                    V y00 = V.Load(ref *place, 0), y01 = V.Load(ref *place, pitch), y10 = V.Load(ref *place, rowPitch), y11 = V.Load(ref *place, rowPitch + pitch);
                    Put(to, y00, y01);
                    Put(to + (4 * stride), y00 + y10, y01 + y11);
                    Put(to + (8 * stride), y00 - y10, y01 - y11);
                    Put(to + (12 * stride), -y10, -y11);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Put<V>(T* to, V left, V right)
            where V : struct, IVec<V, T>
        {
            V.Store(left, ref *to, 0);
            V.Store(left + right, ref *to, stride);
            V.Store(left - right, ref *to, 2 * stride);
            V.Store(-right, ref *to, 3 * stride);
        }
    }
}
