using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;

namespace Fathom.Cli;

/// <summary>The command <c>fathom</c>: finds the command that is meant, runs it, and answers for everything that goes wrong.</summary>
internal static class FathomApp
{
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

    private static int Dispatch(string[] args, Shell shell)
    {
        if (args is ["help", ..])
            args = [.. args[1..], "--help"];
        var root = new RootCommand("Train, evaluate and explain neural networks.");
        foreach (CliCommand command in Commands())
        {
            root.Add(command);
            if (command is TrainCommand)
                TrainKinds.Attach(command, args);
        }

        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        var named = parsed.CommandResult.Command as CliCommand;
        if (args.Length == 0 || Asks<HelpOption>(root, parsed))
        {
            if (named is null)
                HelpText.WriteOverview(shell, Commands());
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
            throw WrongUse.NoCommand(args, Commands());
        if (named.Misuse(parsed) is { } misuse)
            throw misuse;
        WrongUse.Check(parsed, named);
        return named.Run(parsed, shell);
    }

    private static IReadOnlyList<CliCommand> Commands() => [new TrainCommand(), new PredictCommand(), new EvaluateCommand(), new GenerateCommand(), new SummaryCommand(), new FindRateCommand(), new CheckCommand(), new ProfileCommand(), new AdviseCommand(), new ShowCommand()];

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
