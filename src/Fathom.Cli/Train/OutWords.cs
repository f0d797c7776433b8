using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options of what a run is called and where it goes.</summary>
internal sealed class OutWords
{
    private readonly Option<string?> _name, _out;

    public OutWords(CliCommand command)
    {
        _name = command.Text("--name", "NAME", "a name for the run");
        _out = command.Text("--out", "DIR", "the run's directory; runs/<time>-<name> when left out");
    }

    public T Read<T>(ParseResult parsed, T options)
        where T : RunOptions => options with
        {
            Name = parsed.GetValue(_name),
            Out = parsed.GetValue(_out),
        };
}
