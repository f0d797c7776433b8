using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>One training of a language model on the characters of a text: the first part is learned from, the last one judges.</summary>
internal sealed class TextJob : TrainJob
{
    public const string TaskWord = "text";
    public const string VocabularyKey = "vocabulary";

    /// <summary>How many windows are judged at a time.</summary>
    public const int WindowsAtATime = 64;

    private const int SampleLength = 400;
    private const double SampleTemperature = 0.8;

    // Random batches by which a training on random windows is judged on its way, and at its end.
    private const int BatchesOnTheWay = 20;
    private const int BatchesAtTheEnd = 100;
    private const long MostParameters = 250_000_000;

    private readonly TextSource _source;
    private readonly CharacterVocabulary _vocabulary;
    private readonly LanguageModel _model;
    private readonly long[] _validation;
    private readonly int _trainCount;

    public TextJob(TextOptions options, Shell shell, CancellationToken cancel)
        : base(options, shell)
    {
        Settings = TextSettings.For(options, options.Validation != 0);
        Options = options with { ClipNorm = Settings.Clip };
        _source = TextSource.Open(options.Data, shell);
        cancel.ThrowIfCancellationRequested();
        _vocabulary = CharacterVocabulary.Of(_source.Text);
        long[] tokens = _vocabulary.Encode(_source.Text);
        _trainCount = (int)(tokens.Length * (1 - (options.Validation ?? RunOptions.DefaultValidation)));
        _validation = tokens[_trainCount..];
        _validation = _validation[..(options.LimitValidation?.Of(_validation.Length) ?? _validation.Length)];
        int first = _trainCount - (options.LimitTrain?.Of(_trainCount) ?? _trainCount);
        _trainCount -= first;
        DemandWindows("training", _trainCount, tokens.Length);
        if (options.Validation != 0)
            DemandWindows("validation", _validation.Length, tokens.Length);
        TrainData = Rows(tokens.AsSpan(first, _trainCount), Settings.StepsPerPart, "training part");
        ValidationData = options.Validation == 0 ? null : Rows(_validation, BatchesOnTheWay, "validation part");
        _model = Build();
        Summary = ModelSummary.Of(_model, [1, Settings.Context], DType.Int64);
        CheckSchedule();
    }

    public override TextOptions Options { get; }

    public override string Name => Options.Name ?? Path.GetFileNameWithoutExtension(_source.Name);

    public override string Task => TaskWord;

    public override string DataName => _source.Name;

    public override string Fingerprint => _source.Fingerprint;

    public override string Subtitle => $"{(Options.IsGpt ? "GPT" : "LSTM")} on the characters of {_source.Shown}";

    public override string Noun => "window";

    public override TextSettings Settings { get; }

    public override Layer Model => _model;

    public override ModelSummary Summary { get; }

    public override Objective Objective => Objective.NextToken;

    public override Dataset TrainData { get; }

    public override Dataset? ValidationData { get; }

    public override int TestCount => 0;

    public override string Headline => "bits_per_character";

    public override IEnumerable<(string Key, string Text)> Texts => [(VocabularyKey, _vocabulary.Characters)];

    public override string Next => "";

    public override string NextCommand => $"fathom generate {RepeatCommand.Quoted(Options.Out ?? "runs/latest")} --length 500";

    public override string NoTest => "A text is split in two";

    public override Setting TestSetting => new("test", "none", "a text is split in two: to learn from, and to judge by");

    protected override IEnumerable<Setting> MoreSettings => [.. Setting.Asked("schedule", Options.Schedule), .. LimitSettings];

    protected override IReadOnlyList<Callback> Watchers => Settings.Steps is { } steps ? [.. base.Watchers, new StopAfter(steps)] : base.Watchers;

    protected override int EvaluationBatch => WindowsAtATime;

    public override IEnumerable<string> DataLines()
    {
        yield return $"{_source.Shown}: {Plural.Of(_trainCount + _validation.Length, "character")}, {_vocabulary.Count} of them distinct";
        yield return $"split by position: the first {Display.Count(_trainCount)} to learn from, the last {Display.Count(_validation.Length)} to judge by";
        yield return Settings.Steps is { } steps
            ? $"{Plural.Of(steps, "step")} on random windows of {Settings.Context} characters; an epoch is {Plural.Of(Settings.StepsPerPart, "step")}"
            : $"an epoch is {Plural.Of(TrainData.Count, "window")} of {Settings.Context} characters, one after another";
    }

    public override JsonObject DescribeData() => new()
    {
        ["source"] = Options.Data,
        ["sha256"] = Fingerprint,
        ["characters"] = _trainCount + _validation.Length,
        ["vocabulary"] = _vocabulary.Count,
        ["train"] = _trainCount,
        ["validation"] = _validation.Length,
        ["test"] = 0,
    };

    public override DataSummary SummarizeData() => new()
    {
        Facts = [new("characters", Display.Count(_trainCount + _validation.Length)), new("vocabulary", Display.Count(_vocabulary.Count)), new("training characters", Display.Count(_trainCount)), new("validation characters", Display.Count(_validation.Length))],
        Words = ["The vocabulary, in the order of its numbers:"],
        Text = _vocabulary.Characters.ReplaceLineEndings("⏎"),
    };

    public override JsonObject DescribeTraining(TrainResult result)
    {
        JsonObject json = base.DescribeTraining(result);
        json["rows"]!["validation_characters"] = _validation.Length;
        return json;
    }

    protected override Schedule? NewSchedule(long steps) => Settings.LeastRate is not { } least ? base.NewSchedule(Settings.Steps ?? steps)
        : Settings.Warmup == 0 ? new Cosine(Settings.LearningRate, least, Settings.Steps ?? steps)
        : Settings.Warmup < (Settings.Steps ?? steps) ? new LinearWarmup(to: Settings.LearningRate, Settings.Warmup).ThenCosine(Settings.Steps ?? steps, least)
        : throw new UsageException($"a warm-up of {Settings.Warmup} steps leaves none to learn with: so many epochs of this text have {Plural.Of(steps, "step")}. Use --warmup {steps / 2}, more --epochs, or --steps N.");

    protected override IOutcome? JudgeValidation()
    {
        if (ValidationData is null)
            return null;
        Dataset rows = Rows(_validation, BatchesAtTheEnd, "validation part");
        var sampling = new TokenSampling(SampleTemperature);
        long[] prompt = [Math.Max(0, _vocabulary.Characters.IndexOf('\n'))];
        string sample = _vocabulary.Decode([.. _model.Generate(prompt, SampleLength, sampling, Rng.Fork("sample"))]);
        return new TextOutcome(Evaluation.Of(_model, Objective, rows, WindowsAtATime), rows.Count, _vocabulary.Count, sample, sampling.ToString()) { Characters = _vocabulary, Context = Settings.Context };
    }

    protected override IOutcome? JudgeTest() => null;

    /// <summary>Random windows for so many steps, or all windows one after another.</summary>
    private Dataset Rows(ReadOnlySpan<long> tokens, int steps, string name) => new(
        Settings.Steps is null ? TokenWindows.Consecutive(tokens, Settings.Context) : TokenWindows.Random(tokens, Settings.Context, steps * Settings.Batch),
        name);

    private LanguageModel Build()
    {
        long parameters = (12L * Settings.Layers * Settings.Width * Settings.Width) + ((long)_vocabulary.Count * (Settings.Width + Settings.Embedding)) + ((long)Settings.Context * Settings.Width);
        if (parameters > MostParameters)
            throw new UsageException($"--layers {Settings.Layers} of --width {Settings.Width} make about {parameters:N0} parameters; expected at most {MostParameters:N0}. Use a smaller network.");
        return Options.IsGpt
            ? new Gpt(_vocabulary.Count, Settings.Context, Settings.Layers, Settings.Heads, Settings.Width, Settings.Dropout, rng: Rng.Fork("network"))
            : new CharLstm(_vocabulary.Count, Settings.Embedding, Settings.Width, Settings.Layers, Settings.Dropout, Rng.Fork("network"));
    }

    private void DemandWindows(string part, int count, int all)
    {
        if (count <= Settings.Context)
            throw new UsageException($"the {part} part of the text has {Plural.Of(count, "character")} of {all:N0}; --context {Settings.Context} needs at least {Settings.Context + 1}, as the character after the last is needed too. Bring more text, or use a shorter --context{(part == "validation" ? " or a larger --validation" : "")}.");
    }
}
