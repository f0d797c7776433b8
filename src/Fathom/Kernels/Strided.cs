using System.Numerics;

namespace Fathom.Kernels;

/// <summary>Copies between a contiguous array and one read or written with a stride for each axis: permutations, slices, diagonals, repeats.</summary>
internal static unsafe class Strided
{
    private const int MaxRank = 8;
    private const int Tile = 16;

    /// <summary>y[i, j, …] = x[offset + i·s₀ + j·s₁ + …], with y contiguous of the given lengths.</summary>
    public static void Copy<U>(ReadOnlySpan<U> x, int offset, ReadOnlySpan<int> lengths, ReadOnlySpan<int> strides, Span<U> y)
        where U : unmanaged
    {
        var walk = new Walk(lengths, strides);
        if (walk.Length == 0)
            return;
        fixed (U* px = x, py = y)
        {
            if (walk.TileAxis >= 0)
            {
                walk.Tiles(px + offset, py);
                return;
            }

            var job = new CopyJob<U>(walk, px + offset, py);
            if (walk.Length < 2 * Elementwise.Piece)
                job.Rows(0, walk.Rows);
            else
                ForkJoin.Run(job.Pieces, job);
        }
    }

    /// <summary>x[offset + i·s₀ + j·s₁ + …] += y[i, j, …]: what <see cref="Copy"/> reads gets back what was made of it.</summary>
    public static void Add<T>(ReadOnlySpan<T> y, Span<T> x, int offset, ReadOnlySpan<int> lengths, ReadOnlySpan<int> strides)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var walk = new Walk(lengths, strides);
        if (walk.Length == 0)
            return;
        fixed (T* px = x, py = y)
        {
            T* from = py;
            do
            {
                T* to = px + offset + walk.Offset;
                if (walk.Stride == 1)
                {
                    Elementwise.Map(default(Unchanged), new ReadOnlySpan<T>(from, walk.Inner), new Span<T>(to, walk.Inner), add: true);
                }
                else
                {
                    for (nint i = 0; i < walk.Inner; i++)
                        to[i * walk.Stride] += from[i];
                }

                from += walk.Inner;
            }
            while (walk.Next());
        }
    }

    /// <summary>A copy along the last axis, cut into runs of whole rows.</summary>
    private readonly struct CopyJob<U>(Walk walk, U* x, U* y) : IJob
        where U : unmanaged
    {
        private readonly Walk _walk = walk;

        private nint RowsAPiece => Math.Max(1, Elementwise.Piece / _walk.Inner);

        public int Pieces => (int)((_walk.Rows + RowsAPiece - 1) / RowsAPiece);

        public void Run(int piece) => Rows(piece * RowsAPiece, Math.Min(RowsAPiece, _walk.Rows - (piece * RowsAPiece)));

        public void Rows(nint first, nint count)
        {
            Walk walk = _walk;
            walk.Seek(first);
            U* to = y + (first * walk.Inner);
            for (; count > 0; count--, to += walk.Inner)
            {
                U* from = x + walk.Offset;
                if (walk.Stride == 1)
                {
                    new ReadOnlySpan<U>(from, walk.Inner).CopyTo(new Span<U>(to, walk.Inner));
                }
                else
                {
                    for (nint i = 0; i < walk.Inner; i++)
                        to[i] = from[i * walk.Stride];
                }

                walk.Next();
            }
        }
    }

    /// <summary>The walk over the strided side, with axes merged where they run on.</summary>
    private struct Walk
    {
        private fixed int _lengths[MaxRank];
        private fixed int _strides[MaxRank];
        private fixed int _index[MaxRank];
        private readonly int _outer;

        public Walk(ReadOnlySpan<int> lengths, ReadOnlySpan<int> strides)
        {
            int rank = 0;
            Length = 1;
            for (int axis = 0; axis < lengths.Length; axis++)
            {
                int length = lengths[axis];
                Length *= length;
                if (length == 1)
                    continue;
                if (rank > 0 && _strides[rank - 1] == strides[axis] * length)
                {
                    _lengths[rank - 1] *= length;
                    _strides[rank - 1] = strides[axis];
                }
                else
                {
                    _lengths[rank] = length;
                    _strides[rank++] = strides[axis];
                }
            }

            if (rank == 0)
            {
                _lengths[rank] = 1;
                _strides[rank++] = 1;
            }

            _outer = rank - 1;
            Inner = _lengths[_outer];
            Stride = _strides[_outer];
            TileAxis = -1;
            for (int axis = 0; axis < _outer && Stride > 1; axis++)
            {
                if (_strides[axis] == 1)
                    TileAxis = axis;
            }
        }

        public nint Length { get; }

        public nint Offset { get; private set; }

        public int Inner { get; }

        public int Stride { get; }

        /// <summary>The axis along which the strided side is contiguous while the last axis is not, or −1: walked in tiles to save memory traffic.</summary>
        public int TileAxis { get; }

        /// <summary>Rows of the last axis.</summary>
        public readonly nint Rows => Length / Inner;

        /// <summary>Goes to a row by its number.</summary>
        public void Seek(nint row)
        {
            Offset = 0;
            for (int axis = _outer - 1; axis >= 0; axis--)
            {
                (row, nint index) = Math.DivRem(row, _lengths[axis]);
                _index[axis] = (int)index;
                Offset += index * _strides[axis];
            }
        }

        public bool Next()
        {
            for (int axis = _outer - 1; axis >= 0; axis--)
            {
                Offset += _strides[axis];
                if (++_index[axis] < _lengths[axis])
                    return true;
                Offset -= (nint)_strides[axis] * _lengths[axis];
                _index[axis] = 0;
            }

            return false;
        }

        /// <summary>A transposition: small squares of (tile axis, last axis), for every index of the other axes.</summary>
        public void Tiles<U>(U* x, U* y)
            where U : unmanaged
        {
            int rows = _lengths[TileAxis];
            nint rowStep = Inner;
            for (int axis = TileAxis + 1; axis < _outer; axis++)
                rowStep *= _lengths[axis];
            _lengths[TileAxis] = 1;
            nint block = 0;
            do
            {
                U* from = x + Offset;
                U* to = y + Position(block, rowStep, rows);
                for (int r0 = 0; r0 < rows; r0 += Tile)
                {
                    int r1 = Math.Min(rows, r0 + Tile);
                    for (int c0 = 0; c0 < Inner; c0 += Tile)
                    {
                        int c1 = Math.Min(Inner, c0 + Tile);
                        for (nint r = r0; r < r1; r++)
                        {
                            for (nint c = c0; c < c1; c++)
                                to[(r * rowStep) + c] = from[(c * Stride) + r];
                        }
                    }
                }

                block++;
            }
            while (Next());
        }

        /// <summary>Where block number <paramref name="block"/> (the index over all axes but the tile's two) starts on the contiguous side.</summary>
        private readonly nint Position(nint block, nint rowStep, int rows)
        {
            nint inside = rowStep / Inner;
            (nint before, nint after) = (block / inside, block % inside);
            return (before * rows * rowStep) + (after * Inner);
        }
    }
}

/// <summary>y = a.</summary>
internal readonly struct Unchanged : IMap1
{
    V IMap1.At<V, T>(V a) => a;
}
