using System.CommandLine;
using System.Globalization;

namespace Fathom.Cli;

/// <summary>The options that repeat a training: with several seeds, or fold by fold.</summary>
internal sealed class RepeatWords
{
    private const int Most = 1000;

    private readonly TrainingCommand _command;
    private readonly Option<string?> _seeds, _folds, _fold;

    public RepeatWords(TrainingCommand command)
    {
        _command = command;
        _seeds = command.Text("--seeds", "N", "train with N seeds, from --seed on, each a run of its own; figures come as mean ± 95 % interval");
        _folds = command.Text("--folds", "N", "cross-validate: N runs, each tested on another part, so that every row is tested once");
        _fold = command.Text("--fold", "I/N", "one run of --folds N alone: the one that tests part I");
    }

    public T Read<T>(ParseResult parsed, T options)
        where T : RunOptions
    {
        string? seeds = parsed.GetValue(_seeds), folds = parsed.GetValue(_folds), fold = parsed.GetValue(_fold);
        T read = options with
        {
            Seeds = OptionText.Whole("--seeds", seeds, 2, Most),
            Folds = OptionText.Whole("--folds", folds, 2, Most),
            Fold = fold is null ? null : ReadFold(fold),
        };
        string[] given = [.. seeds is null ? Array.Empty<string>() : ["--seeds"], .. folds is null ? Array.Empty<string>() : ["--folds"], .. fold is null ? Array.Empty<string>() : ["--fold"]];
        if (given.Length > 1)
            throw new UsageException($"{given[0]} and {given[1]} contradict each other. Give one of them.");
        if (given is ["--folds" or "--fold"] && _command.NoFolds is { } reason)
            throw new UsageException($"fathom {_command.Words} knows no {given[0]}: {reason}. Use --seeds to see how much figures vary.");
        if (read.Seeds is { } count && read.Seed > ulong.MaxValue - (ulong)count)
            throw new UsageException($"--seeds {count} from --seed {read.Seed} on would go beyond the largest seed, {ulong.MaxValue}. Use a smaller --seed.");
        return read;
    }

    private static (int, int) ReadFold(string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && count is >= 2 and <= Most && number >= 1 && number <= count
            ? (number, count)
            : throw OptionText.Refuse("--fold", text, "which part is tested and of how many, from 1/2 on", "2/5");
}
