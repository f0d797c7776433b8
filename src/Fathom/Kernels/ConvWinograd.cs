using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>A 3×3 convolution from one side to the other by <see cref="Winograd"/>'s tiles: forward, or the input's gradient (the same with the kernel turned round).</summary>
/// <remarks>
/// <para>A block is some rows of tiles, pictures one after the other. Its patches are mapped into 16 matrices (channels × tiles); then, for eight
/// target channels at a time, 16 products by <see cref="ConvTile"/> and the way back: the products of a block never leave the second-level cache.</para>
/// <para>Blocks are cut by size alone, and each number is one sum in one order.</para>
/// </remarks>
internal static unsafe class ConvWinograd<L, V, T, Main>
    where L : struct, ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where Main : unmanaged
{
    private const int MostPieces = 16, MostTiles = 144;

    /// <summary>Into how many blocks at least packed kernels cut their pictures: fewer, since they serve one picture, or a piece of a batch that is cut already.</summary>
    private const int PackedPieces = 6;

    /// <summary>Bytes of a block's mapped patches: they share the second-level cache with the mapped kernels.</summary>
    private const int BlockBytes = 512 << 10;

    /// <inheritdoc cref="ConvPass{L, V, T, Main}.Run"/>
    internal static nint Run(in ConvShape shape, bool up, T* source, T* weight, T* bias, T* target, bool add, T* packed = null)
    {
        var g = new Geometry(shape, up, source, weight, bias, target, add, weight == null ? PackedPieces : MostPieces);
        if (packed == null && target == null)
            return g.KernelElements;
        T* scratch = (T*)MatMulScratch.Get(((packed == null ? g.KernelElements : 0) * sizeof(T)) + (g.Sources * sizeof(int)));
        g.Kernels = packed == null ? scratch : packed;
        g.Offsets = (int*)(packed == null ? scratch + g.KernelElements : scratch);
        for (int channel = 0; channel < g.Sources; channel++)
            g.Offsets[channel] = channel * g.Pitch;
        int panels = shape.Groups * g.Panels;
        if (weight != null)
            ForkJoin.Run(g.Panels * 8 * g.Sources < 1 << 11 ? 1 : panels, new MapJob { G = &g, Panels = panels });
        if (target != null)
            ForkJoin.Run(g.Pieces, new Job { G = &g });
        return g.KernelElements;
    }

    private struct MapJob : IJob
    {
        public Geometry* G;
        public int Panels;

        public readonly void Run(int piece)
        {
            bool all = G->Panels * 8 * G->Sources < 1 << 11;
            for (int panel = all ? 0 : piece; panel < (all ? Panels : piece + 1); panel++)
                G->MapKernels(panel / G->Panels, panel % G->Panels);
        }
    }

    private struct Job : IJob
    {
        public Geometry* G;

        public readonly void Run(int piece)
        {
            T* scratch = (T*)MatMulScratch.GetForPiece(G->PieceElements * sizeof(T));
            new Span<T>(scratch, G->BandElements).Clear();
            for (int block = (int)((long)G->Blocks * piece / G->Pieces), to = (int)((long)G->Blocks * (piece + 1) / G->Pieces); block < to; block++)
            {
                for (int group = 0; group < G->Groups; group++)
                    G->Block(group, block, scratch);
            }
        }
    }

    /// <summary>One pass: its sizes, how it is cut, and where its mapped kernels stand. Lives in the caller's frame.</summary>
    private struct Geometry
    {
        public readonly int Groups, Sources, Targets, Panels, Blocks, Pieces, Pitch, BandElements;
        public readonly nint KernelElements, PieceElements;
        private readonly bool _up, _add;
        private readonly int _sourceHeight, _sourceWidth, _height, _width, _above, _before, _tilesHigh, _tiles, _rows, _allRows, _bandPitch, _productPitch;
        private readonly nint _stride, _panelElements;
        private readonly T* _source, _weight, _bias, _target;
        public T* Kernels;
        public int* Offsets;

        public Geometry(in ConvShape shape, bool up, T* source, T* weight, T* bias, T* target, bool add, int pieces)
        {
            (Groups, _up, _add) = (shape.Groups, up, add);
            _source = source;
            _weight = weight;
            _bias = bias;
            _target = target;
            (Sources, Targets) = up ? (shape.K, shape.C) : (shape.C, shape.K);
            (_sourceHeight, _sourceWidth) = up ? (shape.Rows.Small, shape.Columns.Small) : (shape.Rows.Big, shape.Columns.Big);
            (_height, _width) = up ? (shape.Rows.Big, shape.Columns.Big) : (shape.Rows.Small, shape.Columns.Small);
            (_above, _before) = up ? (2 - shape.Rows.Before, 2 - shape.Columns.Before) : (shape.Rows.Before, shape.Columns.Before);
            (_tilesHigh, _tiles) = ((_height + 1) / 2, (_width + 1) / 2);
            _allRows = shape.N * _tilesHigh;

            long most = Math.Min(MostTiles, BlockBytes / (Winograd.Products * sizeof(T)) / Sources);
            if (shape.Work >= 1 << 20)
                most = Math.Min(most, (long)_allRows * _tiles / pieces);
            _rows = 1;
            for (int rows = 2; rows <= most / _tiles; rows++)
            {
                if (Surplus(rows * _tiles) * (long)_rows <= Surplus(_rows * _tiles) * (long)rows)
                    _rows = rows;
            }

            Blocks = (_allRows + _rows - 1) / _rows;
            Pieces = shape.Work < 1 << 19 ? 1 : Math.Min(MostPieces, Blocks);
            Panels = (Targets + sizeof(Main) - 1) / sizeof(Main);
            // One vector more: the surplus lanes of the last row. Strides that are no power of two spread the 16 matrices over the cache.
            Pitch = ((_rows * _tiles) + (2 * L.Count) - 1) / L.Count * L.Count;
            _stride = ((nint)Sources * Pitch) + 16;
            _productPitch = (sizeof(Main) * Pitch) + 16;
            _panelElements = (nint)Winograd.Products * (Sources + 1) * sizeof(Main);
            KernelElements = Groups * Panels * _panelElements;
            _bandPitch = (2 * _tiles) + 2;
            BandElements = ((_bandPitch * ((2 * Math.Min(_rows, _tilesHigh)) + 2)) + (3 * L.Count) + 15) & -16;
            PieceElements = BandElements + (Winograd.Products * (_stride + _productPitch));
        }

        private static int Surplus(int tiles) => ((tiles + L.Count - 1) / L.Count * L.Count) - tiles;

        /// <summary>The kernels of the targets of one panel, mapped, in the order in which tiles read them, the bias first.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public readonly void MapKernels(int group, int panel)
        {
            int first = panel * sizeof(Main), real = Math.Min(sizeof(Main), Targets - first);
            nint ofTarget = _up ? 9 : 9 * Sources, ofSource = _up ? 9 * Targets : 9, stride = (nint)(Sources + 1) * sizeof(Main);
            T* to = Kernels + ((((nint)group * Panels) + panel) * _panelElements), from = _weight + (group * (nint)Sources * Targets * 9) + (first * ofTarget);
            T* taps = stackalloc T[9 * sizeof(Main)];
            new Span<T>(taps, 9 * sizeof(Main)).Clear();
            for (int xi = 0; xi < Winograd.Products; xi++)
            {
                for (int row = 0; row < sizeof(Main); row++)
                    to[(xi * stride) + row] = xi == Winograd.Middle && row < real && _bias != null ? _bias[(group * Targets) + first + row] : T.Zero;
            }

            for (int channel = 0; channel < Sources; channel++, from += ofSource)
            {
                for (int row = 0; row < real; row++)
                {
                    for (int tap = 0; tap < 9; tap++)
                        taps[(tap * sizeof(Main)) + row] = from[(row * ofTarget) + (_up ? 8 - tap : tap)];
                }

                to += sizeof(Main);
                Winograd.Run<Winograd.Kernel<T>, T>(Math.Min(L.Count, sizeof(Main)) * sizeof(T), sizeof(Main), new(taps, sizeof(Main), to, stride));
            }
        }

        /// <summary>All targets of one block of rows of tiles.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Block(int group, int block, T* scratch)
        {
            int first = block * _rows, last = Math.Min(first + _rows, _allRows), vectors = (((last - first) * _tiles) + L.Count - 1) / L.Count;
            T* patches = scratch + BandElements, products = patches + (Winograd.Products * _stride);
            for (int channel = 0; channel < Sources; channel++)
            {
                for (var at = new Winograd.TileRows(first, last, _tilesHigh); at.Rows > 0; at = at.Next)
                {
                    Copy(_source + ((((((nint)at.Picture * Groups) + group) * Sources) + channel) * _sourceHeight * _sourceWidth), (2 * at.Row) - _above, (2 * at.Rows) + 2, scratch);
                    Winograd.Run<Winograd.Patches<T>, T>(L.Count * sizeof(T), _tiles, new(scratch, _bandPitch, at.Rows, _tiles, patches + ((nint)channel * Pitch) + (at.Done * _tiles), _stride));
                }
            }

            T* kernels = Kernels + ((nint)group * Panels * _panelElements);
            for (int panel = 0; panel < Panels; panel++)
            {
                int target = panel * sizeof(Main), real = Math.Min(sizeof(Main), Targets - target);
                // While the sums run, memory fetches what is written after them and what the next block reads.
                Fetch(_target, group, Targets, target, target + real, _height, _width, first, last, 0, 0);
                Fetch(_source, group, Sources, Sources * panel / Panels, Sources * (panel + 1) / Panels, _sourceHeight, _sourceWidth, last, Math.Min(last + _rows, _allRows), _above, 2);
                for (int xi = 0; xi < Winograd.Products; xi++, kernels += (Sources + 1) * sizeof(Main))
                {
                    T* x = patches + (xi * _stride), c = products + (xi * (nint)_productPitch);
                    for (int v = 0; v < vectors;)
                    {
                        int count = vectors - v == 4 ? 2 : Math.Min(3, vectors - v);
                        ConvTile.Run<L, V, T>(
                            sizeof(Main), count, Sources, kernels, Offsets, x, x + L.Count, x + (2 * L.Count), c, c + L.Count, c + (2 * L.Count), Pitch, false);
                        x += count * L.Count;
                        c += count * L.Count;
                        v += count;
                    }
                }

                for (int i = 0; i < real; i++)
                {
                    for (var at = new Winograd.TileRows(first, last, _tilesHigh); at.Rows > 0; at = at.Next)
                    {
                        T* picture = _target + ((((((nint)at.Picture * Groups) + group) * Targets) + target + i) * _height * _width);
                        Winograd.Run<Winograd.Results<T>, T>(
                            L.Count * sizeof(T), _tiles,
                            new(products + ((nint)i * Pitch) + (at.Done * _tiles), _productPitch, at.Rows, _tiles, picture + ((nint)2 * at.Row * _width), _height - (2 * at.Row), _width, _add));
                    }
                }
            }
        }

        /// <summary>Has the rows under some rows of tiles fetched, of the channels from … to − 1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Fetch(T* pictures, int group, int channels, int from, int to, int height, int width, int first, int last, int above, int more)
        {
            for (var at = new Winograd.TileRows(first, last, _tilesHigh); at.Rows > 0; at = at.Next)
            {
                int top = Math.Clamp((2 * at.Row) - above, 0, height), bottom = Math.Clamp((2 * at.Row) - above + (2 * at.Rows) + more, top, height);
                T* start = pictures + (((((nint)at.Picture * Groups) + group) * channels) * height * width) + ((nint)top * width);
                for (int channel = from; channel < to; channel++)
                    ConvTile.Fetch(start + ((nint)channel * height * width), (bottom - top) * width);
            }
        }

        /// <summary>Rows of one channel with zeros above and below; those beside were cleared once.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Copy(T* plane, int first, int rows, T* band)
        {
            int from = Math.Max(0, _before), skipped = from - _before, count = Math.Min(_sourceWidth - skipped, _bandPitch - from);
            T* to = band + from;
            for (int y = first; y < first + rows; y++, to += _bandPitch)
            {
                if ((uint)y < (uint)_sourceHeight)
                    ConvTile.Line<L, V, T>(plane + ((nint)y * _sourceWidth) + skipped, to, count);
                else
                    new Span<T>(to, count).Clear();
            }
        }
    }
}
