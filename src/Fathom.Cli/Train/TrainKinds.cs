using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The trainings on other things than tables: commands of their own below <c>fathom train</c>.</summary>
internal static class TrainKinds
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TrainingCommand> All => [.. ImageSource.All.Select(source => new ImageCommand(source)), new TrainTextCommand(), new TrainSeriesCommand()];

    /// <summary>Puts the kind that the words name below <c>fathom train</c>.</summary>
    /// <remarks>Only the word right after <c>train</c> names a kind: a target, a run or a column may be called the same.</remarks>
    /// <param name="train"><c>fathom train</c>.</param>
    /// <param name="args">The words after <c>fathom</c>.</param>
    public static void Attach(Command train, string[] args)
    {
        if (args is not ["train", var word, ..] || All.FirstOrDefault(kind => kind.Name == word && kind.IsMeant(args)) is not { } meant)
            return;
        train.Add(meant);
        train.SetAction(_ => ExitCode.Done);                    // without it the parser demands a kind
    }
}
