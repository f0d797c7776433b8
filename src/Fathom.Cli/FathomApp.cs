using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;

namespace Fathom.Cli;

/// <summary>The command <c>fathom</c>: finds the command that is meant, runs it, and answers for everything that goes wrong.</summary>
internal static class FathomApp
{
    /// <summary>The commands, as the overview lists them, by name. A run makes the one that it needs: options cost time, and ask every catalogue for its names.</summary>
    private static readonly (string Name, Func<bool, CliCommand> Make)[] s_commands =
    [
        ("train", _ => new TrainCommand()),
        ("predict", _ => new PredictCommand()),
        ("evaluate", _ => new EvaluateCommand()),
        ("generate", _ => new GenerateCommand()),
        ("report", _ => new ReportCommand()),
        ("summary", _ => new SummaryCommand()),
        ("find-lr", _ => new FindRateCommand()),
        ("check", _ => new CheckCommand()),
        ("doctor", _ => new DoctorCommand()),
        ("profile", _ => new ProfileCommand()),
        ("runs", _ => new RunsCommand()),
        ("compare", _ => new CompareCommand()),
        ("export-tensorboard", _ => new ExportTensorBoardCommand()),
        ("search", _ => new SearchCommand()),
        ("advise", _ => new AdviseCommand()),
        ("show", isMeant => new ShowCommand(isMeant)),
    ];

    public static string Version { get; } =
        typeof(FathomApp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static int Run(string[] args, Shell shell)
    {
        try
        {
            return Dispatch(args, shell);
        }
        catch (Exception fault)
        {
            return Faults.Report(fault, shell);
        }
    }

    /// <summary>The training that words after <c>fathom</c> ask for, as they stand in <c>run.json</c>.</summary>
    /// <exception cref="UsageException">They ask for no training, or are wrong.</exception>
    public static (TrainingCommand Command, ParseResult Parsed) ParseTraining(string[] args)
    {
        (_, _, ParseResult parsed) = Parse(args);
        if (parsed.CommandResult.Command is not TrainingCommand training)
            throw new UsageException($"fathom {string.Join(' ', args)} is no training.");
        Check(parsed, training);
        return (training, parsed);
    }

    private static int Dispatch(string[] args, Shell shell)
    {
        if (args is ["help", ..])
            args = [.. args[1..], "--help"];
        (RootCommand root, IReadOnlyList<CliCommand> commands, ParseResult parsed) = Parse(args);
        var named = parsed.CommandResult.Command as CliCommand;
        if (args.Length == 0 || Asks<HelpOption>(root, parsed))
        {
            if (named is null)
                HelpText.WriteOverview(shell, commands);
            else
                HelpText.Write(shell, named);
            return ExitCode.Done;
        }

        if (named is null && Asks<VersionOption>(root, parsed) && args.Length == 1)
        {
            shell.Out.WriteLine(Version);
            return ExitCode.Done;
        }

        if (named is null)
            throw WrongUse.NoCommand(args, commands);
        if (ResumeWords.Of(args) is { } resumed)
            return TrainingCommand.Resume(resumed, shell);
        Check(parsed, named);
        return named.Run(parsed, shell);
    }

    private static (RootCommand Root, IReadOnlyList<CliCommand> Commands, ParseResult Parsed) Parse(string[] args)
    {
        var root = new RootCommand("Train, evaluate and explain neural networks.");
        IReadOnlyList<CliCommand> commands = Needed(args);
        foreach (CliCommand command in commands)
        {
            root.Add(command);
            if (command is TrainCommand)
                TrainKinds.Attach(command, args);
        }

        return (root, commands, root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false }));
    }

    private static void Check(ParseResult parsed, CliCommand command)
    {
        if (command.Misuse(parsed) is { } misuse)
            throw misuse;
        WrongUse.Check(parsed, command);
    }

    /// <summary>The command that the first word names; all of them where it names none.</summary>
    private static IReadOnlyList<CliCommand> Needed(string[] args)
    {
        int at = args.Length == 0 ? -1 : Array.FindIndex(s_commands, command => command.Name == args[0]);
        return at >= 0 ? [s_commands[at].Make(true)] : [.. s_commands.Select(command => command.Make(args.Contains("show")))];
    }

    private static bool Asks<T>(RootCommand root, ParseResult parsed)
        where T : Option
    {
        foreach (Option option in root.Options)
        {
            if (option is T)
                return parsed.GetResult(option) is not null;
        }

        return false;
    }
}
