using System.Text;

namespace Fathom.Cli;

/// <summary>
/// Lines of a terminal that are drawn again and again in one place. Only relative moves and deletions, one write a picture: no other screen, no hidden cursor, so
/// that nothing is left to restore however the process ends.
/// </summary>
internal sealed class LiveBlock(TextWriter terminal)
{
    private readonly List<int> _widths = [];

    /// <summary>Draws lines in the place of those drawn before.</summary>
    /// <param name="lines">Without line breaks; each must fit into a line of the terminal.</param>
    /// <param name="size">Of the terminal now: lines drawn when it was wider have been broken by it, and what it was too low for has left it.</param>
    public void Draw(IReadOnlyList<string> lines, (int Columns, int Rows) size)
    {
        StringBuilder text = Back(size);
        _widths.Clear();
        for (int i = 0; i < lines.Count; i++)
        {
            text.Append(i > 0 ? "\n" : "").Append(lines[i]).Append("\u001b[K");
            _widths.Add(Width(Plain(lines[i])));
        }

        terminal.Write(text.Append("\u001b[J").ToString());
    }

    /// <summary>Takes the lines away; what is written next stands where they began.</summary>
    public void Clear((int Columns, int Rows) size)
    {
        if (_widths.Count == 0)
            return;
        terminal.Write(Back(size).Append("\u001b[J").ToString());
        _widths.Clear();
    }

    /// <summary>A line without line breaks and other control characters, cut to so many columns.</summary>
    public static string Cut(string line, int columns)
    {
        var text = new StringBuilder();
        int used = 0;
        foreach (Rune rune in line.EnumerateRunes())
        {
            Rune shown = Rune.IsControl(rune) ? new Rune(' ') : rune;
            if ((used += Width(shown)) > columns)
                return text.ToString();
            text.Append(shown);
        }

        return text.ToString();
    }

    private static int Width(string line) => line.EnumerateRunes().Sum(Width);

    /// <summary>Columns of a character, rather too many than too few: a line that is broken would spoil the picture.</summary>
    private static int Width(Rune rune) => rune.Value is < 0x1100 or (>= 0x2000 and < 0x2e80) ? 1 : 2;

    /// <summary>To the beginning of the first line.</summary>
    private StringBuilder Back((int Columns, int Rows) size)
    {
        var text = new StringBuilder("\r");
        int up = Math.Min(size.Rows, _widths.Sum(width => Math.Max(1, (width + size.Columns - 1) / size.Columns))) - 1;
        return up > 0 ? text.Append($"\u001b[{up}A") : text;
    }

    /// <summary>Without colours.</summary>
    private static string Plain(string line)
    {
        int escape = line.IndexOf('\u001b');
        if (escape < 0)
            return line;
        var text = new StringBuilder(line[..escape]);
        for (int i = escape; i < line.Length; i++)
        {
            if (line[i] != '\u001b')
                text.Append(line[i]);
            else
                i = line.IndexOf('m', i);
        }

        return text.ToString();
    }
}
