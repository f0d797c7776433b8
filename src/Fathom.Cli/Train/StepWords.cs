using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options of rate and gradients from step to step, and of how long training goes on.</summary>
internal sealed class StepWords
{
    public const string Plateau = "plateau";

    // A tenth of all steps: the upper end of what is usual for a warm-up, as trainings of tables are short.
    private const int WarmupShare = 10;

    // Half of the patience that early stopping has by default, so that the rate falls before the training ends.
    private const int PlateauPatience = 5;
    private const double PlateauFactor = 0.5;

    private readonly Option<string?> _lr, _schedule, _clip, _epochs, _patience;

    /// <param name="command">The command they are options of.</param>
    /// <param name="ofTables">Whether it trains on tables, for which <c>fathom find-lr</c> is.</param>
    public StepWords(CliCommand command, bool ofTables = false)
    {
        _lr = command.Text("--lr", "RATE", $"learning rate, such as 1e-3{(ofTables ? "; fathom find-lr looks for one" : "")}");
        _schedule = command.Text("--schedule", "NAME", "how the learning rate goes on: constant; cosine, down to 0; warmup-cosine, up for a tenth of the steps first; one-cycle, up to --lr and far down; plateau, halved after more than 5 epochs without improvement");
        _clip = command.Text("--clip", "NORM", "scale gradients down to this global norm, such as 1.0");
        _epochs = command.Text("--epochs", "N", "times every row is seen, at most");
        _patience = command.Text("--patience", "N", "epochs without improvement on the validation part before stopping; 0 for never");
    }

    /// <summary>The schedules by name.</summary>
    public static IReadOnlyList<string> Schedules { get; } = ["constant", "cosine", "warmup-cosine", "one-cycle", Plateau];

    public T Read<T>(ParseResult parsed, T options)
        where T : RunOptions => options with
        {
            LearningRate = OptionText.Number("--lr", parsed.GetValue(_lr), lr => lr > 0, "a number above 0", "1e-3"),
            Schedule = OptionText.OneOf("--schedule", parsed.GetValue(_schedule), Schedules),
            ClipNorm = OptionText.Number("--clip", parsed.GetValue(_clip), norm => norm > 0, "a number above 0", "1.0"),
            Epochs = OptionText.Whole("--epochs", parsed.GetValue(_epochs), 1, 1_000_000),
            Patience = OptionText.Whole("--patience", parsed.GetValue(_patience), 0),
        };

    /// <summary>The schedule of a name over all steps; null for a rate that nothing or a callback changes.</summary>
    /// <exception cref="UsageException">There are too few steps.</exception>
    public static Schedule? ScheduleOf(string? name, double lr, long steps)
    {
        long warmup = Math.Max(1, steps / WarmupShare);
        if (name == "warmup-cosine" && steps <= warmup)
            throw new UsageException($"--schedule warmup-cosine needs 2 steps or more, but the training has {steps}. Give it more --epochs or a smaller --batch, or leave the schedule out.");
        return name switch
        {
            "cosine" => new Cosine(from: lr, to: 0, steps),
            "warmup-cosine" => new LinearWarmup(to: lr, warmup).ThenCosine(steps),
            "one-cycle" => new OneCycle(peak: lr, steps),
            _ => null,
        };
    }

    /// <summary>What lowers the rate on a plateau.</summary>
    public static RateOnPlateau OnPlateau(double lr) => new(new ReduceOnPlateau(lr, PlateauFactor, PlateauPatience));
}
