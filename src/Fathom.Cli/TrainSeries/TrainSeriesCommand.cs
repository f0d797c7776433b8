using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom train series</c>: a time series goes in; networks that forecast it, judged beside the seasonal-naive way, come out.</summary>
internal sealed class TrainSeriesCommand : TrainingCommand
{
    private const int Longest = 100_000;

    private readonly Argument<string?> _data;
    private readonly Option<string?> _target, _date, _window, _period, _test, _horizon, _validation, _hidden, _members;
    private readonly OptimizerWords _optimizer;
    private readonly StepWords _steps;
    private readonly RunWords _run;
    private readonly OutWords _out;

    public TrainSeriesCommand()
        : base("series", "learn to forecast a time series; judged by its last values, beside the seasonal-naive forecast")
    {
        _data = Word("FILE", $"a CSV file with a column of values and one of dates, or a built-in series: {string.Join(", ", Datasets.Series.Keys)}");
        _target = Text("--target", "COLUMN", "what to forecast; found where one column holds numbers");
        _date = Text("--date", "COLUMN|none", "the dates; found by itself. Rows are sorted by them, gaps are noticed");
        _window = Text("--window", "N", "how many past changes the networks see; a season by default");
        _period = Text("--period", "N|auto", "values of a season, 1 for none; found before the test by default");
        _test = Text("--test", "N", "how many of the last values are kept for the test; two seasons by default, at most a quarter");
        _validation = Text("--validation", "SHARE", "the share of the values before them that training stops by, the last ones; 0.1, but at least a season");
        _horizon = Text("--horizon", "N", "how many values fathom predict forecasts; as many as are tested by default");
        _hidden = Text("--hidden", "A,B|none", "sizes of the hidden layers of each network");
        _members = Text("--members", "N", "how many networks are trained side by side and averaged");
        _optimizer = new OptimizerWords(this);
        _steps = new StepWords(this);
        _run = new RunWords(this);
        AddRepeats();
        _out = new OutWords(this);
        AddCheckpoints();
    }

    public override string Words => "train series";

    public override string? NoFolds => "a series is split by time: what is learned from later values says nothing of a forecast";

    public override string Usage => "train series FILE [--target COLUMN] [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom train series airline", "the built-in passengers of 1949 to 1960; the last 24 months are the test"),
        ("fathom train series sales.csv --target turnover --test 12", "your series, the last 12 values for the test"),
        ("fathom predict runs/latest --steps 6", "then: the values to come"),
    ];

    public override TrainJob Prepare(RunOptions options, Shell shell, CancellationToken cancel) => new SeriesJob((SeriesOptions)options, shell, cancel);

    public override RunOptions Read(ParseResult parsed) => Common(parsed, _out.Read(parsed, _run.Read(parsed, _steps.Read(parsed, _optimizer.Read(parsed, new SeriesOptions
    {
        Data = parsed.GetValue(_data)!,
        Target = parsed.GetValue(_target),
        Date = parsed.GetValue(_date),
        Window = OptionText.Whole("--window", parsed.GetValue(_window), 1, Longest),
        Period = parsed.GetValue(_period) is { } period && !period.Equals("auto", StringComparison.OrdinalIgnoreCase) ? OptionText.Whole("--period", period, 1, Longest) : null,
        Test = OptionText.Whole("--test", parsed.GetValue(_test), 0),
        Horizon = OptionText.Whole("--horizon", parsed.GetValue(_horizon), 1, Longest),
        Validation = OptionText.Number("--validation", parsed.GetValue(_validation), share => share is >= 0 and < 1, "a share of at least 0 and below 1", "0.1"),
        Hidden = OptionText.Sizes("--hidden", parsed.GetValue(_hidden)),
        Members = OptionText.Whole("--members", parsed.GetValue(_members), 1, 100),
    })))));
}
