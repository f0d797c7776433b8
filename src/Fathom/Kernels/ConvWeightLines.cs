using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>The weight's gradient where few channels of the big side meet (a first layer, depthwise convolution): sums along the rows of both sides as they lie.</summary>
/// <remarks>
/// <para>A vector holds neighbouring places, so nothing is turned: four small channels times three taps (or one channel times nine) are summed lane by lane over all rows,
/// and lanes are added up once at the end. A row's last vector is moved back until it fits; lanes that were counted before meet zeros.
/// Only the big side is copied, a band at a time, for its frame.</para>
/// <para>Each piece of the batch sums into vectors of its own; the pieces, cut by size alone, are added in their order.</para>
/// </remarks>
internal static unsafe class ConvWeightLines<L, V, T>
    where L : struct, ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostPieces = 16, MostChannels = 4;

    /// <summary>Bytes of a band's copy: it shares the first-level cache with the rows of four small channels.</summary>
    private const int BandBytes = 16 << 10;

    /// <summary>Whether a convolution goes this way: neighbouring places have neighbouring numbers, few channels meet, and rows hold a vector.</summary>
    internal static bool Suits(in ConvShape shape) =>
        shape is { Rows.Stride: 1, Columns.Stride: 1, C: <= MostChannels } && shape.Columns.Small >= L.Count;

    internal static void Run(in ConvShape shape, T* big, T* small, T* weight, bool add)
    {
        var g = new Geometry(shape, big, small, weight, add);
        g.Sums = (T*)MatMulScratch.Get((g.Pieces * g.SumElements * sizeof(T)) + (L.Count * sizeof(T)) + (g.Patch * sizeof(int)));
        g.Counted = g.Sums + (g.Pieces * g.SumElements);
        g.Offsets = (int*)(g.Counted + L.Count);
        g.Prepare();
        ForkJoin.Run(g.Pieces, new Job { G = &g });
        for (int row = 0; row < shape.Groups * shape.K; row++)
            g.Finish(row);
    }

    private struct Job : IJob
    {
        public Geometry* G;

        public readonly void Run(int piece)
        {
            T* sums = G->Sums + (piece * G->SumElements), band = (T*)MatMulScratch.GetForPiece(G->BandElements * sizeof(T));
            new Span<T>(sums, (int)G->SumElements).Clear();
            new Span<T>(band, (int)G->BandElements).Clear();
            int units = G->Shape.N * G->Bands;
            for (int unit = (int)((long)units * piece / G->Pieces), to = (int)((long)units * (piece + 1) / G->Pieces); unit < to; unit++)
            {
                for (int group = 0; group < G->Shape.Groups; group++)
                    G->Sum(unit / G->Bands, group, unit % G->Bands, band, sums);
            }
        }
    }

    /// <summary>The pass: its sizes, how it is cut, and where its sums stand. Lives in the caller's frame.</summary>
    private struct Geometry
    {
        public readonly ConvShape Shape;
        public readonly int Bands, Pieces, Patch;
        public readonly nint SumElements, BandElements;
        private readonly bool _add;
        private readonly int _bandRows, _gridRows, _pitch, _rows;
        private readonly T* _big, _small, _weight;
        public T* Sums, Counted;
        public int* Offsets;

        public Geometry(in ConvShape shape, T* big, T* small, T* weight, bool add)
        {
            (Shape, _add) = (shape, add);
            _big = big;
            _small = small;
            _weight = weight;
            ConvAxis y = shape.Rows, x = shape.Columns;
            int together = shape.K == 1 ? 9 : 3;
            Patch = ((shape.C * shape.Taps) + together - 1) / together * together;
            _rows = shape.K == 1 ? 1 : (shape.K + 3) & -4;
            _pitch = x.Small + (x.Dilation * (x.Kernel - 1));
            _bandRows = Math.Clamp(BandBytes / sizeof(T) / _pitch / shape.C, Math.Min(8, y.Small), y.Small);
            Bands = (y.Small + _bandRows - 1) / _bandRows;
            _gridRows = _bandRows + (y.Dilation * (y.Kernel - 1));
            BandElements = (nint)shape.C * _gridRows * _pitch;
            SumElements = (nint)shape.Groups * _rows * Patch * L.Count;
            Pieces = shape.Work < 1 << 19 ? 1 : Math.Min(MostPieces, shape.N * Bands);
        }

        /// <summary>Where in a band each number of a patch stands for the first place, and which lanes of a row's last vector count.</summary>
        public readonly void Prepare()
        {
            for (int p = 0; p < Patch; p++)
            {
                int real = Math.Min(p, (Shape.C * Shape.Taps) - 1), tap = real % Shape.Taps;
                Offsets[p] = (((real / Shape.Taps * _gridRows) + (tap / Shape.Columns.Kernel * Shape.Rows.Dilation)) * _pitch) + (tap % Shape.Columns.Kernel * Shape.Columns.Dilation);
            }
            for (int lane = 0; lane < L.Count; lane++)
                Counted[lane] = L.Count - lane <= Shape.Columns.Small % L.Count ? T.One : T.Zero;
        }

        /// <summary>Adds one band of one picture to the sums.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Sum(int n, int group, int part, T* band, T* sums)
        {
            int first = part * _bandRows, rows = Math.Min(_bandRows, Shape.Rows.Small - first), plane = Shape.SmallPlane;
            nint picture = ((nint)n * Shape.Groups) + group;
            Copy(_big + (picture * Shape.C * Shape.BigPlane), first, rows + _gridRows - _bandRows, band);
            for (int k = 0; k < Shape.K; k += 4)
            {
                T* y = _small + (((picture * Shape.K) + k) * plane) + ((nint)first * Shape.Columns.Small);
                T* to = sums + (((((nint)group * _rows) + k) * Patch) * L.Count);
                // Behind the last channel the last is read again; nobody reads its sums.
                int last = Shape.K - 1 - k, second = Math.Min(1, last) * plane, third = Math.Min(2, last) * plane, fourth = Math.Min(3, last) * plane;
                if (_rows == 1)
                {
                    for (int p = 0; p < Patch; p += 9)
                        One(rows, y, band, Offsets + p, to + ((nint)p * L.Count));
                }
                else
                {
                    for (int p = 0; p < Patch; p += 3)
                        Four(rows, y, y + second, y + third, y + fourth, band + Offsets[p], band + Offsets[p + 1], band + Offsets[p + 2], to + ((nint)p * L.Count));
                }
            }
        }

        /// <summary>Brings one row of the weight together from all pieces.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Finish(int row)
        {
            int patch = Shape.C * Shape.Taps;
            T* from = Sums + ((((row / Shape.K * (nint)_rows) + (row % Shape.K)) * Patch) * L.Count), to = _weight + ((nint)row * patch);
            for (int p = 0; p < patch; p++, from += L.Count)
            {
                V sum = L.Load(from);
                for (int piece = 1; piece < Pieces; piece++)
                    sum = L.Add(sum, L.Load(from + (piece * SumElements)));
                to[p] = _add ? to[p] + L.Sum(sum) : L.Sum(sum);
            }
        }

        /// <summary>Rows of all channels with their frame; the zeros beside the picture were cleared once.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Copy(T* planes, int first, int rows, T* band)
        {
            ConvAxis xs = Shape.Columns;
            int from = Math.Clamp(xs.Before, 0, _pitch), count = Math.Clamp(xs.Big + xs.Before, from, _pitch) - from;
            for (int c = 0; c < Shape.C; c++, planes += Shape.BigPlane)
            {
                T* to = band + ((nint)c * _gridRows * _pitch) + from;
                for (int y = first - Shape.Rows.Before; y < first - Shape.Rows.Before + rows; y++, to += _pitch)
                {
                    if ((uint)y < (uint)Shape.Rows.Big)
                        ConvTile.Line<L, V, T>(planes + ((nint)y * xs.Big) + from - xs.Before, to, count);
                    else
                        new Span<T>(to, count).Clear();
                }
            }
        }

        /// <summary>Four small channels times three numbers of the patch.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Four(int rows, T* y0, T* y1, T* y2, T* y3, T* x0, T* x1, T* x2, T* sums)
        {
            int width = Shape.Columns.Small, whole = width / L.Count * L.Count;
            nint next = (nint)Patch * L.Count;
            V a0 = L.Load(sums), a1 = L.Load(sums + L.Count), a2 = L.Load(sums + (2 * L.Count));
            V b0 = L.Load(sums + next), b1 = L.Load(sums + next + L.Count), b2 = L.Load(sums + next + (2 * L.Count));
            V c0 = L.Load(sums + (2 * next)), c1 = L.Load(sums + (2 * next) + L.Count), c2 = L.Load(sums + (2 * next) + (2 * L.Count));
            V d0 = L.Load(sums + (3 * next)), d1 = L.Load(sums + (3 * next) + L.Count), d2 = L.Load(sums + (3 * next) + (2 * L.Count));
            V counted = L.Load(Counted);
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < width; i += L.Count)
                {
                    bool last = i == whole;
                    int at = last ? width - L.Count : i;
                    V u = L.Load(x0 + at), v = L.Load(x1 + at), w = L.Load(x2 + at);
                    if (last)
                        (u, v, w) = (Times(u, counted), Times(v, counted), Times(w, counted));
                    V y = L.Load(y0 + at);
                    L.MultiplyAdd(y, u, ref a0);
                    L.MultiplyAdd(y, v, ref a1);
                    L.MultiplyAdd(y, w, ref a2);
                    y = L.Load(y1 + at);
                    L.MultiplyAdd(y, u, ref b0);
                    L.MultiplyAdd(y, v, ref b1);
                    L.MultiplyAdd(y, w, ref b2);
                    y = L.Load(y2 + at);
                    L.MultiplyAdd(y, u, ref c0);
                    L.MultiplyAdd(y, v, ref c1);
                    L.MultiplyAdd(y, w, ref c2);
                    y = L.Load(y3 + at);
                    L.MultiplyAdd(y, u, ref d0);
                    L.MultiplyAdd(y, v, ref d1);
                    L.MultiplyAdd(y, w, ref d2);
                }
                y0 += width;
                y1 += width;
                y2 += width;
                y3 += width;
                x0 += _pitch;
                x1 += _pitch;
                x2 += _pitch;
            }
            Put(sums, a0, a1, a2);
            Put(sums + next, b0, b1, b2);
            Put(sums + (2 * next), c0, c1, c2);
            Put(sums + (3 * next), d0, d1, d2);
        }

        /// <summary>One small channel times nine numbers of the patch.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void One(int rows, T* y0, T* x, int* offsets, T* sums)
        {
            int width = Shape.Columns.Small, whole = width / L.Count * L.Count;
            V a0 = L.Load(sums), a1 = L.Load(sums + L.Count), a2 = L.Load(sums + (2 * L.Count));
            V b0 = L.Load(sums + (3 * L.Count)), b1 = L.Load(sums + (4 * L.Count)), b2 = L.Load(sums + (5 * L.Count));
            V c0 = L.Load(sums + (6 * L.Count)), c1 = L.Load(sums + (7 * L.Count)), c2 = L.Load(sums + (8 * L.Count));
            V counted = L.Load(Counted);
            for (int row = 0; row < rows; row++, y0 += width, x += _pitch)
            {
                for (int i = 0; i < width; i += L.Count)
                {
                    bool last = i == whole;
                    int at = last ? width - L.Count : i;
                    V y = L.Load(y0 + at);
                    if (last)
                        y = Times(y, counted);
                    L.MultiplyAdd(L.Load(x + at + offsets[0]), y, ref a0);
                    L.MultiplyAdd(L.Load(x + at + offsets[1]), y, ref a1);
                    L.MultiplyAdd(L.Load(x + at + offsets[2]), y, ref a2);
                    L.MultiplyAdd(L.Load(x + at + offsets[3]), y, ref b0);
                    L.MultiplyAdd(L.Load(x + at + offsets[4]), y, ref b1);
                    L.MultiplyAdd(L.Load(x + at + offsets[5]), y, ref b2);
                    L.MultiplyAdd(L.Load(x + at + offsets[6]), y, ref c0);
                    L.MultiplyAdd(L.Load(x + at + offsets[7]), y, ref c1);
                    L.MultiplyAdd(L.Load(x + at + offsets[8]), y, ref c2);
                }
            }
            Put(sums, a0, a1, a2);
            Put(sums + (3 * L.Count), b0, b1, b2);
            Put(sums + (6 * L.Count), c0, c1, c2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Times(V a, V b)
        {
            V product = default;
            L.MultiplyAdd(a, b, ref product);
            return product;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put(T* to, V a, V b, V c)
        {
            L.Store(a, to);
            L.Store(b, to + L.Count);
            L.Store(c, to + (2 * L.Count));
        }
    }
}
