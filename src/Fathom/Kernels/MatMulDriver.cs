using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>Cuts a matrix product into packing and tiles, for one vector width.</summary>
/// <remarks><c>Main</c> is the number of rows in the main tile: as many as the processor's registers hold at 2·V columns.</remarks>
internal static unsafe class MatMulDriver<V, T, Main>
    where V : struct, IVec<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where Main : struct, MatMulTile.ISize
{
    private const int SmallRows = 4, DepthLimit = 384, RowLimit = 2016, ColumnLimit = 2048, BlockRows = 192;

    /// <summary>Below this many multiply-adds (some 10 µs) one thread does all; above, a piece has at least half as many.</summary>
    private const long SerialLimit = 1 << 19;

    internal static void Run(
        int batch, int m, int n, int k, T* a, nint strideA, int lda, bool transposeA, T* b, nint strideB, int ldb, bool transposeB,
        T* c, nint strideC, int ldc, bool add)
    {
        for (int t = 0; t < batch; t++)
        {
            Product(m, n, k, a + t * strideA, lda, transposeA, b + t * strideB, ldb, transposeB, c + t * strideC, ldc, add || (strideC == 0 && t > 0));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Product(int m, int n, int k, T* a, int lda, bool transposeA, T* b, int ldb, bool transposeB, T* c, int ldc, bool add)
    {
        if (k == 0)
        {
            for (int i = 0; i < m && !add; i++)
                new Span<T>(c + (nint)i * ldc, n).Clear();
            return;
        }

        long work = (long)m * n * k;
        bool large = work >= 1 << 21;
        var g = new Geometry
        {
            RowsInTile = m < Main.Value ? SmallRows : Main.Value,
            RowStep = transposeA ? 1 : lda,
            Step = transposeA ? lda : 1,
            PackA = m < SmallRows || (large && n >= 64),
            PackB = transposeB || (large && m >= 64),
            LdA = lda, TransposeA = transposeA, LdB = ldb, TransposeB = transposeB, LdC = ldc,
        };
        int depths = (k + DepthLimit - 1) / DepthLimit, depth = (k + depths - 1) / depths;
        int widthOfTile = 2 * V.Count;
        nint sizeA = g.PackA ? (nint)depth * RoundUp(Math.Min(m, RowLimit), g.RowsInTile) : 0;
        nint sizeB = (nint)depth * (g.PackB ? RoundUp(Math.Min(n, ColumnLimit), widthOfTile) : widthOfTile);
        g.PackedA = (T*)MatMulScratch.Get((sizeA + sizeB) * sizeof(T));
        g.PackedB = g.PackedA + sizeA;

        for (int j = 0; j < n; j += ColumnLimit)
        {
            for (int p = 0; p < k; p += depth)
            {
                for (int i = 0; i < m; i += RowLimit)
                {
                    g.Rows = Math.Min(RowLimit, m - i);
                    g.RowsBefore = i;
                    g.Columns = Math.Min(ColumnLimit, n - j);
                    g.Depth = Math.Min(depth, k - p);
                    g.A = transposeA ? a + (nint)p * lda + i : a + (nint)i * lda + p;
                    g.B = transposeB ? b + (nint)j * ldb + p : b + (nint)p * ldb + j;
                    g.C = c + (nint)i * ldc + j;
                    g.Add = add || p > 0;
                    g.SkipB = i > 0;
                    Block(ref g);
                }
            }
        }
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>One block whose packed operands fit the scratch memory: pack, then tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(ref Geometry g)
    {
        int panelsA = (g.Rows + g.RowsInTile - 1) / g.RowsInTile, panelsB = (g.Columns + 2 * V.Count - 1) / (2 * V.Count);
        long work = (long)g.Rows * g.Columns * g.Depth;
        int pieces = work < SerialLimit ? 1 : (int)Math.Min(16, 2 * work / SerialLimit);

        int packA = g.PackA ? panelsA : 0;
        int packB = g.SkipB ? 0 : g.PackB ? panelsB : g.Columns % V.Count != 0 ? 1 : 0;
        if (packA + packB > 0)
        {
            g.PanelsA = packA;
            g.PanelsB = packB;
            long moved = ((long)packA * g.RowsInTile + (long)packB * 2 * V.Count) * g.Depth;
            g.Pieces = pieces == 1 ? 1 : (int)Math.Clamp(moved >> 14, 1, Math.Min(16, packA + packB));
            ForkJoin.Run(g.Pieces, new PackJob { G = (Geometry*)Unsafe.AsPointer(ref g) });
        }

        int cutA = Math.Min(panelsA, Math.Max(1, Math.Max((g.Rows + BlockRows - 1) / BlockRows, Math.Min(pieces, 1))));
        if (cutA > 1 && pieces == 1)
            cutA = 1;
        int cutB = pieces == 1 ? 1 : Math.Min(panelsB, (pieces + cutA - 1) / cutA);
        if (cutA * cutB < pieces)
            cutA = Math.Min(panelsA, (pieces + cutB - 1) / cutB);
        g.PanelsA = panelsA;
        g.PanelsB = panelsB;
        g.CutB = cutB;
        g.Pieces = cutA * cutB;
        g.CutA = cutA;
        ForkJoin.Run(g.Pieces, new TileJob { G = (Geometry*)Unsafe.AsPointer(ref g) });
    }

    private struct Geometry
    {
        public T* A, B, C, PackedA, PackedB;
        public int LdA, LdB, LdC, Rows, RowsBefore, Columns, Depth, RowsInTile;
        public int PanelsA, PanelsB, CutA, CutB, Pieces;
        public nint RowStep, Step;
        public bool TransposeA, TransposeB, PackA, PackB, SkipB, Add;
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
            for (int panel = from; panel < to; panel++)
            {
                if (panel < g->PanelsA)
                {
                    int i = panel * g->RowsInTile, rows = Math.Min(g->RowsInTile, g->Rows - i);
                    Panel(g->A, g->LdA, g->TransposeA, i, rows, g->RowsInTile, g->Depth, g->PackedA + (nint)i * g->Depth);
                }
                else
                {
                    int j = (g->PackB ? panel - g->PanelsA : (g->Columns - 1) / (2 * V.Count)) * 2 * V.Count;
                    int columns = Math.Min(2 * V.Count, g->Columns - j);
                    Panel(g->B, g->LdB, !g->TransposeB, j, columns, columns <= V.Count ? V.Count : 2 * V.Count, g->Depth, g->PackedB + (g->PackB ? (nint)j * g->Depth : 0));
                }
            }
        }

        private static void Panel(T* source, nint stride, bool sideBySide, int first, int count, int width, int depth, T* target)
        {
            if (sideBySide)
                MatMulPack.Copy<V, T>(source + first, stride, count, width, depth, target);
            else
                MatMulPack.Turn(source + first * stride, stride, count, width, depth, target);
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
            T* edge = stackalloc T[Main.Value * 2 * V.Count];

            for (int jPanel = jFrom; jPanel < jTo; jPanel++)
            {
                int j = jPanel * 2 * V.Count, columns = Math.Min(2 * V.Count, g->Columns - j);
                int width = columns > V.Count ? 2 * V.Count : V.Count;
                T* b = g->B + j;
                nint ldb = g->LdB;
                if (g->PackB || columns != width)
                {
                    b = g->PackedB + (g->PackB ? (nint)j * g->Depth : 0);
                    ldb = width;
                }
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
                        a = g->A + (i - skip) * g->RowStep;
                        rowStep = g->RowStep;
                        step = g->Step;
                    }
                    T* c = g->C + (nint)i * g->LdC + j;
                    if (rows == tileRows && columns == width)
                    {
                        Tile(tileRows, width, g->Depth, a, rowStep, step, b, ldb, c, g->LdC, g->Add);
                    }
                    else
                    {
                        Tile(tileRows, width, g->Depth, a, rowStep, step, b, ldb, edge, width, false);
                        Copy(edge + skip * width, width, rows, columns, c, g->LdC, g->Add);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Tile(int rows, int width, nint depth, T* a, nint rowStep, nint step, T* b, nint ldb, T* c, nint ldc, bool add)
        {
            if (rows == Main.Value)
            {
                if (width > V.Count)
                    MatMulTile.Run<V, T, Main, MatMulTile.Two>(depth, a, rowStep, step, b, ldb, c, ldc, add);
                else
                    MatMulTile.Run<V, T, Main, MatMulTile.One>(depth, a, rowStep, step, b, ldb, c, ldc, add);
            }
            else
            {
                if (width > V.Count)
                    MatMulTile.Run<V, T, MatMulTile.Four, MatMulTile.Two>(depth, a, rowStep, step, b, ldb, c, ldc, add);
                else
                    MatMulTile.Run<V, T, MatMulTile.Four, MatMulTile.One>(depth, a, rowStep, step, b, ldb, c, ldc, add);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Copy(T* source, int width, int rows, int columns, T* c, nint ldc, bool add)
        {
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                    c[j] = add ? c[j] + source[j] : source[j];
                source += width;
                c += ldc;
            }
        }
    }
}
