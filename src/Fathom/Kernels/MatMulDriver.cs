using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>Cuts a matrix product into packing and tiles, for one vector width.</summary>
/// <remarks><c>Main</c> is the number of rows in the main tile: as many as the processor's registers hold at 2·V columns.</remarks>
internal static unsafe class MatMulDriver<L, V, T, Main, Less>
    where L : struct, ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where Main : unmanaged
    where Less : unmanaged
{
    private const int SmallRows = 4, RowLimit = 2016, ColumnLimit = 2048, DepthLimit = 1024, BlockRows = 48, MostPieces = 16;

    /// <summary>Below this many multiply-adds (some 10 µs) one thread does all; above, a piece has at least half as many.</summary>
    private const long SerialLimit = 1 << 19;

    /// <summary>From here on packing pays: see <see cref="MatMulPanels{L, V, T, Main, Less}"/>.</summary>
    private const long LargeLimit = 1 << 21;

    /// <summary>And from so many rows on.</summary>
    private const int LargeRows = 24;

    internal static void Run(
        int batch, int m, int n, int k, T* a, nint strideA, int lda, bool transposeA, T* b, nint strideB, int ldb, bool transposeB,
        T* c, nint strideC, int ldc, bool add, T* start)
    {
        if (batch > 1)
        {
            // Products that together are one: rows upon rows against the same B, or steps after steps of one sum.
            if (strideC == 0 && transposeA && !transposeB && strideA == (nint)k * lda && strideB == (nint)k * ldb && (long)batch * k <= int.MaxValue)
                (batch, k) = (1, batch * k);
            else if (strideB == 0 && !transposeA && strideA == (nint)m * lda && strideC == (nint)m * ldc && (long)batch * m <= int.MaxValue)
                (batch, m) = (1, batch * m);
        }

        var g = new Geometry(m, n, k, lda, transposeA, ldb, transposeB, ldc);
        long work = (long)m * n * k, all = work * batch;
        int pieces = (int)Math.Min(Math.Min(batch, MostPieces), 2 * all / SerialLimit);
        if (strideC != 0 && work < SerialLimit && all >= SerialLimit && pieces > 1)
        {
            // Small products: each piece is a run of them, with scratch of its own out of the caller's.
            var job = new BatchJob
            {
                Shape = g,
                A = a,
                B = b,
                C = c,
                StrideA = strideA,
                StrideB = strideB,
                StrideC = strideC,
                Add = add,
                Start = start,
                Batch = batch,
                Pieces = pieces,
                Scratch = (T*)MatMulScratch.Get(pieces * g.ScratchElements * sizeof(T)),
            };
            ForkJoin.Run(pieces, job);
            return;
        }
        T* scratch = (T*)MatMulScratch.Get(g.ScratchElements * sizeof(T));
        for (int t = 0; t < batch; t++)
            Product(g, a + t * strideA, b + t * strideB, c + t * strideC, add || (strideC == 0 && t > 0), start, scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Product(Geometry g, T* a, T* b, T* c, bool add, T* start, T* scratch)
    {
        int m = g.M, n = g.N, k = g.K;
        if (start != null && !add && (k == 0 || m == 1 || n == 1))
        {
            for (int i = 0; i < m; i++)
                new Span<T>(start, n).CopyTo(new Span<T>(c + ((nint)i * g.LdC), n));
            add = true;
        }

        if (k == 0)
        {
            for (int i = 0; i < m && !add; i++)
                new Span<T>(c + (nint)i * g.LdC, n).Clear();
            return;
        }
        if (m == 1)
        {
            MatMulVector<L, V, T>.Run(n, k, b, g.LdB, g.TransposeB, a, g.TransposeA ? g.LdA : 1, c, 1, add, scratch);
            return;
        }
        if (n == 1)
        {
            MatMulVector<L, V, T>.Run(m, k, a, g.LdA, !g.TransposeA, b, g.TransposeB ? 1 : g.LdB, c, g.LdC, add, scratch);
            return;
        }

        if (g.Large)
        {
            MatMulPanels<L, V, T, Main, Less>.Run(m, n, k, a, g.LdA, g.TransposeA, b, g.LdB, g.TransposeB, c, g.LdC, add, start);
            return;
        }

        g.PackedA = scratch;
        g.PackedB = scratch + g.ElementsA;
        for (int j = 0; j < n; j += ColumnLimit)
        {
            for (int p = 0; p < k; p += g.MostDepth)
            {
                for (int i = 0; i < m; i += RowLimit)
                {
                    g.Rows = Math.Min(RowLimit, m - i);
                    g.Columns = Math.Min(ColumnLimit, n - j);
                    g.Depth = Math.Min(g.MostDepth, k - p);
                    g.A = a + (g.TransposeA ? (nint)p * g.LdA + i : (nint)i * g.LdA + p);
                    g.B = b + (g.TransposeB ? (nint)j * g.LdB + p : (nint)p * g.LdB + j);
                    g.C = c + (nint)i * g.LdC + j;
                    g.Add = add || p > 0;
                    g.Start = g.Add || start == null ? null : start + j;
                    Block(ref g, firstRows: i == 0);
                }
            }
        }
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>One block whose packed operands fit the scratch memory: pack, then tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(ref Geometry g, bool firstRows)
    {
        int widthOfTile = 2 * L.Count;
        int panelsA = (g.Rows + g.RowsInTile - 1) / g.RowsInTile, panelsB = (g.Columns + widthOfTile - 1) / widthOfTile;
        long work = (long)g.Rows * g.Columns * g.Depth;
        int pieces = work < SerialLimit ? 1 : (int)Math.Min(MostPieces, 2 * work / SerialLimit);

        // B's last panel is packed in any case if it is not full: the tile reads whole vectors.
        g.PanelsA = g.PackA ? panelsA : 0;
        g.PanelsB = !firstRows ? 0 : g.PackB ? panelsB : g.Columns % L.Count != 0 ? 1 : 0;
        if (g.PanelsA + g.PanelsB > 0)
        {
            long moved = ((long)g.PanelsA * g.RowsInTile + (long)g.PanelsB * widthOfTile) * g.Depth;
            g.Pieces = pieces == 1 ? 1 : (int)Math.Clamp(moved >> 14, 1, Math.Min(MostPieces, g.PanelsA + g.PanelsB));
            ForkJoin.Run(g.Pieces, new PackJob { G = (Geometry*)Unsafe.AsPointer(ref g) });
        }

        // A piece is a block of rows times a block of columns: at most as many rows as leave packed A in the second-level cache.
        g.PanelsA = panelsA;
        g.PanelsB = panelsB;
        g.CutA = pieces == 1 ? 1 : Math.Min(panelsA, Math.Max((g.Rows + BlockRows - 1) / BlockRows, (pieces + panelsB - 1) / panelsB));
        g.CutB = Math.Clamp((pieces + g.CutA - 1) / g.CutA, 1, panelsB);
        ForkJoin.Run(g.CutA * g.CutB, new TileJob { G = (Geometry*)Unsafe.AsPointer(ref g) });
    }

    /// <summary>One product's shape, the path chosen for it, and where its current block stands. Lives in the caller's frame.</summary>
    private struct Geometry
    {
        public readonly int M, N, K, LdA, LdB, LdC, RowsInTile, MostDepth;
        public readonly bool TransposeA, TransposeB, PackA, PackB, Large;
        public readonly nint ElementsA, ScratchElements;
        public T* A, B, C, PackedA, PackedB, Start;
        public int Rows, Columns, Depth, PanelsA, PanelsB, CutA, CutB, Pieces;
        public bool Add;

        public Geometry(int m, int n, int k, int lda, bool transposeA, int ldb, bool transposeB, int ldc)
        {
            (M, N, K, LdA, LdB, LdC, TransposeA, TransposeB) = (m, n, k, lda, ldb, ldc, transposeA, transposeB);
            if (m == 1 || n == 1 || k == 0)
            {
                ScratchElements = (nint)k + Math.Max(m, n);
                return;
            }
            Large = m >= LargeRows && (long)m * n * k >= LargeLimit;
            if (Large)
                return;
            RowsInTile = m < sizeof(Main) ? SmallRows : sizeof(Main);

            // A plain B that is read by so few tiles is not worth packing; A, of which a step reads only single numbers, may stay as it is for long
            // if its rows are read along, not across.
            bool large = (long)m * n * k >= LargeLimit;
            PackA = m < SmallRows || (large && n >= (transposeA ? 128 : 1024));
            PackB = transposeB;
            int depths = (k + DepthLimit - 1) / DepthLimit;
            MostDepth = (k + depths - 1) / depths;
            ElementsA = PackA ? (nint)MostDepth * RoundUp(Math.Min(m, RowLimit), RowsInTile) : 0;
            ScratchElements = ElementsA + (nint)MostDepth * (PackB ? RoundUp(Math.Min(n, ColumnLimit), 2 * L.Count) : 2 * L.Count);
        }
    }

    private struct BatchJob : IJob
    {
        public Geometry Shape;
        public T* A, B, C, Start, Scratch;
        public nint StrideA, StrideB, StrideC;
        public int Batch, Pieces;
        public bool Add;

        public readonly void Run(int piece)
        {
            int from = (int)((long)Batch * piece / Pieces), to = (int)((long)Batch * (piece + 1) / Pieces);
            for (int t = from; t < to; t++)
                Product(Shape, A + t * StrideA, B + t * StrideB, C + t * StrideC, Add, Start, Scratch + piece * Shape.ScratchElements);
        }
    }

    private struct PackJob : IJob
    {
        public Geometry* G;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            Geometry* g = G;
            int panels = g->PanelsA + g->PanelsB;
            int from = (int)((long)panels * piece / g->Pieces), to = (int)((long)panels * (piece + 1) / g->Pieces);
            int panelsA = Math.Min(to, g->PanelsA);
            if (from < panelsA)
                Panels(g->A, g->LdA, g->TransposeA, from * g->RowsInTile, Math.Min(panelsA * g->RowsInTile, g->Rows), g->RowsInTile, g->Depth, g->PackedA);
            from = Math.Max(from, g->PanelsA) - g->PanelsA;
            to -= g->PanelsA;
            if (from >= to)
                return;
            int width = 2 * L.Count;
            if (g->PackB)
            {
                // The last panel may be half as wide.
                int end = Math.Min(to * width, g->Columns), last = end % width;
                bool narrow = last > 0 && last <= L.Count;
                Panels(g->B, g->LdB, !g->TransposeB, from * width, narrow ? end - last : end, width, g->Depth, g->PackedB);
                if (narrow)
                    Panels(g->B, g->LdB, !g->TransposeB, end - last, end, L.Count, g->Depth, g->PackedB);
            }
            else
            {
                int start = (g->Columns - 1) / width * width, columns = g->Columns - start;
                Panels(g->B + (g->TransposeB ? start * (nint)g->LdB : start), g->LdB, !g->TransposeB, 0, columns, columns <= L.Count ? L.Count : width, g->Depth, g->PackedB);
            }
        }

        /// <summary>Packs the columns (or rows) from…to, which begin at a panel.</summary>
        private static void Panels(T* source, nint stride, bool sideBySide, int from, int to, int width, int depth, T* packed)
        {
            if (sideBySide)
            {
                if (width % L.Count == 0)
                    MatMulPack.Copy<L, V, T>(source + from, stride, to - from, width, depth, packed + ((nint)from * depth));
                else
                    MatMulPack.CopyNarrow(source + from, stride, to - from, width, depth, packed + ((nint)from * depth));
                return;
            }

            for (int i = from; i < to; i += width)
                MatMulPack.Turn(source + (i * stride), stride, Math.Min(width, to - i), width, depth, packed + ((nint)i * depth));
        }
    }

    private struct TileJob : IJob
    {
        public Geometry* G;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public readonly void Run(int piece)
        {
            Geometry* g = G;
            int cutA = g->CutA, cutB = g->CutB, partA = piece / cutB, partB = piece % cutB;
            int iFrom = (int)((long)g->PanelsA * partA / cutA), iTo = (int)((long)g->PanelsA * (partA + 1) / cutA);
            int jFrom = (int)((long)g->PanelsB * partB / cutB), jTo = (int)((long)g->PanelsB * (partB + 1) / cutB);
            T* edge = stackalloc T[sizeof(Main) * 2 * L.Count], padded = stackalloc T[2 * L.Count];

            for (int jPanel = jFrom; jPanel < jTo; jPanel++)
            {
                int j = jPanel * 2 * L.Count, columns = Math.Min(2 * L.Count, g->Columns - j);
                int width = columns > L.Count ? 2 * L.Count : L.Count;
                T* b = g->B + j;
                nint ldb = g->LdB;
                if (g->PackB || columns != width)
                {
                    b = g->PackedB + (g->PackB ? (nint)j * g->Depth : 0);
                    ldb = width;
                }
                T* start = g->Start == null ? null : MatMulTile.Start(g->Start + j, columns, width, padded);
                for (int iPanel = iFrom; iPanel < iTo; iPanel++)
                {
                    int i = iPanel * g->RowsInTile, rows = Math.Min(g->RowsInTile, g->Rows - i);
                    int tileRows = rows > SmallRows ? g->RowsInTile : SmallRows, skip = 0;
                    T* a;
                    nint rowStep = 1, step = g->RowsInTile;
                    if (g->PackA)
                    {
                        a = g->PackedA + (nint)i * g->Depth;
                    }
                    else
                    {
                        // The last rows: a whole tile that ends with them, of which only they are kept.
                        skip = Math.Max(0, tileRows - rows);
                        rowStep = g->TransposeA ? 1 : g->LdA;
                        step = g->TransposeA ? g->LdA : 1;
                        a = g->A + (i - skip) * rowStep;
                    }
                    T* c = g->C + (nint)i * g->LdC + j;
                    if (columns == width && (rows == tileRows || (!g->Add && !g->PackA)))
                    {
                        // Rows that overlap the tile above are written again with the same bits.
                        c -= (nint)skip * g->LdC;
                        Tile(tileRows, width, g->Depth, a, rowStep, step, b, ldb, c, g->LdC, g->Add, start);
                    }
                    else
                    {
                        Tile(tileRows, width, g->Depth, a, rowStep, step, b, ldb, edge, width, false, start);
                        MatMulTile.Copy<L, V, T>(edge + skip * width, width, rows, columns, c, g->LdC, g->Add);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Tile(int rows, int width, nint depth, T* a, nint rowStep, nint step, T* b, nint ldb, T* c, nint ldc, bool add, T* start)
        {
            if (rows == sizeof(Main))
            {
                if (width > L.Count)
                    MatMulTile.Run<L, V, T, Main, MatMulTile.Two>(depth, a, rowStep, step, b, ldb, c, ldc, add, start);
                else
                    MatMulTile.Run<L, V, T, Main, MatMulTile.One>(depth, a, rowStep, step, b, ldb, c, ldc, add, start);
            }
            else
            {
                if (width > L.Count)
                    MatMulTile.Run<L, V, T, MatMulTile.Four, MatMulTile.Two>(depth, a, rowStep, step, b, ldb, c, ldc, add, start);
                else
                    MatMulTile.Run<L, V, T, MatMulTile.Four, MatMulTile.One>(depth, a, rowStep, step, b, ldb, c, ldc, add, start);
            }
        }

    }
}
