using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Kernels;

/// <summary>
/// A matrix product that is worth packing. A is packed once, for all threads; B panel by panel, by the thread that uses the panel at once, so
/// that it never leaves the first-level cache between packing and use.
/// </summary>
/// <remarks>
/// A piece of work is a block of rows, whose packed A stays in the second-level cache, times a run of panels. Sums are cut into blocks of steps
/// so that a panel fits the first-level cache; each element is summed block after block, whatever the cut.
/// <c>Main</c> rows are a tile's, <c>Less</c> where that leaves fewer rows empty.
/// </remarks>
internal static unsafe class MatMulPanels<L, V, T, Main, Less>
    where L : struct, ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where Main : unmanaged
    where Less : unmanaged
{
    private const int MostSteps = 320, MostRows = 528, LeastRows = 48, Fewest = 4, MostPieces = 16, EnoughPieces = 8, LineBytes = 64;

    /// <summary>Multiply-adds of a piece: some 4 µs.</summary>
    private const long PieceWork = 1 << 19;

    /// <summary>Packed A takes at most so many elements at a time.</summary>
    private const long MostPacked = 1 << 22;

    private static int Width => 2 * L.Count;

    /// <summary>C = start + op(A)·op(B), or C += op(A)·op(B); <paramref name="start"/> is one row for all, or null for zeros.</summary>
    internal static void Run(int m, int n, int k, T* a, int lda, bool transposeA, T* b, int ldb, bool transposeB, T* c, int ldc, bool add, T* start)
    {
        int blocks = (k + MostSteps - 1) / MostSteps;
        var p = new Product
        {
            N = n,
            K = k,
            LdA = lda,
            LdB = ldb,
            LdC = ldc,
            B = b,
            TransposeA = transposeA,
            TransposeB = transposeB,
            Add = add,
            Start = start,
            Steps = (k + blocks - 1) / blocks,
        };

        // Reading A as it stands costs nothing while its lines stay in the cache; packing it pays where many panels read it.
        bool pack = PacksA(n, transposeA);
        int most = pack ? (int)Math.Min(int.MaxValue, Math.Max(MostRows, MostPacked / k / sizeof(Main) * sizeof(Main))) : m;
        for (int i = 0; i < m; i += Math.Min(most, m - i))
        {
            p.M = Math.Min(most, m - i);
            p.A = a + (transposeA ? i : (nint)i * lda);
            p.C = c + ((nint)i * ldc);
            if (pack)
            {
                p.PackedA = (T*)MatMulScratch.Get((nint)Padded(p.M) * k * sizeof(T));
                p.Cut(Math.Max(1, p.M / LeastRows), 1, (long)p.M * k / (1 << 14));
                ForkJoin.Run(p.Pieces, new PackJob { P = &p });
            }

            p.Cut(Math.Max(1, p.M / LeastRows), (n + Width - 1) / Width, (long)p.M * n * k / PieceWork);
            ForkJoin.Run(p.Pieces, new TileJob { P = &p });
        }
    }

    private static bool PacksA(int n, bool transposeA) => n >= (transposeA ? 64 : 128);

    /// <summary>The rows of the tile where so many are left: two middling tiles rather than a large and a small one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TileRows(int left) =>
        left > 2 * sizeof(Less) ? sizeof(Main) : left > sizeof(Main) ? sizeof(Less) : left > sizeof(Less) ? sizeof(Main) : left > Fewest ? sizeof(Less) : Fewest;

    /// <summary>What m rows come to in whole tiles.</summary>
    private static int Padded(int m)
    {
        int rows = Math.Max(0, (m - (2 * sizeof(Main))) / sizeof(Main) * sizeof(Main));
        while (rows < m)
            rows += TileRows(m - rows);
        return rows;
    }

    /// <summary>One product, or the rows of it that are packed at a time. Lives in the caller's frame.</summary>
    private struct Product
    {
        public int M, N, K, LdA, LdB, LdC, Steps, CutM, CutN;
        public bool TransposeA, TransposeB, Add;
        public T* A, B, C, PackedA, Start;

        public readonly int Pieces => CutM * CutN;

        /// <summary>Cuts rows × panels into about so many pieces: panels first, since each block of rows packs its panels anew.</summary>
        public void Cut(int mostM, int mostN, long pieces)
        {
            pieces = Math.Clamp(pieces, 1, MostPieces);
            CutN = (int)Math.Min(mostN, pieces);
            CutM = (int)Math.Min(mostM, Math.Max((M + MostRows - 1) / MostRows, (Math.Min(pieces, EnoughPieces) + CutN - 1) / CutN));
        }

        /// <summary>The rows of a piece: whole tiles, but for the last piece.</summary>
        public readonly (int From, int To) Rows(int part)
        {
            int tiles = (M + sizeof(Main) - 1) / sizeof(Main);
            return ((int)((long)tiles * part / CutM) * sizeof(Main), Math.Min(M, (int)((long)tiles * (part + 1) / CutM) * sizeof(Main)));
        }
    }

    private struct PackJob : IJob
    {
        public Product* P;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            (int from, int to) = P->Rows(piece);
            int padded = Padded(P->M);
            for (int step = 0; step < P->K; step += P->Steps)
            {
                int steps = Math.Min(P->Steps, P->K - step), rows;
                T* target = P->PackedA + ((nint)step * padded);
                for (int i = from, count; i < to; i += count)
                {
                    rows = TileRows(P->M - i);
                    count = Math.Min(rows, P->M - i);
                    if (P->TransposeA)
                    {
                        // All tiles of that height at once.
                        while (i + count < to && TileRows(P->M - i - count) == rows)
                            count = Math.Min(count + rows, P->M - i);
                        MatMulPack.CopyNarrow(P->A + ((nint)step * P->LdA) + i, P->LdA, count, rows, steps, target + ((nint)i * steps));
                    }
                    else
                    {
                        MatMulPack.Turn(P->A + ((nint)i * P->LdA) + step, P->LdA, count, rows, steps, target + ((nint)i * steps));
                    }
                }
            }
        }
    }

    private struct TileJob : IJob
    {
        public Product* P;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            Product* p = P;
            (int part, int run) = Math.DivRem(piece, p->CutN);
            (int iFrom, int iTo) = p->Rows(part);
            int panels = (p->N + Width - 1) / Width;
            int jFrom = (int)((long)panels * run / p->CutN) * Width, jTo = Math.Min(p->N, (int)((long)panels * (run + 1) / p->CutN) * Width);

            byte* memory = stackalloc byte[(MostSteps * 2 * L.Count * sizeof(T)) + (sizeof(Main) * 2 * L.Count * sizeof(T)) + (2 * LineBytes) + LineBytes];
            T* panel = (T*)(((nint)memory + LineBytes - 1) & -LineBytes), edge = panel + (MostSteps * Width), padded = edge + (sizeof(Main) * Width);
            int packedRows = p->PackedA == null ? 0 : Padded(p->M);
            for (int step = 0; step < p->K; step += p->Steps)
            {
                int steps = Math.Min(p->Steps, p->K - step);
                bool add = p->Add || step > 0;
                T* a = p->PackedA == null ? p->A + (p->TransposeA ? (nint)step * p->LdA : step) : p->PackedA + ((nint)step * packedRows);
                for (int j = jFrom; j < jTo; j += Width)
                {
                    int columns = Math.Min(Width, jTo - j), width = columns > L.Count ? Width : L.Count;
                    if (p->TransposeB)
                        MatMulPack.Turn(p->B + ((nint)j * p->LdB) + step, p->LdB, columns, width, steps, panel);
                    else
                        MatMulPack.Copy<L, V, T>(p->B + ((nint)step * p->LdB) + j, p->LdB, columns, width, steps, panel);
                    T* start = p->Start == null || add ? null : MatMulTile.Start(p->Start + j, columns, width, padded);

                    // The next panel's numbers come from far away: they are on their way while the tiles of this one run.
                    int nextStep = j + Width < jTo ? step : step + p->Steps, nextJ = j + Width < jTo ? j + Width : jFrom;
                    int units = nextStep >= p->K ? 0 : p->TransposeB ? Math.Min(Width, jTo - nextJ) : Math.Min(p->Steps, p->K - nextStep), asked = 0;
                    int rows;
                    for (int i = iFrom; i < iTo; i += rows)
                    {
                        rows = TileRows(p->M - i);
                        int ask = (int)((long)units * (i + rows - iFrom) / (iTo - iFrom));
                        for (; asked < Math.Min(ask, units); asked++)
                            Ask(p, nextStep, nextJ, asked);
                        int count = Math.Min(rows, p->M - i), skip = 0;
                        T* from = a + ((nint)i * steps);
                        nint rowStep = 1, next = rows;
                        if (p->PackedA == null)
                        {
                            // The last rows: a whole tile that ends with them, of which only they are kept.
                            skip = rows - count;
                            (rowStep, next) = p->TransposeA ? (1, p->LdA) : (p->LdA, 1);
                            from = a + ((i - skip) * rowStep);
                        }

                        T* c = p->C + ((nint)i * p->LdC) + j;
                        bool whole = columns == width && count == rows;
                        T* to = whole ? c : edge;
                        nint ldc = whole ? p->LdC : width;
                        Tile(rows, width, steps, from, rowStep, next, panel, to, ldc, add && whole, start);
                        if (!whole)
                            MatMulTile.Copy<L, V, T>(edge + (skip * width), width, count, columns, c, p->LdC, add);
                    }
                }
            }
        }

        /// <summary>Brings one row of B's memory that belongs to a panel into the second-level cache.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Ask(Product* p, int step, int j, int unit)
        {
            if (!Sse.IsSupported)
                return;
            byte* from = (byte*)(p->TransposeB ? p->B + ((nint)(j + unit) * p->LdB) + step : p->B + ((nint)(step + unit) * p->LdB) + j);
            nint bytes = (p->TransposeB ? Math.Min(p->Steps, p->K - step) : Width) * sizeof(T);
            for (nint at = 0; at < bytes; at += LineBytes)
                Sse.Prefetch1(from + at);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Tile(int rows, int width, nint steps, T* a, nint rowStep, nint step, T* b, T* c, nint ldc, bool add, T* start)
        {
            if (width > L.Count)
            {
                if (rows == sizeof(Main))
                    MatMulTile.Run<L, V, T, Main, MatMulTile.Two>(steps, a, rowStep, step, b, width, c, ldc, add, start);
                else if (rows == sizeof(Less))
                    MatMulTile.Run<L, V, T, Less, MatMulTile.Two>(steps, a, rowStep, step, b, width, c, ldc, add, start);
                else
                    MatMulTile.Run<L, V, T, MatMulTile.Four, MatMulTile.Two>(steps, a, rowStep, step, b, width, c, ldc, add, start);
            }
            else
            {
                if (rows == sizeof(Main))
                    MatMulTile.Run<L, V, T, Main, MatMulTile.One>(steps, a, rowStep, step, b, width, c, ldc, add, start);
                else if (rows == sizeof(Less))
                    MatMulTile.Run<L, V, T, Less, MatMulTile.One>(steps, a, rowStep, step, b, width, c, ldc, add, start);
                else
                    MatMulTile.Run<L, V, T, MatMulTile.Four, MatMulTile.One>(steps, a, rowStep, step, b, width, c, ldc, add, start);
            }
        }
    }
}
