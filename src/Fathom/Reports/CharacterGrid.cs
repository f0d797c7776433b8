using System.Text;

namespace Fathom;

/// <summary>A rectangle of terminal cells to draw in: braille dots (2 × 4 a cell) with letters over them, each cell with the number of what it belongs to.</summary>
internal sealed class CharacterGrid
{
    /// <summary>The number of what has no colour.</summary>
    public const int Nobody = -1;

    private readonly int[,] _dots;                              // braille bits of each cell
    private readonly char[,] _letters;                          // a character that stands instead of dots
    private readonly int[,] _owner;

    public CharacterGrid(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        _dots = new int[rows, columns];
        _letters = new char[rows, columns];
        _owner = new int[rows, columns];
        for (int i = 0; i < _owner.Length; i++)
            _owner[i / columns, i % columns] = Nobody;
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Whether nothing was drawn at all.</summary>
    public bool IsBlank => Enumerable.Range(0, Rows).All(row => IsFree(row, 0, Columns));

    /// <summary>Whether cells side by side are empty; what lies beyond the edge is.</summary>
    public bool IsFree(int row, int column, int width = 1) =>
        Enumerable.Range(column, Math.Max(0, Math.Min(width, Columns - column))).All(c => _dots[row, c] == 0 && _letters[row, c] == '\0');

    /// <summary>Sets one dot; x counts half cells, y quarters of cells from the top.</summary>
    public void Dot(int x, int y, int owner)
    {
        int row = y / 4, column = x / 2;
        _dots[row, column] |= (x % 2, y % 4) switch
        {
            (0, 3) => 0x40,
            (1, 3) => 0x80,
            (0, var r) => 1 << r,
            (_, var r) => 8 << r,
        };
        if (owner != Nobody || _owner[row, column] == Nobody)
            _owner[row, column] = owner;
    }

    /// <summary>Puts a letter; nobody's letters do not cover others.</summary>
    public void Put(int column, int row, char letter, int owner)
    {
        if (owner != Nobody || _letters[row, column] == '\0')
            Cover(column, row, letter, owner);
    }

    /// <summary>Writes a text that covers no letter.</summary>
    public void Write(int row, int column, string text)
    {
        foreach (char c in text)
            if (column < Columns)
                Put(column++, row, c, Nobody);
    }

    /// <summary>Writes a text over whatever is there, moved left where it would leave the grid.</summary>
    public void WriteOver(int row, int column, string text)
    {
        column = Math.Min(column, Math.Max(0, Columns - TextWidth.Of(text)));
        foreach (char c in text)
            if (column < Columns)
                Cover(column++, row, c, Nobody);
    }

    /// <summary>Adds the characters of a row.</summary>
    /// <param name="text">Receives them.</param>
    /// <param name="row">The row from the top.</param>
    /// <param name="colors">ANSI colours of the owners in turn; none when empty.</param>
    public void AppendRow(StringBuilder text, int row, ReadOnlySpan<int> colors)
    {
        int last = Nobody;
        for (int column = 0; column < Columns; column++)
        {
            int owner = colors.IsEmpty ? Nobody : _owner[row, column];
            if (owner != last)
                text.Append(last != Nobody ? "\u001b[0m" : "").Append(owner != Nobody ? $"\u001b[{colors[owner % colors.Length]}m" : "");
            last = owner;
            text.Append(_letters[row, column] is not '\0' and var letter ? letter : _dots[row, column] is > 0 and var bits ? (char)(0x2800 + bits) : ' ');
        }

        text.Append(last != Nobody ? "\u001b[0m" : "");
    }

    private void Cover(int column, int row, char letter, int owner) => (_letters[row, column], _owner[row, column]) = (letter, owner);
}
