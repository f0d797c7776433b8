using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>One training on a time series. Everything that is fitted (logarithm, scale, weights) sees the training part alone, the search for a season all values before the test; the last values are the test.</summary>
internal sealed class SeriesJob : TrainJob
{
    public const string TaskWord = "series";

    // Windows from which nothing worth while can be learned.
    private const int FewestRows = 8;
    private const int TestSeasons = 2;
    private const int LooseTestShare = 5;
    private const int MostTestShare = 4;
    private const int MostDrawn = 2000;

    private readonly SeriesSource _source;
    private readonly Forecaster _forecaster;
    private readonly int _trainCount, _validationCount;

    public SeriesJob(SeriesOptions options, Shell shell, CancellationToken cancel)
        : base(options, shell)
    {
        Options = options;
        _source = SeriesSource.Open(options, shell, Noticed);
        cancel.ThrowIfCancellationRequested();
        TestCount = options.Test ?? UsualTest();
        if (TestCount >= Series.Count)
            throw new UsageException($"--test {TestCount} leaves nothing to train on: the series has {Plural.Of(Series.Count, "value")}. Test fewer.");
        int before = Series.Count - TestCount;
        Period = options.Period ?? SeriesPeriod.Find(Series.Values[..before], Series.Axis.UsualPeriod);
        _validationCount = options.Validation is 0 ? 0 : Math.Max((int)Math.Round((options.Validation ?? RunOptions.DefaultValidation) * before), Math.Min(Period, before / MostTestShare));
        _trainCount = before - _validationCount;
        Settings = SeriesSettings.For(options, Period, window => _trainCount - window - Period, _validationCount > 0);
        DemandRows();
        _forecaster = new Forecaster(SeriesScaler.Fit(Series.Values[.._trainCount], Period), Settings.Window, Settings.Hidden, Settings.Members, rng: Rng.Fork("network"));
        DemandLogarithms();
        TrainData = Limited(_forecaster.Rows(Series.Values[.._trainCount]), options.LimitTrain);
        ValidationData = _validationCount == 0 ? null : Limited(_forecaster.Rows(Series.Values[..before], from: _trainCount), options.LimitValidation);
        Summary = ModelSummary.Of(Model, [1, Settings.Window]);
        CheckSchedule();
    }

    public override SeriesOptions Options { get; }

    public override string Name => Options.Name ?? Path.GetFileNameWithoutExtension(_source.Name);

    public override string Task => TaskWord;

    public override string DataName => _source.Name;

    public override string Fingerprint => _source.Fingerprint;

    public override string Subtitle => $"{Series.Name} from {_source.Shown}, {Series.Axis.Label(0)} to {Series.Axis.Label(Series.Count - 1)}";

    public override string Noun => Series.Axis.StepName.All(char.IsLetter) ? Series.Axis.StepName : "value";

    public override SeriesSettings Settings { get; }

    public override Layer Model => _forecaster.Network;

    public override ModelSummary Summary { get; }

    public override Objective Objective => Objective.Regression;

    public override Dataset TrainData { get; }

    public override Dataset? ValidationData { get; }

    public override int TestCount { get; }

    public override string Headline => "rmse";

    public override IEnumerable<(string Key, string Text)> Texts => [(SeriesModel.Key, new SeriesModel(_forecaster, Series, Options.Horizon ?? Math.Max(TestCount, 1)).ToJson())];

    public override string Next => "";

    public override string NextCommand => $"fathom predict {RepeatCommand.Quoted(Options.Out ?? "runs/latest")}";

    public override Setting TestSetting => new("test", Plural.Of(TestCount, Noun), Options.Test is null ? "usual" : "as asked");

    protected override IEnumerable<Setting> MoreSettings =>
    [
        new("period", $"{Period}", Options.Period is not null ? "as asked" : Period > 1 ? "found before the test" : "no season was found before the test"),
        new("logarithm", _forecaster.Scaler.IsLog ? "yes" : "no", _forecaster.Scaler.IsLog ? "the spread within a season grows with its level" : "the spread does not grow with the level"),
        .. base.MoreSettings,
    ];

    private TimeSeries Series => _source.Series;

    private int Period { get; }

    private int ValidationEnd => Series.Count - TestCount;

    public override IEnumerable<string> DataLines()
    {
        yield return $"{_source.Shown}: {Series.Name}, {Plural.Of(Series.Count, "value")}, {Series.Axis.Label(0)} to {Series.Axis.Label(Series.Count - 1)}, one each {Series.Axis.StepName}";
        yield return $"period {Period}: {(Period > 1 ? $"the networks see changes since {Plural.Of(Period, Noun)} before" : $"the networks see changes since the {Noun} before")}{(_forecaster.Scaler.IsLog ? ", of the logarithm" : "")}, in standard units of the training part";
        yield return $"split by time: {Part("train", 0, _trainCount)}{(_validationCount > 0 ? Part(", validate", _trainCount, ValidationEnd) : "")}{(TestCount > 0 ? Part(", test", ValidationEnd, Series.Count) : "")}";
        yield return $"{Plural.Of(TrainData.Count, "window")} of {Plural.Of(Settings.Window, "change")} to learn from";
    }

    public override JsonObject DescribeData() => new()
    {
        ["source"] = Options.Data,
        ["sha256"] = Fingerprint,
        ["values"] = Series.Count,
        ["first"] = Series.Axis.Label(0),
        ["last"] = Series.Axis.Label(Series.Count - 1),
        ["step"] = Series.Axis.StepName,
        ["target"] = Series.Name,
        ["period"] = Period,
        ["train"] = _trainCount,
        ["validation"] = _validationCount,
        ["test"] = TestCount,
    };

    public override DataSummary SummarizeData()
    {
        // Of a long series every k-th value is enough to draw it.
        int step = (Series.Count + MostDrawn - 1) / MostDrawn;
        int[] drawn = [.. Enumerable.Range(0, (Series.Count + step - 1) / step).Select(i => i * step)];
        return new DataSummary
        {
            Facts =
            [
                new("values", Display.Count(Series.Count)),
                new("first", Series.Axis.Label(0)),
                new("last", Series.Axis.Label(Series.Count - 1)),
                new("step", Series.Axis.StepName),
                new("period", Display.Count(Period)),
                new("training values", Display.Count(_trainCount)),
                new("validation values", Display.Count(_validationCount)),
                new("test values", Display.Count(TestCount)),
            ],
            Charts =
            [
                new ReportCurves(Series.Name, Series.Axis.PositionName, "", [new(Series.Name, [.. drawn.Select(Series.Axis.Position)], [.. drawn.Select(i => Series.Values[i])])])
                {
                    PlainX = true,
                    Mark = Series.Axis.Position(_trainCount - 1),
                    MarkLabel = "training ends",
                },
            ],
        };
    }

    protected override IOutcome? JudgeValidation() => _validationCount == 0 ? null : new SeriesOutcome(_forecaster, Series[..ValidationEnd], _trainCount);

    protected override IOutcome? JudgeTest() => TestCount == 0 ? null : new SeriesOutcome(_forecaster, Series, ValidationEnd);

    private int UsualTest()
    {
        int usual = Series.Axis.UsualPeriod > 1 ? TestSeasons * Series.Axis.UsualPeriod : Series.Count / LooseTestShare;
        return Math.Min(usual, Series.Count / MostTestShare);
    }

    private string Part(string name, int from, int to) => $"{name} {Plural.Of(to - from, Noun)} ({Series.Axis.Label(from)} to {Series.Axis.Label(to - 1)})";

    /// <summary>Refuses a window or a season that leaves next to nothing to learn from.</summary>
    private void DemandRows()
    {
        int rows = _trainCount - Settings.Window - Period;
        if (rows >= FewestRows)
            return;
        string parts = $"the series has {Plural.Of(Series.Count, "value")}, of which {_validationCount + TestCount} are for validation and test";
        if (_trainCount < Period + FewestRows && Options.Period is null)
            throw new UsageException($"{(Options.Test is { } test ? $"--test {test} leaves too little to learn from" : "the series is too short to learn from")}: {parts}; {Plural.Of(Math.Max(0, _trainCount), "value")} {(_trainCount == 1 ? "is" : "are")} left, expected at least {Period + FewestRows}. Bring a longer series{(Options.Test is null ? "" : ", or test fewer values")}.");
        if (_trainCount < Period + FewestRows)
            throw new UsageException($"--period {Period} needs more seasons: {parts}, and a change takes the value of a season before. {Math.Max(0, _trainCount)} values are left to train on; expected at least {Period + FewestRows}. Bring a longer series, or a smaller --test or --period.");
        throw new UsageException($"--window {Settings.Window} is too long: {parts}, and with a period of {Period} the {_trainCount} others give {Math.Max(0, rows)} windows to learn from; expected at least {FewestRows}. Use --window {Math.Max(1, _trainCount - Period - FewestRows)} or less, or bring a longer series.");
    }

    /// <summary>Growth is learned in logarithms, which values of 0 and below do not have.</summary>
    private void DemandLogarithms()
    {
        if (_forecaster.Scaler.IsLog && Series.Values[_trainCount..].IndexOfAnyInRange(double.NegativeInfinity, 0) is >= 0 and var at)
            throw new DatasetException($"{Series.Axis.Label(_trainCount + at)} is {Series.Values[_trainCount + at]}, but all values of the training part are above 0 and grow in proportion, which the networks learn in logarithms. Correct the value, or add a constant to all.");
    }
}
