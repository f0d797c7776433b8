using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>The weight's gradient: dW[k, c, tap] = Σ over pictures and places of small[k, place] · big[c, place·stride + tap·dilation − before].</summary>
/// <remarks>
/// <para>The same tile as in <see cref="ConvPass{L, V, T, Main}"/> with other roles: rows are small channels, columns big channels times taps,
/// steps the places. Pictures are turned so that the channels of a place stand side by side; with few channels (a first layer) the patch of
/// a place is written out instead, so that vectors are full.</para>
/// <para>Each piece of the batch sums into a weight of its own; the pieces, cut by size alone, are added in their order.</para>
/// <para>Measured on one AVX-512 core, batch 64, share of its multiply-add peak: 32→64 3×3 on 26×26 79 %, 64→64 on 8×8 74 %, 32→32 on 16×16 75 %,
/// 16→16 on 32×32 70 %: bound by multiply-adds and the turning. Stride 2 reaches 60 %, 1×1 45 % (turning is spread over one tap only), a first layer
/// of one to three channels 10 to 18 % (writing patches out), depthwise 3 % (the same).</para>
/// </remarks>
internal static unsafe class ConvWeight<L, V, T, Main>
    where L : struct, ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where Main : unmanaged
{
    private const int MostPieces = 16;

    /// <summary>Bytes of a turned band, and of all the sums together.</summary>
    private const int BandBytes = 320 << 10, SumBytes = 64 << 20;

    /// <summary>Places that a tile sums at once where pictures are small.</summary>
    private const int Places = 512;

    internal static void Run(in ConvShape shape, T* big, T* small, T* weight, bool add)
    {
        if (Winograd.Suits(shape))
        {
            ConvWinogradWeight<L, V, T, Main>.Run(shape, big, small, weight, add);
            return;
        }
        if (ConvWeightLines<L, V, T>.Suits(shape))
        {
            ConvWeightLines<L, V, T>.Run(shape, big, small, weight, add);
            return;
        }
        var g = new Geometry(shape, big, small, weight, add);
        nint elements = g.Pieces * g.PieceElements;
        g.Sums = (T*)MatMulScratch.Get((elements * sizeof(T)) + ((nint)g.ChunkPlaces * sizeof(int)));
        g.Offsets = (int*)(g.Sums + elements);
        g.Prepare();
        ForkJoin.Run(g.Pieces, new Job { G = &g });
        ForkJoin.Run(shape.Weights * g.Pieces < 1 << 15 ? 1 : Math.Min(MostPieces, shape.Groups * shape.K), new SumJob { G = &g });
    }

    private struct Job : IJob
    {
        public Geometry* G;

        public readonly void Run(int piece)
        {
            int from = (int)((long)G->Units * piece / G->Pieces), to = (int)((long)G->Units * (piece + 1) / G->Pieces);
            T* sums = G->Sums + (piece * G->PieceElements);
            for (int unit = from; unit < to; unit++)
                G->Sum(unit, sums, unit > from);
        }
    }

    private struct SumJob : IJob
    {
        public Geometry* G;

        public readonly void Run(int piece)
        {
            int rows = G->Shape.Groups * G->Shape.K, pieces = G->Shape.Weights * G->Pieces < 1 << 15 ? 1 : Math.Min(MostPieces, rows);
            for (int row = (int)((long)rows * piece / pieces), to = (int)((long)rows * (piece + 1) / pieces); row < to; row++)
                G->Finish(row);
        }
    }

    /// <summary>The pass: its sizes, how it is cut, and where its sums and copies stand. Lives in the caller's frame.</summary>
    private struct Geometry
    {
        public readonly ConvShape Shape;
        public readonly int Units, Pieces, ChunkPlaces;
        public readonly nint PieceElements;
        private readonly bool _patches, _add;
        private readonly int _bands, _bandRows, _pictures, _columns, _vectors, _rows, _gridRows, _gridColumns;
        private readonly nint _turned, _picture;
        private readonly T* _big, _small, _weight;
        public T* Sums;
        public int* Offsets;

        public Geometry(in ConvShape shape, T* big, T* small, T* weight, bool add)
        {
            (Shape, _add) = (shape, add);
            _big = big;
            _small = small;
            _weight = weight;
            ConvAxis y = shape.Rows, x = shape.Columns;
            int patch = shape.C * shape.Taps;
            _patches = (patch + L.Count - 1) / L.Count * 2 <= shape.Taps * ((shape.C + L.Count - 1) / L.Count);
            _columns = ((_patches ? patch : shape.C) + L.Count - 1) / L.Count * L.Count;
            _vectors = (_patches ? _columns : shape.Taps * _columns) / L.Count;
            _rows = shape.K == 1 ? 1 : (shape.K + 7) & -8;

            int reach = y.Dilation * (y.Kernel - 1);
            _gridColumns = _patches ? x.Small : ((x.Small - 1) * x.Stride) + (x.Dilation * (x.Kernel - 1)) + 1;
            long line = (long)_gridColumns * _columns, most = BandBytes / sizeof(T) / line;
            _bandRows = (int)Math.Clamp(_patches ? most : (most - reach - 1) / y.Stride + 1, 1, y.Small);
            if (shape.N < MostPieces && shape.Work >= 1 << 20)
                _bandRows = Math.Min(_bandRows, Math.Max(4, y.Small * shape.N / MostPieces));
            _bandRows = Math.Min(_bandRows, y.Small);
            _bands = (y.Small + _bandRows - 1) / _bandRows;
            _bandRows = (y.Small + _bands - 1) / _bands;
            _bands = (y.Small + _bandRows - 1) / _bandRows;
            _gridRows = _patches ? _bandRows : ((_bandRows - 1) * y.Stride) + reach + 1;
            _pictures = _bands > 1 ? 1 : Math.Clamp(Places / shape.SmallPlane, 1, Math.Max(1, shape.N / MostPieces));
            ChunkPlaces = _pictures * _bandRows * x.Small;
            Units = _bands > 1 ? shape.N * _bands : (shape.N + _pictures - 1) / _pictures;

            _picture = (nint)line * _gridRows;
            _turned = (_picture * _pictures + 63) & -64;
            nint sums = (nint)shape.Groups * _rows * _vectors * L.Count;
            PieceElements = sums + _turned + Panel + (_patches ? ((nint)patch * _bandRows * x.Small + 63) & -64 : 0);
            long affordable = Math.Max(1, SumBytes / sizeof(T) / PieceElements);
            Pieces = shape.Work < 1 << 19 ? 1 : (int)Math.Min(Math.Min(MostPieces, affordable), Units);
        }

        /// <summary>Numbers of a tile's rows for all places of a chunk.</summary>
        private readonly nint Panel => ((nint)(ChunkPlaces + 1) * 8 + 63) & -64;

        /// <summary>Where the numbers of each place begin in a turned chunk.</summary>
        public readonly void Prepare()
        {
            int at = 0, stepY = _patches ? 1 : Shape.Rows.Stride, stepX = _patches ? 1 : Shape.Columns.Stride;
            for (int picture = 0; picture < _pictures; picture++)
            {
                for (int row = 0; row < _bandRows; row++)
                {
                    for (int x = 0; x < Shape.Columns.Small; x++)
                        Offsets[at++] = (int)((picture * _picture) + ((((nint)row * stepY * _gridColumns) + ((nint)x * stepX)) * _columns));
                }
            }
        }

        /// <summary>Adds one chunk (some pictures, or a band of one) to the sums.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Sum(int unit, T* sums, bool add)
        {
            int n = _bands > 1 ? unit / _bands : unit * _pictures, pictures = Math.Min(_pictures, Shape.N - n);
            int first = unit % _bands * _bandRows, rows = Math.Min(_bandRows, Shape.Rows.Small - first), places = rows * Shape.Columns.Small;
            T* turned = sums + ((nint)Shape.Groups * _rows * _vectors * L.Count), panel = turned + _turned;
            nint width = (nint)_vectors * L.Count;
            for (int group = 0; group < Shape.Groups; group++)
            {
                for (int picture = 0; picture < pictures; picture++)
                {
                    T* plane = _big + ((((nint)(n + picture) * Shape.Groups) + group) * Shape.C * Shape.BigPlane);
                    if (!_patches)
                    {
                        ConvTurn.Band(new(Shape.Rows.Big, Shape.Columns.Big, (first * Shape.Rows.Stride) - Shape.Rows.Before, _gridRows, Shape.Columns.Before, _gridColumns), plane, Shape.C, _columns, turned + (picture * _picture));
                        continue;
                    }
                    T* lines = panel + Panel, small = _small + ((((((nint)(n + picture) * Shape.Groups) + group) * Shape.K) * Shape.SmallPlane) + ((nint)first * Shape.Columns.Small));
                    Patches(plane, first, rows, lines);
                    if (Shape.K == 1)
                        Dots(lines, Shape.C * Shape.Taps, places, small, sums + (group * _rows * width), add || picture > 0);
                    else
                        ConvTurn.Block(lines, places, Shape.C * Shape.Taps, _columns, places, turned + (picture * _picture));
                }
                if (_patches && Shape.K == 1)
                    continue;
                for (int k = 0; k < Shape.K;)
                {
                    int tile = ConvTile.Rows(Shape.K - k, sizeof(Main)), real = Math.Min(tile, Shape.K - k);
                    for (int i = 0; i < tile; i++)
                        panel[i] = T.Zero;
                    for (int picture = 0; picture < pictures; picture++)
                    {
                        T* source = _small + ((((((nint)(n + picture) * Shape.Groups) + group) * Shape.K) + k) * Shape.SmallPlane) + ((nint)first * Shape.Columns.Small);
                        ConvTurn.Block(source, Shape.SmallPlane, real, tile, places, panel + (((nint)picture * places) + 1) * tile);
                    }
                    T* c = sums + ((((nint)group * _rows) + k) * width);
                    for (int v = 0; v < _vectors;)
                    {
                        int count = _vectors - v == 4 ? 2 : Math.Min(3, _vectors - v);
                        ConvTile.Run<L, V, T>(
                            tile, count, (nint)pictures * places, panel, Offsets,
                            turned + Start(v), turned + Start(v + 1), turned + Start(v + 2),
                            c + (v * L.Count), c + ((v + 1) * L.Count), c + ((v + 2) * L.Count), width, add);
                        v += count;
                    }
                    k += tile;
                }
            }
        }

        /// <summary>Brings one row of the weight together from all pieces.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Finish(int row)
        {
            int taps = Shape.Taps;
            nint width = (nint)_vectors * L.Count, at = ((row / Shape.K * (nint)_rows) + (row % Shape.K)) * width;
            T* total = Sums + at, to = _weight + ((nint)row * Shape.C * taps);
            for (int piece = 1; piece < Pieces; piece++)
            {
                T* part = total + (piece * PieceElements);
                for (nint i = 0; i < width; i += L.Count)
                    L.Store(L.Add(L.Load(total + i), L.Load(part + i)), total + i);
            }
            for (int c = 0; c < Shape.C; c++)
            {
                for (int tap = 0; tap < taps; tap++, to++)
                {
                    // Vectors stand in the order (row of the kernel, block of channels, column of the kernel): neighbours read the same numbers.
                    int blocks = _columns / L.Count, kernel = Shape.Columns.Kernel;
                    nint from = _patches ? ((nint)c * taps) + tap : (((((nint)tap / kernel * blocks) + (c / L.Count)) * kernel) + (tap % kernel)) * L.Count + (c % L.Count);
                    *to = _add ? *to + total[from] : total[from];
                }
            }
        }

        /// <summary>Where in a turned picture the numbers of vector <paramref name="v"/> begin for the first place.</summary>
        private readonly nint Start(int v)
        {
            if (_patches)
                return (nint)v * L.Count;
            int kernel = Shape.Columns.Kernel, blocks = _columns / L.Count, x = v % kernel, block = v / kernel % blocks, y = v / kernel / blocks;
            return ((((nint)y * Shape.Rows.Dilation * _gridColumns) + ((nint)x * Shape.Columns.Dilation)) * _columns) + ((nint)block * L.Count);
        }

        /// <summary>The patches of all places of a band, a row for each number of a patch: rows[(c, tap), place].</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Patches(T* plane, int first, int rows, T* lines)
        {
            ConvAxis ys = Shape.Rows, xs = Shape.Columns;
            for (int p = 0; p < Shape.C * Shape.Taps; p++)
            {
                int c = p / Shape.Taps, tap = p % Shape.Taps, shift = (tap % xs.Kernel * xs.Dilation) - xs.Before;
                int from = Math.Clamp(xs.Stride == 1 ? -shift : 0, 0, xs.Small), to = Math.Clamp(xs.Stride == 1 ? xs.Big - shift : 0, from, xs.Small);
                for (int row = 0; row < rows; row++, lines += xs.Small)
                {
                    int y = ((first + row) * ys.Stride) + (tap / xs.Kernel * ys.Dilation) - ys.Before;
                    bool inside = (uint)y < (uint)ys.Big;
                    T* line = plane + ((nint)c * Shape.BigPlane) + ((nint)y * xs.Big) + shift;
                    for (int x = 0; x < from; x++)
                        lines[x] = T.Zero;
                    if (inside)
                        ConvTile.Line<L, V, T>(line + from, lines + from, to - from);
                    else
                        new Span<T>(lines + from, to - from).Clear();
                    for (int x = to; x < xs.Small; x++)
                        lines[x] = inside && (uint)((x * xs.Stride) + shift) < (uint)xs.Big ? line[(nint)x * xs.Stride] : T.Zero;
                }
            }
        }

        /// <summary>c[p] += Σ over places: lines[p, place] · small[place]: with one small channel a group nothing has to be turned.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Dots(T* lines, int patch, int places, T* small, T* c, bool add)
        {
            for (int p = 0; p < patch; p++, lines += places)
            {
                V sum = default, other = default;
                int i = 0;
                for (; i <= places - (2 * L.Count); i += 2 * L.Count)
                {
                    L.MultiplyAdd(L.Load(lines + i), L.Load(small + i), ref sum);
                    L.MultiplyAdd(L.Load(lines + i + L.Count), L.Load(small + i + L.Count), ref other);
                }
                T total = L.Sum(L.Add(sum, other));
                for (; i < places; i++)
                    total += lines[i] * small[i];
                c[p] = add ? c[p] + total : total;
            }
        }
    }
}
