using System.Globalization;
using System.Text;

namespace Fathom.Tests.Cli;

/// <summary>A terminal for tests: interprets the escape codes that the command uses, and no others, and shows what a user would see.</summary>
internal sealed class TerminalScreen : TextWriter
{
    private readonly List<char[]> _lines = [];
    private int _row, _column, _top;

    public TerminalScreen(int columns = 90, int rows = 30)
    {
        NewLine = "\n";
        (Columns, Rows) = (columns, rows);
        Need(0);
    }

    public override Encoding Encoding => Encoding.UTF8;

    public int Columns { get; private set; }

    public int Rows { get; private set; }

    /// <summary>How often a picture was drawn or taken away.</summary>
    public int Redraws { get; private set; }

    /// <summary>Called with the screen after each write.</summary>
    public Action<TerminalScreen> Watch { get; set; } = _ => { };

    /// <summary>All that was ever shown and not deleted, scrolled off or not.</summary>
    public IReadOnlyList<string> Lines => [.. _lines.Select(line => new string(line).TrimEnd())];

    /// <summary>What stands on the screen.</summary>
    public IReadOnlyList<string> Visible => [.. Lines.Skip(_top)];

    /// <summary>The window changes: lines that are too long are broken anew, as most terminals do.</summary>
    public void Resize(int columns, int rows)
    {
        string[] before = [.. Lines];
        _lines.Clear();
        int cursor = 0;
        for (int row = 0; row < before.Length; row++)
        {
            if (row == _row)
                cursor = _lines.Count + ((Math.Max(1, _column) - 1) / columns);
            for (int at = 0; at == 0 || at < before[row].Length; at += columns)
                _lines.Add(before[row][at..Math.Min(at + columns, before[row].Length)].PadRight(columns).ToCharArray());
        }

        _column = _column == 0 ? 0 : ((_column - 1) % columns) + 1;
        (_row, Columns, Rows, _top) = (cursor, columns, rows, Math.Max(0, _lines.Count - rows));
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        string text = value ?? "";
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n':
                    (_row, _column) = (_row + 1, 0);
                    Need(_row);
                    break;
                case '\r':
                    _column = 0;
                    break;
                case '\u001b':
                    i = Escape(text, i);
                    break;
                default:
                    if (_column == Columns)
                    {
                        (_row, _column) = (_row + 1, 0);
                        Need(_row);
                    }

                    _lines[_row][_column++] = text[i];
                    break;
            }
        }

        Watch(this);
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    private int Escape(string text, int at)
    {
        int end = at + 2;
        Assert.Equal('[', text[at + 1]);
        while (!char.IsAsciiLetter(text[end]))
            end++;
        string argument = text[(at + 2)..end];
        switch (text[end])
        {
            case 'A':
                _row -= int.Parse(argument, CultureInfo.InvariantCulture);
                Assert.True(_row >= _top, "the cursor cannot leave the screen");
                break;
            case 'K' when argument.Length == 0:
                Array.Fill(_lines[_row], ' ', _column, Columns - _column);
                break;
            case 'J' when argument.Length == 0:
                Redraws++;
                Array.Fill(_lines[_row], ' ', _column, Columns - _column);
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                break;
            case 'm':
                break;
            default:
                Assert.Fail($"the escape code {text[(at + 1)..(end + 1)]} is not one that the command may use");
                break;
        }

        return end;
    }

    private void Need(int row)
    {
        while (_lines.Count <= row)
            _lines.Add([.. Enumerable.Repeat(' ', Columns)]);
        _top = Math.Max(_top, _lines.Count - Rows);
    }
}
