using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Kernels;

/// <summary>A convolution from one side to the other: big to small (forward), or small to big (the input's gradient, and a transposed convolution).</summary>
/// <remarks>
/// <para>An implicit matrix product: rows are target channels, columns target places, steps the source channels times taps. Each band of a
/// picture is copied once, channel by channel, with its frame of zeros (see <see cref="ConvSide"/>); a step of the product is then one offset
/// into the copy, and <see cref="ConvTile"/> reads patches without making them.</para>
/// <para>Vectors of places either follow the rows of the target (whole ones are stored where they belong), or run on through the copy's
/// frame (fewer vectors where rows are short; what falls on the frame is thrown away): whichever costs less.</para>
/// <para>Measured on one AVX-512 core, batch 64, share of its multiply-add peak, forward and input gradient: 32→64 3×3 on 26×26 84 and 70 %,
/// 32→32 on 16×16 87 and 87 %, 16→16 on 32×32 79 and 76 %, 64→64 on 8×8 69 and 69 % (a fifth of each vector falls on the frame), 1×1 80 %: bound by
/// multiply-adds. Stride 2 reaches 60 and 40 %: sorting into phases, and storing every other place, cost as much as the sums. A first layer of
/// one channel (50 %) and depthwise (8 %, a tile of one row) are bound by copying and storing.</para>
/// <para>Pictures and bands are cut by size alone, and each number is one sum in one order.</para>
/// </remarks>
internal static unsafe class ConvPass<L, V, T, Main>
    where L : struct, ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where Main : unmanaged
{
    private const int MostPieces = 16, MostVectors = 3, LeastRows = 4;

    /// <summary>Bytes of a band's copy: it shares the second-level cache with the weights.</summary>
    private const int BandBytes = 320 << 10;

    /// <summary>What an indirect store of a vector costs beside a step, by measurement.</summary>
    private const int StoreCost = 12;

    /// <summary>The whole pass; or, for <see cref="ConvOperand{T}"/>, its parts: without a target weights are brought into <paramref name="packed"/> alone, without a weight they stand there.</summary>
    /// <returns>How many elements the packed weights take.</returns>
    internal static nint Run(in ConvShape shape, bool up, T* source, T* weight, T* bias, T* target, bool add, T* packed = null)
    {
        // What is packed once serves any number of pictures, so their number must not choose the way.
        bool whole = weight != null && target != null;
        if (Winograd.Suits(whole ? shape : shape with { N = 1 }))
            return ConvWinograd<L, V, T, Main>.Run(shape, up, source, weight, bias, target, add, packed);
        var g = new Geometry(shape, up, source, bias, target, add);
        if (packed == null && target == null)
            return g.PanelElements;
        nint own = packed == null ? g.PanelElements : 0, elements = own + ((nint)g.Pieces * g.CopyElements);
        long bytes = (elements * sizeof(T)) + ((g.Steps + (3L * g.Kinds) + shape.Taps) * sizeof(int));
        T* scratch = (T*)MatMulScratch.Get((nint)bytes);
        g.Panels = packed == null ? scratch : packed;
        g.Copies = scratch + own;
        g.Offsets = (int*)(scratch + elements);
        g.Table = g.Offsets + g.Steps;
        g.Prepare(weight);
        if (target != null)
            ForkJoin.Run(g.Pieces, new Job { G = &g });
        return g.PanelElements;
    }

    private struct Job : IJob
    {
        public Geometry* G;

        public readonly void Run(int piece)
        {
            int units = G->Shape.N * G->Bands;
            int from = (int)((long)units * piece / G->Pieces), to = (int)((long)units * (piece + 1) / G->Pieces);
            T* copy = G->Copies + ((nint)piece * G->CopyElements);
            for (int unit = from; unit < to; unit++)
            {
                int n = unit / G->Bands, first = unit % G->Bands * G->BandRows, last = Math.Min(first + G->BandRows, G->Y.Count(0));
                for (int group = 0; group < G->Shape.Groups; group++)
                {
                    G->Copy(n, group, first, last - first + G->Y.Reach, copy);
                    for (int kind = 0; kind < G->Kinds; kind++)
                        G->Places(n, group, kind, first, last, copy);
                }
            }
        }
    }

    /// <summary>One pass: its sizes, how it is cut, and where its tables and copies stand. Lives in the caller's frame.</summary>
    private struct Geometry
    {
        public readonly ConvShape Shape;
        public readonly ConvSide Y, X;
        public readonly int Sources, Targets, SourcePlane, TargetPlane, Bands, BandRows, GridRows, GridColumns, GridPlane, Pieces, Kinds, Steps;
        public readonly nint CopyElements, PanelElements, GroupPanels;
        private readonly bool _up, _add;
        private readonly T* _source, _bias, _target;
        public T* Panels, Copies;
        public int* Offsets, Table;

        public Geometry(in ConvShape shape, bool up, T* source, T* bias, T* target, bool add)
        {
            (Shape, _up, _add) = (shape, up, add);
            _source = source;
            _bias = bias;
            _target = target;
            (Y, X) = (new ConvSide(shape.Rows, up), new ConvSide(shape.Columns, up));
            (Sources, Targets) = up ? (shape.K, shape.C) : (shape.C, shape.K);
            (SourcePlane, TargetPlane) = up ? (shape.SmallPlane, shape.BigPlane) : (shape.BigPlane, shape.SmallPlane);
            Kinds = Y.Kinds * X.Kinds;
            Steps = Sources * shape.Taps;

            int rows = Y.Count(0);
            GridColumns = X.Count(0) + X.Reach;
            long gridRow = (long)Sources * Y.Phases * X.Phases * GridColumns;
            BandRows = (int)Math.Clamp((BandBytes / sizeof(T) / gridRow) - Y.Reach, Math.Min(LeastRows, rows), rows);
            if (shape.N < MostPieces && shape.Work >= 1 << 20)
                BandRows = Math.Min(BandRows, Math.Max(LeastRows, rows * shape.N / MostPieces));
            Bands = (rows + BandRows - 1) / BandRows;
            BandRows = (rows + Bands - 1) / Bands;
            Bands = (rows + BandRows - 1) / BandRows;
            GridRows = BandRows + Y.Reach;
            GridPlane = GridRows * GridColumns;
            // Planes that lie a power of two apart would crowd each other out of the cache.
            if (GridPlane * sizeof(T) % 1024 == 0)
                GridPlane += 64 / sizeof(T);
            CopyElements = (((nint)Sources * Y.Phases * X.Phases * GridPlane) + 127 + L.Count) & -64;
            GroupPanels = (nint)((Targets + 7) & -8) * (Steps + Kinds);
            PanelElements = (GroupPanels * shape.Groups + 63) & -64;
            Pieces = shape.Work < 1 << 19 ? 1 : Math.Min(MostPieces, shape.N * Bands);
        }

        /// <summary>Fills the tables: for each kind of target its steps, their offsets, and the weights in the order in which tiles read them, bias first.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Prepare(T* weight)
        {
            int at = 0, panel = 0, taps = Shape.Taps, width = Shape.Columns.Kernel;
            int* tapsOfKind = Table + (3 * Kinds);
            for (int kind = 0; kind < Kinds; kind++)
            {
                int start = at, used = 0;
                for (int tap = 0; tap < taps; tap++)
                {
                    if (Y.Reads(kind / X.Kinds, tap / width, out _, out _) & X.Reads(kind % X.Kinds, tap % width, out _, out _))
                        tapsOfKind[used++] = tap;
                }
                for (int channel = 0; channel < Sources; channel++)
                {
                    for (int i = 0; i < used; i++)
                    {
                        Y.Reads(kind / X.Kinds, tapsOfKind[i] / width, out int phaseY, out int offsetY);
                        X.Reads(kind % X.Kinds, tapsOfKind[i] % width, out int phaseX, out int offsetX);
                        Offsets[at++] = (((((channel * Y.Phases) + phaseY) * X.Phases) + phaseX) * GridPlane) + (offsetY * GridColumns) + offsetX;
                    }
                }
                (Table[3 * kind], Table[3 * kind + 1], Table[3 * kind + 2]) = (at - start, start, panel);
                for (int group = 0; weight != null && group < Shape.Groups; group++)
                    Pack(weight + (group * (nint)Shape.K * Shape.C * taps), group, tapsOfKind, used, Panels + (group * GroupPanels) + panel);
                panel += ((Targets + 7) & -8) * (at - start + 1);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Pack(T* weight, int group, int* tapsOfKind, int used, T* panel)
        {
            int taps = Shape.Taps;
            nint ofTarget = _up ? taps : (nint)Shape.C * taps, ofSource = _up ? (nint)Shape.C * taps : taps;
            for (int i = 0; i < Targets;)
            {
                int rows = ConvTile.Rows(Targets - i, sizeof(Main)), real = Math.Min(rows, Targets - i);
                for (int row = 0; row < rows; row++)
                {
                    T* to = panel + row, from = weight + ((i + row) * ofTarget);
                    *to = row < real && _bias != null ? _bias[(group * Targets) + i + row] : T.Zero;
                    for (int channel = 0; channel < Sources; channel++)
                    {
                        for (int t = 0; t < used; t++)
                        {
                            to += rows;
                            *to = row < real ? from[tapsOfKind[t]] : T.Zero;
                        }
                        from += ofSource;
                    }
                }
                panel += (nint)rows * (Sources * used + 1);
                i += rows;
            }
        }

        /// <summary>Copies the rows of a band, sorted into phases, zeros around them.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Copy(int n, int group, int first, int rows, T* copy)
        {
            T* plane = _source + ((((nint)n * Shape.Groups) + group) * Sources * SourcePlane);
            bool whole = Y.Step == 1 && X.Step == 1 && X.Before == 0 && GridColumns == X.Source && first >= Y.Before && first + rows - Y.Before <= Y.Source;
            for (int channel = 0; channel < Sources; channel++, plane += SourcePlane)
            {
                for (int phase = 0; phase < Y.Phases * X.Phases; phase++, copy += GridPlane)
                {
                    if (whole)
                    {
                        new ReadOnlySpan<T>(plane + ((nint)(first - Y.Before) * X.Source), rows * X.Source).CopyTo(new Span<T>(copy, GridPlane));
                        continue;
                    }
                    int phaseY = phase / X.Phases, phaseX = phase % X.Phases;
                    int from = Math.Clamp(Ceiling(X.Before - phaseX, X.Step), 0, GridColumns);
                    int to = Math.Clamp(Ceiling(X.Source + X.Before - phaseX, X.Step), from, GridColumns);
                    for (int row = 0; row < rows; row++)
                    {
                        T* target = copy + ((nint)row * GridColumns);
                        int y = (first + row) * Y.Step + phaseY - Y.Before;
                        if ((uint)y >= (uint)Y.Source)
                        {
                            new Span<T>(target, GridColumns).Clear();
                            continue;
                        }
                        T* line = plane + ((nint)y * X.Source) + phaseX - X.Before;
                        for (int x = 0; x < from; x++)
                            target[x] = T.Zero;
                        if (X.Step == 1)
                        {
                            ConvTile.Line<L, V, T>(line + from, target + from, to - from);
                        }
                        else
                        {
                            int x = from;
                            if (X.Step == 2 && sizeof(T) == 4 && Sse.IsSupported && to - from >= 4)
                            {
                                for (; x < to - 4; x += 4)
                                    Sse.Shuffle(Vector128.Load((float*)(line + (2 * x))), Vector128.Load((float*)(line + (2 * x) + 4)), 0b10_00_10_00).Store((float*)(target + x));
                                // The last four end with the last number that is read: behind it there may be nothing.
                                Sse.Shuffle(Vector128.Load((float*)(line + (2 * to) - 8)), Vector128.Load((float*)(line + (2 * to) - 5)), 0b11_01_10_00).Store((float*)(target + to - 4));
                                x = to;
                            }
                            for (; x < to; x++)
                                target[x] = line[(nint)x * X.Step];
                        }
                        for (int x = to; x < GridColumns; x++)
                            target[x] = T.Zero;
                    }
                }
            }
        }

        /// <summary>All targets of a kind in the rows first … last − 1 of a band.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public readonly void Places(int n, int group, int kind, int first, int last, T* copy)
        {
            int kindY = kind / X.Kinds, kindX = kind % X.Kinds, steps = Table[3 * kind];
            int* offsets = Offsets + Table[3 * kind + 1];
            int rows = Math.Min(last, Y.Count(kindY)) - first, width = X.Count(kindX), rowStep = Y.Kinds * X.Target, step = X.Kinds;
            if (rows <= 0 || width <= 0)
                return;
            T* target = _target + ((((nint)n * Shape.Groups) + group) * Targets * TargetPlane) + (((nint)kindY + ((nint)first * Y.Kinds)) * X.Target) + kindX;
            if (GridColumns == width && rowStep == width && step == 1)
                (rows, width) = (1, rows * width);

            int perRow = (width + L.Count - 1) / L.Count, running = (((rows - 1) * GridColumns) + width + L.Count - 1) / L.Count;
            bool whole = step == 1 && width >= L.Count;
            bool runs = (long)running * (steps + StoreCost) < (long)rows * perRow * (steps + (whole ? 1 : StoreCost));
            int vectors = runs ? running : rows * perRow;

            T* edge = stackalloc T[8 * MostVectors * L.Count];
            int* segments = stackalloc int[3 * MostVectors * L.Count];
            nint* grid = stackalloc nint[MostVectors], stored = stackalloc nint[MostVectors];
            for (int q = 0; q < vectors;)
            {
                int count = vectors - q == 4 ? 2 : Math.Min(MostVectors, vectors - q), parts = 0;
                bool direct = true;
                for (int v = 0; v < count; v++, q++)
                {
                    if (runs)
                    {
                        grid[v] = q * L.Count;
                        stored[v] = 0;
                        direct = false;
                    }
                    else
                    {
                        // The last vector of a row is moved back until it is full; what it shares with the one before is the same bits.
                        int row = q / perRow, start = q % perRow * L.Count, x = whole ? Math.Min(start, width - L.Count) : start;
                        grid[v] = ((nint)row * GridColumns) + x;
                        stored[v] = ((nint)row * rowStep) + x;
                        direct &= whole && (x == start || !_add);
                        (segments[parts], segments[parts + 1], segments[parts + 2]) = ((v * L.Count) + start - x, (row * rowStep) + (start * step), Math.Min(L.Count, width - start));
                        parts += 3;
                    }
                }

                if (runs)
                {
                    // The vectors of a tile are one run of places; each row of the target in it is one part.
                    for (int from = (q - count) * L.Count, end = q * L.Count, row = from / GridColumns; row < rows && row * GridColumns < end; row++)
                    {
                        int left = Math.Max(from, row * GridColumns), right = Math.Min(end, (row * GridColumns) + width);
                        if (left >= right)
                            continue;
                        (segments[parts], segments[parts + 1], segments[parts + 2]) = (left - from, (row * rowStep) + ((left - (row * GridColumns)) * step), right - left);
                        parts += 3;
                    }
                }

                T* x0 = copy + grid[0], x1 = copy + grid[1], x2 = copy + grid[2], panel = Panels + (group * GroupPanels) + Table[3 * kind + 2];
                for (int i = 0; i < Targets;)
                {
                    int tile = ConvTile.Rows(Targets - i, sizeof(Main)), real = Math.Min(tile, Targets - i);
                    T* to = target + ((nint)i * TargetPlane);
                    if (direct && real == tile)
                    {
                        ConvTile.Run<L, V, T>(tile, count, steps, panel, offsets, x0, x1, x2, to + stored[0], to + stored[1], to + stored[2], TargetPlane, _add);
                    }
                    else
                    {
                        ConvTile.Run<L, V, T>(tile, count, steps, panel, offsets, x0, x1, x2, edge, edge + L.Count, edge + 2 * L.Count, MostVectors * L.Count, false);
                        Put(edge, segments, parts, real, step, to, TargetPlane, _add);
                    }
                    panel += (nint)tile * (steps + 1);
                    i += tile;
                }
            }
        }

        private static int Ceiling(int a, int b) => a > 0 ? ((a - 1) / b) + 1 : a / b;
    }

    /// <summary>Brings the parts of a tile to their places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Put(T* tile, int* segments, int parts, int rows, int step, T* target, nint plane, bool add)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int part = 0; part < parts; part += 3)
            {
                T* from = tile + segments[part], to = target + segments[part + 1];
                int count = segments[part + 2];
                if (step == 1 && !add)
                {
                    ConvTile.Line<L, V, T>(from, to, count);
                    continue;
                }
                for (int i = 0; i < count; i++)
                    to[(nint)i * step] = add ? to[(nint)i * step] + from[i] : from[i];
            }
            tile += MostVectors * L.Count;
            target += plane;
        }
    }
}
