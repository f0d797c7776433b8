using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options that shape a network for a table, of which a saved model has its own.</summary>
internal sealed class TableNetworkWords
{
    private readonly NetworkWords _network;
    private readonly Option<bool> _embeddings;

    public TableNetworkWords(CliCommand command)
    {
        _network = new NetworkWords(command);
        _embeddings = command.Flag("--embeddings", "learn a vector for each category instead of giving it an input of its own; for columns of many categories");
    }

    public IEnumerable<Option> All => [.. _network.All, _embeddings];

    public TrainOptions Read(ParseResult parsed, TrainOptions options) => _network.Read(parsed, options) with { Embeddings = parsed.GetValue(_embeddings) };
}
