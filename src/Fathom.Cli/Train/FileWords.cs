using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options that say how a file is read.</summary>
internal sealed class FileWords
{
    private readonly Option<bool> _noHeader;
    private readonly Option<string[]> _columns;
    private readonly Option<string?> _delimiter;

    public FileWords(CliCommand command)
    {
        _noHeader = command.Flag("--no-header", "the first line is data, not column names");
        _columns = command.Texts("--columns", "A,B,C", "names for the columns, in file order");
        _delimiter = command.Text("--delimiter", "CHAR", "what stands between fields; found by itself among comma, semicolon, tab and bar");
    }

    public TrainOptions Read(ParseResult parsed, TrainOptions options) => options with
    {
        NoHeader = parsed.GetValue(_noHeader),
        Columns = OptionText.Names("--columns", parsed.GetValue(_columns)),
        Delimiter = OptionText.Delimiter("--delimiter", parsed.GetValue(_delimiter)),
    };
}
