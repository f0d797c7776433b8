using System.CommandLine;
using System.Text;

namespace Fathom.Cli;

/// <summary>Help, one page a command: what it does, how it is written, every option, examples to copy.</summary>
internal static class HelpText
{
    private const int Widest = 100;

    public static void WriteOverview(Shell shell, IReadOnlyList<CliCommand> commands)
    {
        var text = new StringBuilder();
        text.Append("fathom: train, evaluate and explain neural networks\n\nusage\n  fathom COMMAND [options]\n\ncommands\n");
        Columns(text, shell, [.. commands.Select(c => (c.Name, c.Description!))]);
        text.Append("\noptions\n");
        Columns(text, shell, [("--help", "this page; after a command, its own page"), ("--version", "the version")]);
        text.Append("\nexamples\n");
        Examples(text, shell, [.. commands.Select(c => c.Examples[0])]);
        shell.Out.Write(text.ToString());
    }

    public static void Write(Shell shell, CliCommand command)
    {
        var text = new StringBuilder();
        text.Append($"fathom {command.Words}: {command.Description}\n\nusage\n  fathom {command.Usage}\n");
        if (command.Arguments.Count > 0)
        {
            text.Append("\narguments\n");
            Columns(text, shell, [.. command.Arguments.Select(a => (a.Name, a.Description!))]);
        }

        if (command.Kinds.Count > 0)
        {
            text.Append($"\nother kinds, each with its own options: fathom {command.Words} NAME --help\n");
            Columns(text, shell, [.. command.Kinds.Select(kind => (kind.Usage[(command.Words.Length + 1)..], kind.Description!))]);
        }

        text.Append("\noptions\n");
        // --json stands first in every command's list of symbols and last in its help.
        IEnumerable<Option> options = command.Options.Where(o => o.Name != "--json").Concat(command.Options.Where(o => o.Name == "--json"));
        Columns(text, shell, [.. options.Select(o => (o.HelpName is null ? o.Name : $"{o.Name} {o.HelpName}", o.Description!))]);
        text.Append("\nexamples\n");
        Examples(text, shell, command.Examples);
        text.Append($"\nexit codes: {ExitCode.Done} done, {ExitCode.Failed} failed, {ExitCode.WrongUse} wrong use or data, {ExitCode.Interrupted} stopped by Ctrl+C\n");
        foreach ((int code, string what) in command.MoreExitCodes)
            text.Append($"            {code} {what}\n");
        shell.Out.Write(text.ToString());
    }

    /// <summary>What each does stands beside it, or below where a line would be too wide.</summary>
    private static void Examples(StringBuilder text, Shell shell, IReadOnlyList<(string Command, string What)> examples)
    {
        int width = examples.Max(e => e.Command.Length);
        bool isWide = 2 + width + 3 + examples.Max(e => e.What.Length) > Math.Min(shell.Width, Widest);
        foreach ((string command, string what) in examples)
            text.Append(isWide ? $"  {command}\n      {what}\n" : $"  {command.PadRight(width)}   {what}\n");
    }

    private static void Columns(StringBuilder text, Shell shell, IReadOnlyList<(string Name, string What)> rows)
    {
        int first = rows.Max(row => row.Name.Length) + 4, width = Math.Min(shell.Width, Widest);
        foreach ((string name, string what) in rows)
        {
            text.Append("  ").Append(name.PadRight(first - 2));
            int column = first;
            foreach (string word in what.Split(' '))
            {
                if (column > first && column + 1 + word.Length > width)
                {
                    text.Append('\n').Append(' ', first);
                    column = first;
                }
                else if (column > first)
                {
                    text.Append(' ');
                    column++;
                }

                text.Append(word);
                column += word.Length;
            }

            text.Append('\n');
        }
    }
}
