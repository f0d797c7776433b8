using System.Text;

namespace Fathom.Cli;

/// <summary>Shows advice and cheat sheet in the columns of a terminal; long cells go on in the next line.</summary>
internal sealed class AdviceView(Shell shell)
{
    private const int Gap = 2;

    public void Show(Advice advice, string task, string architecture, int? rows)
    {
        string size = rows is { } count ? $"{count:N0} rows" : $"fewer than {Advice.MediumRows:N0} rows (--rows says how many there are)";
        shell.Out.WriteLine($"Advice: {task}, {architecture}, {size}\n");
        Write(["setting", "value", "why · usual range"], [.. advice.Suggestions.Select(s => (IReadOnlyList<string>)[s.Setting, s.Value, $"{s.Reason} · {s.Range}"])]);
        if (architecture == "tabular")
            shell.Out.WriteLine("\nThese are the defaults of fathom train: fathom train your.csv --target COLUMN");
    }

    public void ShowCheatSheet()
    {
        foreach (CheatSheetTable table in CheatSheet.Choices)
        {
            shell.Out.WriteLine($"{table.Title}. {table.About}\n");
            Write(table.Columns, table.Rows);
            shell.Out.WriteLine();
        }

        foreach (CheatSheetTable table in CheatSheet.Rules)
        {
            shell.Out.WriteLine($"{table.Title}. {table.About}\n");
            Write(["setting", "when", "value", "range"], [.. table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Take(4)])]);
            shell.Out.WriteLine();
        }

        shell.Out.WriteLine("Trains badly: gradient too small or too large? From the top; a no leads on.\n");
        Write(["", "question", "if yes"], [.. CheatSheet.TrainsBadly.Select((box, i) => (IReadOnlyList<string>)[$"{i + 1}", box.Question, box.Yes])]);
        shell.Out.WriteLine("\nFor one task, with reasons: fathom advise --task binary");
    }

    private void Write(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = Widths(columns, rows);
        shell.Out.Write(Line(columns, widths));
        shell.Out.WriteLine(new string('─', widths.Sum() + (Gap * (widths.Length - 1))));
        foreach (IReadOnlyList<string> row in rows)
            shell.Out.Write(Line(row, widths));
    }

    /// <summary>What the cells need; when that is too much, columns give way one place at a time where it costs the fewest lines, but never below their longest word.</summary>
    private int[] Widths(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        List<string>[] cells = [.. columns.Select((column, c) => rows.Select(row => row[c]).Append(column).ToList())];
        int[] widths = [.. cells.Select(column => column.Max(cell => cell.Length))];
        int[] least = [.. cells.Select(column => column.Max(cell => cell.Split(' ').Max(word => word.Length)))];
        while (widths.Sum() + (Gap * (widths.Length - 1)) > shell.Width)
        {
            int[] mayShrink = [.. Enumerable.Range(0, widths.Length).Where(c => widths[c] > least[c])];
            if (mayShrink.Length == 0)
                break;
            widths = mayShrink.Select(c => widths.Select((width, i) => i == c ? width - 1 : width).ToArray()).MinBy(tried => (Lines(rows, tried), tried.Max()))!;
        }

        return widths;
    }

    private static int Lines(IReadOnlyList<IReadOnlyList<string>> rows, int[] widths) => rows.Sum(row => row.Select((cell, c) => Wrap(cell, widths[c]).Count).Max());

    private static string Line(IReadOnlyList<string> cells, int[] widths)
    {
        List<string>[] lines = [.. cells.Select((cell, c) => Wrap(cell, widths[c]))];
        var text = new StringBuilder();
        for (int i = 0; i < lines.Max(cell => cell.Count); i++)
        {
            IEnumerable<string> parts = lines.Select((cell, c) => (i < cell.Count ? cell[i] : "").PadRight(widths[c]));
            text.Append(string.Join("  ", parts).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (string word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > width)
                lines.Add("");
            lines[^1] += lines[^1].Length == 0 ? word : " " + word;
        }

        return lines;
    }
}
