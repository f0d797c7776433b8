using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The trainings on other things than tables: commands of their own below <c>fathom train</c>.</summary>
internal static class TrainKinds
{
    private static readonly (string Name, Func<TrainingCommand> Make)[] s_kinds =
        [.. ImageSource.All.Select(source => (source.Name, (Func<TrainingCommand>)(() => new ImageCommand(source)))), ("text", () => new TrainTextCommand()), ("series", () => new TrainSeriesCommand())];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TrainingCommand> All => [.. s_kinds.Select(kind => kind.Make())];

    /// <summary>Puts the kind that the words name below <c>fathom train</c>.</summary>
    /// <remarks>Only the word right after <c>train</c> names a kind: a target, a run or a column may be called the same.</remarks>
    /// <param name="train"><c>fathom train</c>.</param>
    /// <param name="args">The words after <c>fathom</c>.</param>
    public static void Attach(Command train, string[] args)
    {
        if (args is not ["train", var word, ..] || s_kinds.FirstOrDefault(kind => kind.Name == word).Make?.Invoke() is not { } meant || !meant.IsMeant(args))
            return;
        train.Add(meant);
        train.SetAction(_ => ExitCode.Done);                    // without it the parser demands a kind
    }
}
