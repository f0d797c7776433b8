using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options that say what network learns, and by which steps.</summary>
internal sealed class NetworkWords
{
    private readonly Option<string?> _hidden, _activation, _normalization, _dropout, _optimizer, _decay, _batch, _microBatch;

    public NetworkWords(CliCommand command)
    {
        _hidden = command.Text("--hidden", "64,32", "sizes of the hidden layers; none for a linear model");
        _activation = command.Text("--activation", "NAME", $"one of {string.Join(", ", Mlp.Activations)}");
        _normalization = command.Text("--normalization", "NAME", $"between the layers: one of {string.Join(", ", Mlp.Normalizations)}");
        _dropout = command.Text("--dropout", "P", "probability of dropping a hidden unit, one for all layers or one each (0.3,0.2)");
        _optimizer = command.Text("--optimizer", "NAME", $"one of {string.Join(", ", Recommendation.Optimizers)}");
        _decay = command.Text("--weight-decay", "L", "how much weights shrink towards 0, such as 1e-2");
        _batch = command.Text("--batch", "ROWS|all", "rows of a training step");
        _microBatch = command.Text("--micro-batch", "ROWS", "rows that go through the network at a time, where memory is short; a step is still that of the whole batch");
    }

    /// <summary>The options that shape the network itself, of which a saved model has its own.</summary>
    public IEnumerable<Option> OfTheNetwork => [_hidden, _activation, _normalization, _dropout];

    public TrainOptions Read(ParseResult parsed, TrainOptions options) => options with
    {
        Hidden = OptionText.Sizes("--hidden", parsed.GetValue(_hidden)),
        Activation = OptionText.OneOf("--activation", parsed.GetValue(_activation), Mlp.Activations),
        Normalization = OptionText.OneOf("--normalization", parsed.GetValue(_normalization), Mlp.Normalizations),
        Dropout = OptionText.Probabilities("--dropout", parsed.GetValue(_dropout)),
        Optimizer = OptionText.OneOf("--optimizer", parsed.GetValue(_optimizer), Recommendation.Optimizers),
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
