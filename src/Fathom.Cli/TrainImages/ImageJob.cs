using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A training on images: a perceptron or a convolutional network, judged by images it has never seen.</summary>
internal sealed class ImageJob : TrainJob
{
    public const string TaskWord = "classification";

    private readonly bool _dropsLast;
    private readonly ImageSet _train, _test;
    private readonly ImageSet? _validation;

    private ImageJob(ImageOptions options, Shell shell, CancellationToken cancel)
        : base(options, shell)
    {
        Options = options;
        Images = ImageSource.Of(options.Set).Open(options, shell, Noticed, cancel);
        Name = options.Name ?? Images.Name;
        double share = Images.Test is null ? options.Test ?? ImageOptions.DefaultTest : 0;
        (int[] train, int[] validation, int[] test) = Images.Train.Split(options.Validation ?? RunOptions.DefaultValidation, share, options.Seed, Images.Name);
        if (options.Limit is { } limit && limit < train.Length)
            train = train[..limit];
        train = Limited(train, "train", Class);
        validation = Limited(validation, "validation", Class);
        test = Limited(test, "test", Class);
        ImageSet raw = Images.Train.Pick(train);
        Input = ImageInput.Fit(raw.Rows, Images.Classes);
        _train = raw.Normalize(Input);
        _validation = validation.Length == 0 ? null : Images.Train.Pick(validation).Normalize(Input);
        _test = (Images.Test is { } apart ? apart.Pick(Limited([.. Enumerable.Range(0, apart.Count)], "test", row => (int)apart.Rows.Labels[row])) : Images.Train.Pick(test)).Normalize(Input);
        cancel.ThrowIfCancellationRequested();

        Settings = ImageSettings.For(options, _train.Count, _validation is not null);
        Augmentation = options.Augment.Count == 0 ? null : new Compose([.. AugmentWords.Of(options.Augment, Input.Shape)]);
        TrainData = Augmentation is null ? Part(_train.Rows, "training part") : Part(raw.Rows, "training part").Augmented(Augmentation + new ChannelNormalization(Input));
        ValidationData = _validation is null ? null : Part(_validation.Rows, "validation part");
        Model = ImageNetworks.Build(Settings, Input.Shape, Images.Classes.Count, Rng.Fork("network"));
        Summary = ModelSummary.Of(Model, Input.Shape.Insert(0, 1));
        if (Summary.Rows.Any(row => row.Layer.StartsWith("BatchNorm", StringComparison.Ordinal)))
            _dropsLast = BatchNormRows.LeaveOneOut(Settings, options, _train.Count, Noun, Noticed);
        CheckSchedule();

        int Class(int row) => (int)Images.Train.Rows.Labels[row];
    }

    public override ImageOptions Options { get; }

    /// <summary>Where the images come from.</summary>
    public ImageParts Images { get; }

    /// <summary>What the network takes.</summary>
    public ImageInput Input { get; }

    /// <summary>How training images are changed; null for not at all.</summary>
    public Augmentation? Augmentation { get; }

    public override string Name { get; }

    public override ImageSettings Settings { get; }

    public override Layer Model { get; }

    public override ModelSummary Summary { get; }

    public override Objective Objective { get; } = new MultiClassObjective();

    public override Dataset TrainData { get; }

    public override Dataset? ValidationData { get; }

    public override int TestCount => _test.Count;

    public override string Noun => "image";

    public override string Task => TaskWord;

    public override string Headline => "accuracy";

    public override string DataName => Images.Name;

    public override string Fingerprint => Images.Fingerprint;

    public override string Subtitle => $"{Images.Classes.Count} classes of {Input.Words}, {Images.Shown}";

    public override string Next => "image.png";

    public override IEnumerable<(string Key, string Text)> Texts => [(ImageInput.Key, Input.ToJson())];

    public override Setting TestSetting => Images.Test is not null
        ? new Setting("test", "the set's own", "so that figures can be compared with others'")
        : new Setting("test", Display.Number(Options.Test ?? ImageOptions.DefaultTest), Options.Test is null ? "usual" : "as asked");

    protected override bool DropsLast => _dropsLast;

    protected override int EvaluationBatch => ImageOutcome.Batch;

    /// <summary>Reads, splits and builds; nothing is written.</summary>
    public static ImageJob Prepare(ImageOptions options, Shell shell, CancellationToken cancel) => new(options, shell, cancel);

    public override IEnumerable<string> DataLines()
    {
        int all = Images.Train.Count + (Images.Test?.Count ?? 0);
        yield return $"{Images.Shown}: {Plural.Of(all, $"{ImageInput.Colour(Input.Shape)} image")} of {ImageInput.Size(Input.Shape)}, {Plural.Of(Images.Classes.Count, "class")}";
        yield return $"classes: {ImageView.Classes(Images)}";
        yield return $"split (each class in proportion): {_train.Count:N0} images to train, {_validation?.Count ?? 0:N0} to validate, {TestCount:N0} to test{(Images.Test is null ? "" : " (the set's own test part)")}";
        yield return $"inputs: {Display.Count(Input.Shape.Length)} values, normalized by mean {ImageInput.Numbers(Input.Mean)} and deviation {ImageInput.Numbers(Input.Deviation)} of the training images";
    }

    public override JsonObject DescribeData() => new()
    {
        ["source"] = Options.Folder ?? Options.Set,
        ["sha256"] = Images.Fingerprint,
        ["shape"] = Input.ShapeJson(),
        ["classes"] = Json.Array(Images.Classes),
        ["train"] = _train.Count,
        ["validation"] = _validation?.Count ?? 0,
        ["test"] = TestCount,
    };

    public override DataSummary SummarizeData() => new()
    {
        Facts =
        [
            new("images", Display.Count(Images.Train.Count + (Images.Test?.Count ?? 0))),
            new("size", $"{ImageInput.Size(Input.Shape)}, {ImageInput.Colour(Input.Shape)}"),
            new("classes", Display.Count(Images.Classes.Count)),
            new("training images", Display.Count(_train.Count)),
            new("validation images", Display.Count(_validation?.Count ?? 0)),
            new("test images", Display.Count(TestCount)),
            new("mean", ImageInput.Numbers(Input.Mean)),
            new("deviation", ImageInput.Numbers(Input.Deviation)),
        ],
        Pictures =
        [
            new("One training image of each class:", ImageView.OneOfEach(_train.Rows, Images.Classes)),
            .. Augmentation is null ? [] : (ReportPictures[])[new($"The first ones as {string.Join(", ", Options.Augment)} may change them:", ImageView.Augmented(TrainData, Input))],
        ],
    };

    protected override IOutcome? JudgeValidation() => _validation is null ? null : Judged(_validation, "validation part");

    protected override IOutcome? JudgeTest() => Judged(_test, "test part");

    private ImageOutcome Judged(ImageSet images, string name) => ImageOutcome.Of(Model, Objective, images, Input, name);

    private Dataset Part(RowSource rows, string name) => new(rows, name, Images.Classes, targetName: "class");
}
