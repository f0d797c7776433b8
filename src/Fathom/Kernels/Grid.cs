namespace Fathom.Kernels;

/// <summary>
/// How operands of different shapes are walked together: rows of one length, and outer axes with a stride for each operand. Axes that all
/// operands treat alike are merged, so that equal shapes are one long row, and a matrix with a row vector is a list of rows.
/// </summary>
/// <remarks>Shapes are aligned at their last axes; a missing axis, or one of length 1, repeats (stride 0): NumPy's broadcasting.</remarks>
internal unsafe struct Grid
{
    private const int MaxRank = 8;
    private const int Operands = 3;

    private fixed int _lengths[MaxRank];
    private fixed int _strides[MaxRank * Operands];
    private fixed bool _repeats[Operands];

    /// <summary>The number of outer axes, the fastest first.</summary>
    private int _rank;

    /// <summary>The number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>The length of a row.</summary>
    public int Inner { get; private set; }

    /// <summary>Everything is one row in which no operand repeats.</summary>
    public readonly bool IsFlat => Rows == 1 && !_repeats[0] && !_repeats[1] && !_repeats[2];

    /// <summary>Operand <paramref name="k"/> is one number within a row.</summary>
    public readonly bool Repeats(int k) => _repeats[k];

    /// <summary>Plans the walk over <paramref name="y"/> with two operands that broadcast to it.</summary>
    public static Grid Of(ReadOnlySpan<int> y, ReadOnlySpan<int> a, ReadOnlySpan<int> b) => Of(y, a, b, y);

    /// <summary>Plans the walk over <paramref name="y"/> with three operands that broadcast to it.</summary>
    public static Grid Of(ReadOnlySpan<int> y, ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<int> c)
    {
        var grid = new Grid { Rows = 1, Inner = 1 };
        Span<int> running = [1, 1, 1];
        Span<int> stride = [0, 0, 0];
        bool open = false;
        for (int fromEnd = 1; fromEnd <= y.Length; fromEnd++)
        {
            int length = y[^fromEnd];
            stride[0] = Next(a, fromEnd, length, ref running[0]);
            stride[1] = Next(b, fromEnd, length, ref running[1]);
            stride[2] = Next(c, fromEnd, length, ref running[2]);
            if (length == 1)
                continue;
            if (!open)
                grid.Open(length, stride);
            else if (!grid.TryMerge(length, stride))
                grid.Push(length, stride);
            open = true;
        }

        return grid;
    }

    /// <summary>The operands' offsets at the start of row <paramref name="row"/>.</summary>
    public readonly void Seek(int row, int* index, nint* offsets)
    {
        offsets[0] = offsets[1] = offsets[2] = 0;
        for (int axis = 0; axis < _rank; axis++)
        {
            index[axis] = row % _lengths[axis];
            row /= _lengths[axis];
            for (int k = 0; k < Operands; k++)
                offsets[k] += (nint)index[axis] * _strides[(axis * Operands) + k];
        }
    }

    /// <summary>Moves to the next row.</summary>
    public readonly void Advance(int* index, nint* offsets)
    {
        for (int axis = 0; axis < _rank; axis++)
        {
            nint length = _lengths[axis];
            bool more = ++index[axis] < length;
            if (!more)
                index[axis] = 0;
            for (int k = 0; k < Operands; k++)
                offsets[k] += _strides[(axis * Operands) + k] * (more ? 1 : 1 - length);
            if (more)
                return;
        }
    }

    /// <summary>An operand's stride along the axis that is <paramref name="fromEnd"/> from the end.</summary>
    private static int Next(ReadOnlySpan<int> shape, int fromEnd, int length, ref int running)
    {
        if (fromEnd > shape.Length || shape[^fromEnd] != length || length == 1)
            return 0;
        int stride = running;
        running *= length;
        return stride;
    }

    private void Open(int length, ReadOnlySpan<int> stride)
    {
        Inner = length;
        for (int k = 0; k < Operands; k++)
            _repeats[k] = stride[k] == 0;
    }

    /// <summary>Joins an axis to the one inside it when every operand runs through both without a jump.</summary>
    private bool TryMerge(int length, ReadOnlySpan<int> stride)
    {
        for (int k = 0; k < Operands; k++)
        {
            int inside = _rank == 0 ? (_repeats[k] ? 0 : Inner) : _strides[((_rank - 1) * Operands) + k] * _lengths[_rank - 1];
            if (stride[k] != inside)
                return false;
        }

        if (_rank == 0)
        {
            Inner *= length;
        }
        else
        {
            _lengths[_rank - 1] *= length;
            Rows *= length;
        }

        return true;
    }

    private void Push(int length, ReadOnlySpan<int> stride)
    {
        _lengths[_rank] = length;
        for (int k = 0; k < Operands; k++)
            _strides[(_rank * Operands) + k] = stride[k];
        _rank++;
        Rows *= length;
    }
}
