using Fathom.Handbook;

namespace Fathom.Cli;

/// <summary>An experiment's findings for a person: question, pictures, tables, numbers, and the words to them.</summary>
internal static class ExperimentView
{
    public static void Write(Experiment experiment, ExperimentResult result, Shell shell)
    {
        Say(shell, experiment.Question);
        foreach (Picture picture in result.Pictures)
            Block(shell, picture.ToText(shell.Width, color: shell.IsLive));
        foreach (ExperimentTable table in result.Tables)
            Block(shell, table.ToTextTable().ToText());
        shell.Out.WriteLine();
        Say(shell, $"See: {result.See}");
        Say(shell, $"Conclude: {result.Conclude}");
    }

    private static void Block(Shell shell, string text)
    {
        shell.Out.WriteLine();
        shell.Out.WriteLine(text.Replace("\n", shell.Out.NewLine));
    }

    private static void Say(Shell shell, string text)
    {
        foreach (string line in Paragraph.Wrap(text, shell.Width))
            shell.Out.WriteLine(line);
    }
}
