using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli;

/// <summary>Sentences for a command line that cannot be understood.</summary>
internal static class WrongUse
{
    public static UsageException NoCommand(string[] args, IReadOnlyList<CliCommand> commands)
    {
        string word = args[0];
        string known = string.Join(", ", commands.Select(c => c.Name));
        return word.StartsWith('-')
            ? new UsageException($"the option {word} needs a command before it: one of {known}. fathom --help says more.")
            : new UsageException($"there is no command '{word}'.{Nearest.Hint(word, commands.Select(c => c.Name))} The commands are {known}; to train on a file: fathom train {Quoted(word)}.");
    }

    /// <summary>Refuses what the parser did not understand, and unknown options that it took for file names.</summary>
    public static void Check(ParseResult parsed, CliCommand command)
    {
        foreach (Token token in parsed.Tokens)
        {
            // A word in the place of a file that looks like an option is a misspelt option: files of such names are written ./--name.
            if (token.Type == TokenType.Argument && IsOption(token.Value) && parsed.CommandResult.Tokens.Contains(token))
                throw Unknown(token.Value, command);
        }

        foreach (string word in command.PassesWordsOn ? [] : parsed.UnmatchedTokens)
        {
            throw IsOption(word)
                ? Unknown(word, command)
                : new UsageException($"'{word}' is one word too many. The command is written: fathom {command.Usage}. A name with spaces needs quotes.");
        }

        if (parsed.Errors.Count > 0)
            throw Translate(parsed.Errors[0], command);
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]) && word[1] != '.';

    private static UsageException Unknown(string word, CliCommand command)
    {
        string name = word.Split('=', ':')[0];
        return new($"fathom {command.Words} has no option {name}.{Nearest.Hint(name, command.Options.Select(o => o.Name))} fathom {command.Words} --help lists them.");
    }

    private static UsageException Translate(ParseError error, CliCommand command) => error.SymbolResult switch
    {
        OptionResult option when option.Tokens.Count == 0 => new($"{option.Option.Name} needs a value: {option.Option.Name} {option.Option.HelpName}. fathom {command.Words} --help says more."),
        OptionResult option => new($"{option.Option.Name} was given more than once ({string.Join(", ", option.Tokens.Select(t => t.Value))}); give it once."),
        ArgumentResult argument when argument.Tokens.Count == 0 => new($"fathom {command.Words} needs {argument.Argument.Name}: fathom {command.Usage}. fathom {command.Words} --help has an example."),
        _ => new($"{error.Message} fathom {command.Words} --help says more."),
    };

    private static string Quoted(string word) => word.Contains(' ') ? $"'{word}'" : word;
}
