using Fathom.Kernels;

namespace Fathom;

/// <summary>Reads the well-formed rows of a file in pieces, several at a time, and joins them in the order of the file: so the table does not depend on how many threads read.</summary>
internal sealed class CsvPieceReader(CsvSource source, CsvOptions options, MissingMarks missing, byte separator, int pieceBytes)
{
    /// <summary>Pieces for each thread in one go: enough that a thread rarely waits for the others, few enough to keep memory small.</summary>
    private const int PiecesPerThread = 4;

    private readonly CsvPiece[] _pieces = new CsvPiece[PiecesPerThread * ForkJoin.Threads];

    public int Rows { get; private set; }

    /// <summary>The line of each row; may be longer than there are rows.</summary>
    public int[] Lines { get; private set; } = [];

    /// <summary>Reads all rows into <paramref name="columns"/>; false where anything is not as it should be, whatever it is.</summary>
    public bool Read(ColumnBuilder[] columns)
    {
        try
        {
            if (!Pass(columns) || Rows == 0) return false;
            if (!Array.Exists(columns, column => column.NeedsSecondPass)) return true;
            int rows = Rows;
            ColumnBuilder?[] late = Array.ConvertAll(columns, column => column.NeedsSecondPass ? column : null);
            foreach (ColumnBuilder? column in late) column?.Restart(asText: true);
            return Pass(late) && Rows == rows;
        }
        catch (Exception e) when (e is DatasetException || ReadFault.Known(e))
        {
            return false;
        }
    }

    private bool Pass(ColumnBuilder?[] columns)
    {
        using Stream stream = source.Open();
        var cutter = new CsvPieces(stream);
        var threads = new ParallelOptions { MaxDegreeOfParallelism = ForkJoin.Threads };
        bool header = options.HasHeader;
        int lines = 1;
        Rows = 0;
        while (true)
        {
            int count = 0, plain = 0;
            for (; count < _pieces.Length; count++, header = false)
            {
                CsvPiece piece = _pieces[count] ??= new CsvPiece(pieceBytes);
                int length = cutter.Next(piece.Room());
                if (length < 0) return false;
                if (length == 0) break;
                piece.Start(length, header, columns);
            }

            if (count == 0) return true;
            Parallel.For(0, count, threads, i =>
            {
                if (_pieces[i].Read(separator, options.MaxRecordBytes, missing)) Interlocked.Increment(ref plain);
            });
            if (plain < count) return false;
            for (int i = 0; i < count; i++) JoinLines(_pieces[i], ref lines);
            int expected = stream.CanSeek ? (int)Math.Min(Array.MaxLength, (double)Rows / cutter.Given * stream.Length * 1.002) : 0;
            Parallel.For(0, columns.Length, threads, column =>
            {
                for (int i = 0; i < count; i++) columns[column]?.Join(_pieces[i].Parts[column]!, expected);
            });
        }
    }

    private void JoinLines(CsvPiece piece, ref int lines)
    {
        int rows = checked(Rows + piece.Rows);
        if (rows > Lines.Length) Lines = Grown(Lines, rows);
        Span<int> place = Lines.AsSpan(Rows, piece.Rows);
        for (int i = 0; i < place.Length; i++) place[i] = checked(lines + piece.Lines[i]);
        lines = checked(lines + piece.LineEnds);
        Rows = rows;
    }

    private static int[] Grown(int[] lines, int rows)
    {
        Array.Resize(ref lines, Math.Max(rows, checked(lines.Length * 2)));
        return lines;
    }
}
