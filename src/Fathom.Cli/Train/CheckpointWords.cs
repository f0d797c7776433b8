using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options of what a training keeps to go on from, should it be stopped or killed.</summary>
internal sealed class CheckpointWords
{
    public const string Every = "--checkpoint-every";
    public const string Keep = "--keep-checkpoints";        // --keep names columns of a table

    private readonly Option<string?> _every, _keep;

    public CheckpointWords(CliCommand command)
    {
        _every = command.Text(Every, "N|Nm", $"write a checkpoint every N steps (500) or minutes (5m), and leave them in the run; otherwise every minute, until training is done");
        _keep = command.Text(Keep, "K", $"how many of the last checkpoints to keep, {RunOptions.FewestCheckpoints} or more ({RunOptions.FewestCheckpoints})");
    }

    public T Read<T>(ParseResult parsed, T options)
        where T : RunOptions
    {
        string? every = parsed.GetValue(_every);
        bool byTime = every?.EndsWith('m') ?? false;
        return options with
        {
            CheckpointSteps = every is null || byTime ? null : OptionText.Whole(Every, every, 1),
            CheckpointTime = !byTime ? null
                : OptionText.TryNumber(every![..^1], out double minutes) && minutes is > 0 and < 1e6 ? TimeSpan.FromMinutes(minutes)
                : throw OptionText.Refuse(Every, every, "a number of steps, or of minutes with m behind it", "5m"),
            KeepCheckpoints = OptionText.Whole(Keep, parsed.GetValue(_keep), RunOptions.FewestCheckpoints),
        };
    }
}
