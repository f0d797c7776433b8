using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options that fix the random numbers and the threads.</summary>
internal sealed class RunWords
{
    private readonly Option<string?> _seed, _threads;

    public RunWords(CliCommand command)
    {
        _seed = command.Text("--seed", "N", $"fixes split, weights, order and dropout ({RunOptions.DefaultSeed})");
        _threads = command.Text("--threads", "N", "threads to work with; changes the time, never the result");
    }

    public T Read<T>(ParseResult parsed, T options)
        where T : RunOptions => options with
        {
            Seed = OptionText.Seed("--seed", parsed.GetValue(_seed)) ?? RunOptions.DefaultSeed,
            Threads = OptionText.Whole("--threads", parsed.GetValue(_threads), 1, RunOptions.MostThreads),
        };
}
