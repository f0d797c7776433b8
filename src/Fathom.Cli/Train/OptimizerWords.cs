using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options that say by which steps a network learns.</summary>
internal sealed class OptimizerWords
{
    private readonly Option<string?> _optimizer, _decay, _batch, _microBatch;

    public OptimizerWords(CliCommand command)
    {
        _optimizer = command.Text("--optimizer", "NAME", $"one of {string.Join(", ", StandardOptimizers.Names)}");
        _decay = command.Text("--weight-decay", "L", "how much weights shrink towards 0, such as 1e-2");
        _batch = command.Text("--batch", "ROWS|all", "rows of a training step");
        _microBatch = command.Text("--micro-batch", "ROWS", "rows that go through the network at a time, where memory is short; a step is still that of the whole batch");
    }

    public T Read<T>(ParseResult parsed, T options)
        where T : RunOptions => options with
        {
            Optimizer = OptionText.OneOf("--optimizer", parsed.GetValue(_optimizer), StandardOptimizers.Names),
            WeightDecay = OptionText.Number("--weight-decay", parsed.GetValue(_decay), decay => decay >= 0, "a number of at least 0", "1e-2"),
            Batch = parsed.GetValue(_batch) is { } batch ? ReadBatch(batch) : null,
            MicroBatch = OptionText.Whole("--micro-batch", parsed.GetValue(_microBatch), 1),
        };

    private static int ReadBatch(string text) => text.Equals("all", StringComparison.OrdinalIgnoreCase)
        ? int.MaxValue
        : OptionText.TryNumber(text, out _)
            ? OptionText.Whole("--batch", text, 1)!.Value
            : throw OptionText.Refuse("--batch", text, "a number of rows, or all", "32");
}
