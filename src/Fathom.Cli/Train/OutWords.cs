using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options of what a run is called, where it goes, and how closely it is watched.</summary>
internal sealed class OutWords
{
    private readonly Option<string?> _name, _out, _every;
    private readonly Option<bool> _unwatched;

    public OutWords(CliCommand command)
    {
        _name = command.Text("--name", "NAME", "a name for the run");
        _out = command.Text("--out", "DIR", "the run's directory; runs/<time>-<name> when left out");
        _every = command.Text("--monitor-every", "N", $"steps between samples of gradients, activations and updates ({RunOptions.DefaultMonitorEvery}); each epoch's last step is one");
        _unwatched = command.Flag("--no-monitor", "sample none of that");
    }

    public T Read<T>(ParseResult parsed, T options)
        where T : RunOptions => options with
        {
            Name = parsed.GetValue(_name),
            Out = parsed.GetValue(_out),
            MonitorEvery = MonitorEvery(parsed),
        };

    private int MonitorEvery(ParseResult parsed)
    {
        int? every = OptionText.Whole("--monitor-every", parsed.GetValue(_every), 1);
        if (every is not null && parsed.GetValue(_unwatched))
            throw new UsageException("--monitor-every says how often to sample, --no-monitor not to sample at all. Leave one of them out.");
        return parsed.GetValue(_unwatched) ? 0 : every ?? RunOptions.DefaultMonitorEvery;
    }
}
