using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options of trying a training before it is done in earnest, and of how much time and how many rows it may take.</summary>
internal sealed class TrialWords
{
    private const string Limits = "a share such as 0.1, or a number";

    private readonly Option<string?> _time, _train, _validation, _overfit;
    private readonly Option<bool> _fast;

    public TrialWords(CliCommand command)
    {
        _time = command.Text("--time-limit", "TIME", "stop after the step when so much time is over, such as 90s, 10m or 1h30m; the best weights are kept");
        _train = command.Text("--limit-train", "F", $"learn from a part of the training rows only: {Limits}; classes keep their proportions");
        _validation = command.Text("--limit-validation", "F", $"judge epochs by a part of the validation rows only: {Limits}");
        _fast = command.Flag("--fast-dev-run", "one batch of training, validation and test to see whether everything works; writes nothing");
        _overfit = command.Text("--overfit-batches", "N", "learn the same N batches by heart, which a network that can learn does; says whether it did, and writes nothing");
    }

    public T Read<T>(ParseResult parsed, T options)
        where T : RunOptions
    {
        T read = options with
        {
            TimeLimit = OptionText.Time("--time-limit", parsed.GetValue(_time)),
            LimitTrain = RowLimit.Read("--limit-train", parsed.GetValue(_train)),
            LimitValidation = RowLimit.Read("--limit-validation", parsed.GetValue(_validation)),
            FastDevRun = parsed.GetValue(_fast),
            OverfitBatches = OptionText.Whole("--overfit-batches", parsed.GetValue(_overfit), 1),
        };
        if (read.FastDevRun && read.OverfitBatches is not null)
            throw new UsageException("--fast-dev-run does one step and --overfit-batches many on the same rows. Leave one of them out.");
        if (read.IsTrial && read.Out is { } folder)
            throw new UsageException($"{(read.FastDevRun ? "--fast-dev-run" : "--overfit-batches")} writes nothing, so --out {folder} would stay empty. Leave one of them out.");
        return read;
    }
}
