using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>The weight's gradient of a 3×3 convolution by <see cref="Winograd"/>'s tiles.</summary>
/// <remarks>
/// <para>A block is some rows of tiles. Both sides are turned so that channels stand side by side and mapped there, without moving lanes; then 16 products
/// (small channels × tiles by tiles × big channels) by <see cref="ConvTile"/> add to 16 sums, from which the weight is mapped once at the end.</para>
/// <para>Each piece of the blocks has sums of its own; the pieces, cut by size alone, are added in their order.</para>
/// </remarks>
internal static unsafe class ConvWinogradWeight<L, V, T, Main>
    where L : struct, ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where Main : unmanaged
{
    private const int MostPieces = 8, MostTiles = 128;

    /// <summary>Bytes of a block's mapped numbers, which share the second-level cache with the sums, and of the sums of all pieces.</summary>
    private const int BlockBytes = 384 << 10, SumBytes = 64 << 20;

    internal static void Run(in ConvShape shape, T* big, T* small, T* weight, bool add)
    {
        var g = new Geometry(shape, big, small, weight, add);
        g.Sums = (T*)MatMulScratch.Get((g.Pieces * g.SumElements * sizeof(T)) + (g.Tiles * sizeof(int)));
        g.Offsets = (int*)(g.Sums + (g.Pieces * g.SumElements));
        for (int tile = 0; tile < g.Tiles; tile++)
            g.Offsets[tile] = tile * g.Pitch;
        ForkJoin.Run(g.Pieces, new Job { G = &g });
        ForkJoin.Run(g.Finishers, new FinishJob { G = &g });
    }

    private struct Job : IJob
    {
        public Geometry* G;

        public readonly void Run(int piece)
        {
            T* scratch = (T*)MatMulScratch.GetForPiece(G->PieceElements * sizeof(T)), sums = G->Sums + (piece * G->SumElements);
            int from = (int)((long)G->Blocks * piece / G->Pieces), to = (int)((long)G->Blocks * (piece + 1) / G->Pieces);
            for (int block = from; block < to; block++)
            {
                for (int group = 0; group < G->Shape.Groups; group++)
                    G->Block(group, block, scratch, sums, block > from);
            }
        }
    }

    private struct FinishJob : IJob
    {
        public Geometry* G;

        public readonly void Run(int piece)
        {
            int rows = G->Shape.Groups * G->Shape.K;
            for (int row = (int)((long)rows * piece / G->Finishers), to = (int)((long)rows * (piece + 1) / G->Finishers); row < to; row++)
                G->Finish(row / G->Shape.K, row % G->Shape.K);
        }
    }

    /// <summary>The pass: its sizes, how it is cut, and where its sums stand. Lives in the caller's frame.</summary>
    private struct Geometry
    {
        public readonly ConvShape Shape;
        public readonly int Blocks, Pieces, Finishers, Tiles, Pitch;
        public readonly nint SumElements, PieceElements;
        private readonly bool _add;
        private readonly int _smallPitch, _tilesHigh, _tiles, _rows, _allRows, _columns;
        private readonly nint _bigStride, _panelStride, _smallStride, _sumStride;
        private readonly T* _big, _small, _weight;
        public T* Sums;
        public int* Offsets;

        public Geometry(in ConvShape shape, T* big, T* small, T* weight, bool add)
        {
            (Shape, _add) = (shape, add);
            _big = big;
            _small = small;
            _weight = weight;
            (_tilesHigh, _tiles) = ((shape.Rows.Small + 1) / 2, (shape.Columns.Small + 1) / 2);
            _allRows = shape.N * _tilesHigh;
            Pitch = (shape.C + L.Count - 1) / L.Count * L.Count;
            _smallPitch = (shape.K + sizeof(Main) - 1) / sizeof(Main) * sizeof(Main);

            long most = Math.Min(MostTiles, BlockBytes / (Winograd.Products * sizeof(T)) / (Pitch + _smallPitch));
            if (shape.Work >= 1 << 20)
                most = Math.Min(most, Math.Max((long)_allRows * _tiles / MostPieces, 3 * L.Count));
            _rows = (int)Math.Clamp(most / _tiles, 1, _allRows);
            Blocks = (_allRows + _rows - 1) / _rows;

            Tiles = _rows * _tiles;
            _columns = (2 * _tiles) + 2;
            _bigStride = ((nint)Tiles * Pitch) + 16;
            _panelStride = (nint)(Tiles + 1) * sizeof(Main);
            _smallStride = (_panelStride * _smallPitch / sizeof(Main)) + 16;
            _sumStride = (nint)_smallPitch * Pitch;
            SumElements = shape.Groups * Winograd.Products * _sumStride;
            long affordable = Math.Max(1, SumBytes / sizeof(T) / SumElements);
            Pieces = shape.Work < 1 << 19 ? 1 : (int)Math.Min(Math.Min(MostPieces, affordable), Blocks);
            Finishers = shape.Weights * Pieces < 1 << 13 ? 1 : Math.Min(MostPieces, shape.Groups * shape.K);
            int lines = (2 * Math.Min(_rows, _tilesHigh)) + 2;
            PieceElements = ((nint)lines * _columns * Math.Max(Pitch, _smallPitch)) + (Winograd.Products * (_bigStride + _smallStride));
        }

        /// <summary>Adds one block of rows of tiles to the sums.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Block(int group, int block, T* scratch, T* sums, bool add)
        {
            int first = block * _rows, last = Math.Min(first + _rows, _allRows);
            T* patches = scratch, results = patches + (Winograd.Products * _bigStride), turned = results + (Winograd.Products * _smallStride);
            for (var at = new Winograd.TileRows(first, last, _tilesHigh); at.Rows > 0; at = at.Next)
            {
                nint picture = ((nint)at.Picture * Shape.Groups) + group;
                var wide = new ConvTurn.Frame(Shape.Rows.Big, Shape.Columns.Big, (2 * at.Row) - Shape.Rows.Before, (2 * at.Rows) + 2, Shape.Columns.Before, _columns);
                ConvTurn.Band(wide, _big + (picture * Shape.C * Shape.BigPlane), Shape.C, Pitch, turned);
                for (int i = 0; i < at.Rows; i++)
                {
                    Winograd.Run<Winograd.TurnedPatches<T>, T>(
                        L.Count * sizeof(T), Pitch, new(turned + ((nint)2 * i * _columns * Pitch), (nint)_columns * Pitch, _tiles, Pitch, patches + ((nint)(at.Done + i) * _tiles * Pitch), _bigStride));
                }

                var narrow = new ConvTurn.Frame(Shape.Rows.Small, Shape.Columns.Small, 2 * at.Row, 2 * at.Rows, 0, 2 * _tiles);
                ConvTurn.Band(narrow, _small + (picture * Shape.K * Shape.SmallPlane), Shape.K, _smallPitch, turned);
                for (int i = 0; i < at.Rows; i++)
                {
                    for (int k = 0; k < _smallPitch; k += sizeof(Main))
                    {
                        T* to = results + (k / sizeof(Main) * _panelStride) + ((((nint)(at.Done + i) * _tiles) + 1) * sizeof(Main));
                        Winograd.Run<Winograd.TurnedResults<T>, T>(
                            Math.Min(L.Count, sizeof(Main)) * sizeof(T), sizeof(Main),
                            new(turned + ((nint)2 * i * 2 * _tiles * _smallPitch) + k, (nint)2 * _tiles * _smallPitch, _tiles, _smallPitch, sizeof(Main), to, _smallStride));
                    }
                }
            }

            int tiles = (last - first) * _tiles;
            for (int xi = 0; xi < Winograd.Products; xi++)
            {
                // While the sums run, memory fetches what the next block reads.
                Fetch(_big, group, Shape.C, xi, Shape.Rows.Big, Shape.Columns.Big, last, Shape.Rows.Before, 2);
                Fetch(_small, group, Shape.K, xi, Shape.Rows.Small, Shape.Columns.Small, last, 0, 0);
                for (int k = 0; k < _smallPitch; k += sizeof(Main))
                {
                    T* a = results + (xi * _smallStride) + (k / sizeof(Main) * _panelStride), x = patches + (xi * _bigStride);
                    T* c = sums + ((((nint)group * Winograd.Products) + xi) * _sumStride) + ((nint)k * Pitch);
                    // The tile begins with a bias: none here.
                    new Span<T>(a, sizeof(Main)).Clear();
                    for (int v = 0; v < Pitch;)
                    {
                        int left = (Pitch - v) / L.Count, count = left == 4 ? 2 : Math.Min(3, left);
                        ConvTile.Run<L, V, T>(
                            sizeof(Main), count, tiles, a, Offsets, x + v, x + v + L.Count, x + v + (2 * L.Count), c + v, c + v + L.Count, c + v + (2 * L.Count), Pitch, add);
                        v += count * L.Count;
                    }
                }
            }
        }

        /// <summary>Has a sixteenth of the channels fetched, in the rows of the next block.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Fetch(T* pictures, int group, int channels, int part, int height, int width, int first, int above, int more)
        {
            for (var at = new Winograd.TileRows(first, Math.Min(first + _rows, _allRows), _tilesHigh); at.Rows > 0; at = at.Next)
            {
                int top = Math.Clamp((2 * at.Row) - above, 0, height), bottom = Math.Clamp((2 * at.Row) - above + (2 * at.Rows) + more, top, height);
                T* start = pictures + ((((nint)at.Picture * Shape.Groups) + group) * channels * height * width) + ((nint)top * width);
                for (int channel = channels * part / Winograd.Products; channel < channels * (part + 1) / Winograd.Products; channel++)
                    ConvTile.Fetch(start + ((nint)channel * height * width), (bottom - top) * width);
            }
        }

        /// <summary>Brings the sums of one small channel together from all pieces and maps them to its weights.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public readonly void Finish(int group, int k)
        {
            T* total = Sums + ((nint)group * Winograd.Products * _sumStride) + ((nint)k * Pitch), to = _weight + ((((nint)group * Shape.K) + k) * Shape.C * 9);
            T* taps = stackalloc T[9 * L.Count];
            for (int c = 0; c < Shape.C; c += L.Count, total += L.Count)
            {
                for (int xi = 0; xi < Winograd.Products; xi++)
                {
                    T* at = total + (xi * _sumStride);
                    V sum = L.Load(at);
                    for (int piece = 1; piece < Pieces; piece++)
                        sum = L.Add(sum, L.Load(at + (piece * SumElements)));
                    L.Store(sum, at);
                }

                Winograd.Run<Winograd.KernelGradient<T>, T>(L.Count * sizeof(T), L.Count, new(total, _sumStride, L.Count, taps));
                for (int i = 0; i < Math.Min(L.Count, Shape.C - c); i++)
                {
                    for (int tap = 0; tap < 9; tap++, to++)
                        *to = _add ? *to + taps[(tap * L.Count) + i] : taps[(tap * L.Count) + i];
                }
            }
        }
    }
}
