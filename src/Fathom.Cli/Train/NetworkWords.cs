using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options that shape a network for a table, of which a saved model has its own.</summary>
internal sealed class NetworkWords
{
    private readonly Option<string?> _hidden, _activation, _normalization, _dropout;
    private readonly Option<bool> _embeddings;

    public NetworkWords(CliCommand command)
    {
        _hidden = command.Text("--hidden", "64,32", "sizes of the hidden layers; none for a linear model");
        _activation = command.Text("--activation", "NAME", $"one of {string.Join(", ", Mlp.Activations)}");
        _normalization = command.Text("--normalization", "NAME", $"between the layers: one of {string.Join(", ", Mlp.Normalizations)}");
        _dropout = command.Text("--dropout", "P", "probability of dropping a hidden unit, one for all layers or one each (0.3,0.2)");
        _embeddings = command.Flag("--embeddings", "learn a vector for each category instead of giving it an input of its own; for columns of many categories");
    }

    public IEnumerable<Option> All => [_hidden, _activation, _normalization, _dropout, _embeddings];

    public TrainOptions Read(ParseResult parsed, TrainOptions options) => options with
    {
        Hidden = OptionText.Sizes("--hidden", parsed.GetValue(_hidden)),
        Activation = OptionText.OneOf("--activation", parsed.GetValue(_activation), Mlp.Activations),
        Normalization = OptionText.OneOf("--normalization", parsed.GetValue(_normalization), Mlp.Normalizations),
        Dropout = OptionText.Probabilities("--dropout", parsed.GetValue(_dropout)),
        Embeddings = parsed.GetValue(_embeddings),
    };
}
