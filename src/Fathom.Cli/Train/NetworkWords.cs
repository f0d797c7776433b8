using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options that shape a multi-layer perceptron, of which a saved model has its own.</summary>
internal sealed class NetworkWords
{
    private readonly Option<string?> _hidden, _activation, _normalization, _dropout;

    public NetworkWords(CliCommand command, string of = "")
    {
        _hidden = command.Text("--hidden", "64,32", $"{of}sizes of the hidden layers; none for a linear model");
        _activation = command.Text("--activation", "NAME", $"{of}one of {string.Join(", ", Mlp.Activations)}");
        _normalization = command.Text("--normalization", "NAME", $"{of}between the layers: one of {string.Join(", ", Mlp.Normalizations)}");
        _dropout = command.Text("--dropout", "P", $"{of}probability of dropping a hidden unit, one for all layers or one each (0.3,0.2)");
    }

    public IEnumerable<Option> All => [_hidden, _activation, _normalization, _dropout];

    public T Read<T>(ParseResult parsed, T options)
        where T : NetworkOptions => options with
        {
            Hidden = OptionText.Sizes("--hidden", parsed.GetValue(_hidden)),
            Activation = OptionText.OneOf("--activation", parsed.GetValue(_activation), Mlp.Activations),
            Normalization = OptionText.OneOf("--normalization", parsed.GetValue(_normalization), Mlp.Normalizations),
            Dropout = OptionText.Probabilities("--dropout", parsed.GetValue(_dropout)),
        };
}
