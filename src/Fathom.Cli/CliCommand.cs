using System.CommandLine;

namespace Fathom.Cli;

/// <summary>One command: its options, its examples, and what it does.</summary>
internal abstract class CliCommand : Command
{
    protected CliCommand(string name, string description)
        : base(name, description) =>
        Json = Flag("--json", "end standard output with one line of JSON, for programs");

    /// <summary>Its words after <c>fathom</c>, without options.</summary>
    public virtual string Words => Name;

    /// <summary>How it is called, after <c>fathom</c>.</summary>
    public abstract string Usage { get; }

    /// <summary>Commands to copy, each with what it does.</summary>
    public abstract IReadOnlyList<(string Command, string What)> Examples { get; }

    /// <summary>Commands below it that its help lists.</summary>
    public virtual IReadOnlyList<CliCommand> Kinds => [];

    /// <summary>Exit codes of its own, each with what it means.</summary>
    public virtual IReadOnlyList<(int Code, string What)> MoreExitCodes => [];

    /// <summary>Whether it passes words that it does not know on to another command, which judges them.</summary>
    public virtual bool PassesWordsOn => false;

    /// <summary>Whether a line of JSON is wanted.</summary>
    protected Option<bool> Json { get; }

    /// <summary>What is wrong with a command line before its options are looked at; null when nothing is.</summary>
    public virtual UsageException? Misuse(ParseResult parsed) => null;

    /// <summary>The names of those of some options that were given.</summary>
    protected static IEnumerable<string> Given(ParseResult parsed, params Option[] options) =>
        options.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    /// <summary>That a model needs a file beside it.</summary>
    protected UsageException NeedsFile() => new($"fathom {Words} needs FILE: fathom {Usage}. fathom {Words} --help has an example.");

    /// <summary>Whether a word can name a model or a run at all, so that it is not the file that is missing.</summary>
    protected static bool IsModel(string path, Shell shell) => Path.Exists(shell.Resolve(path));

    /// <summary>Does it; returns the exit code.</summary>
    public abstract int Run(ParseResult parsed, Shell shell);

    /// <summary>An option with a value, read as text: our own readers know how to say what is wrong with it.</summary>
    public Option<string?> Text(string name, string value, string description)
    {
        var option = new Option<string?>(name) { HelpName = value, Description = description };
        Add(option);
        return option;
    }

    /// <summary>An option that may be given several times.</summary>
    public Option<string[]> Texts(string name, string value, string description)
    {
        var option = new Option<string[]>(name) { HelpName = value, Description = description, AllowMultipleArgumentsPerToken = false };
        Add(option);
        return option;
    }

    /// <summary>An option without a value.</summary>
    public Option<bool> Flag(string name, string description)
    {
        var option = new Option<bool>(name) { Description = description, Arity = ArgumentArity.Zero };
        Add(option);
        return option;
    }

    /// <summary>A word by its place.</summary>
    public Argument<string?> Word(string name, string description, bool optional = false)
    {
        var argument = new Argument<string?>(name) { Description = description, Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne };
        Add(argument);
        return argument;
    }
}
