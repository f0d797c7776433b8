using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The words that say which rows to learn what from: shared by every command that starts from a table.</summary>
internal sealed class DataWords
{
    private readonly Argument<string?> _data;
    private readonly Option<string?> _target, _task, _test, _validation;
    private readonly Option<string[]> _keep, _drop;

    /// <param name="command">The command they are options of.</param>
    /// <param name="also">What else may stand in the place of the data.</param>
    public DataWords(CliCommand command, string also = "")
    {
        _data = command.Word("DATA", $"{also}a CSV file, or a built-in set: {string.Join(", ", Datasets.All.Select(set => set.Name))}. Without it: {TrainOptions.DefaultData}. A file with such a name is written ./iris", optional: true);
        _target = command.Text("--target", "COLUMN", "the column to predict (of a file without header: the last one); several between commas, a name that holds a comma in double quotes");
        _task = command.Text("--task", "TASK", "classification, binary, multilabel (several targets of two values each) or regression (one or several numbers); read off the target when left out");
        _test = command.Text("--test", "SHARE|FILE", "rows to judge by: a share of the data (0.2), or another file");
        _validation = command.Text("--validation", "SHARE", "share of the rows to stop by (0.1); 0 for none");
        _keep = command.Texts("--keep", "A,B", "columns to use although they look useless or give the target away");
        _drop = command.Texts("--drop", "A,B", "columns to leave out");
    }

    /// <summary>The options that say what is learned, which a saved model knows itself.</summary>
    public IEnumerable<Option> OfTheTask => [_target, _task, _test, _validation, _keep, _drop];

    /// <summary>Whether rows were named at all.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_data) is not null;

    public TrainOptions Read(ParseResult parsed)
    {
        string? test = parsed.GetValue(_test);
        double? testShare = test is not null && OptionText.TryNumber(test, out _) ? OptionText.Share("--test", test) : null;
        return new TrainOptions
        {
            Data = parsed.GetValue(_data) ?? TrainOptions.DefaultData,
            Target = parsed.GetValue(_target),
            Targets = parsed.GetValue(_target) is { } target ? OptionText.Names("--target", [target]) : [],
            Task = OptionText.OneOf("--task", parsed.GetValue(_task), ["classification", "binary", "multilabel", "regression"]) switch
            {
                null => null,
                "binary" => TableTask.Binary,
                "multilabel" => TableTask.MultiLabel,
                "regression" => TableTask.Regression,
                _ => TableTask.Classification,
            },
            Test = testShare,
            TestFile = testShare is null ? test : null,
            Validation = OptionText.Share("--validation", parsed.GetValue(_validation)),
            Keep = OptionText.Names("--keep", parsed.GetValue(_keep)),
            Drop = OptionText.Names("--drop", parsed.GetValue(_drop)),
        };
    }
}
