using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom train mnist</c> and its kin: images go in; a trained, tested and saved network comes out, with the images it fails on.</summary>
internal sealed class ImageCommand : TrainingCommand
{
    private readonly ImageSource _source;
    private readonly Argument<string?>? _folder;
    private readonly Option<string?>? _data, _test;
    private readonly Option<string?> _model, _augment, _limit, _validation;
    private readonly NetworkWords _network;
    private readonly OptimizerWords _optimizer;
    private readonly StepWords _steps;
    private readonly RunWords _run;
    private readonly OutWords _out;

    public ImageCommand(ImageSource source)
        : base(source.Name, source.Description)
    {
        _source = source;
        if (source.IsFolder)
            _folder = Word("DIR", "a folder with a folder of PNG images for each class; grey or colour, all of one size");
        _model = Text("--model", "NAME", $"one of {string.Join(", ", ImageNetworks.Names)} ({ImageNetworks.Default})");
        if (source.IsDownloaded)
            _data = Text("--data", "DIR", "the folder where the set's four IDX files lie; without it they are taken from the cache, or downloaded");
        _augment = Text("--augment", "A,B", $"change training images at random, anew in every epoch: {string.Join(", ", AugmentWords.Names)}, with amounts as fathom show augment has them (rotate:5)");
        _limit = Text("--limit", "N", "training images to use at most");
        if (!source.HasTest)
            _test = Text("--test", "SHARE", "share of the images to judge by (0.2)");
        _validation = Text("--validation", "SHARE", "share of the training images to stop by (0.1); 0 for none");
        _network = new NetworkWords(this, "of an mlp: ");
        _optimizer = new OptimizerWords(this);
        _steps = new StepWords(this);
        _run = new RunWords(this);
        AddRepeats();
        _out = new OutWords(this);
        AddCheckpoints();
    }

    public override string Words => $"train {Name}";

    public override string Usage => $"{Words}{(_source.IsFolder ? " DIR" : "")}{(Name == ImageSource.Digits ? " --model NAME" : " [--model NAME]")} [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ($"fathom {Example} --model cnn", "a convolutional network"),
        ($"fathom {Example} --model cnn --augment shift --epochs 10", "with images moved a little each time"),
        ($"fathom {Example} --model mlp --hidden 128 --normalization batch --dropout 0.3", "a perceptron on the pixels"),
        ($"fathom {Example} --model cnn --limit 1000 --epochs 2 --json", "a first look; a line for programs at the end"),
    ];

    public override string? NoFolds => _source.HasTest ? "the set has a test part of its own, by which figures can be compared with others'" : "images are split once, so that fathom evaluate finds the test images again";

    private string Example => _source.IsFolder ? $"{Words} photos" : Words;

    public override bool IsMeant(string[] args) => Name != ImageSource.Digits || args.Any(word => word == "--model" || word.StartsWith("--model=", StringComparison.Ordinal) || word.StartsWith("--model:", StringComparison.Ordinal));

    public override TrainJob Prepare(RunOptions options, Shell shell, CancellationToken cancel) => ImageJob.Prepare((ImageOptions)options, shell, cancel);

    public override RunOptions Read(ParseResult parsed)
    {
        var options = new ImageOptions
        {
            Set = Name,
            Folder = _folder is null ? null : parsed.GetValue(_folder),
            Data = _data is null ? null : parsed.GetValue(_data),
            Model = OptionText.OneOf("--model", parsed.GetValue(_model), ImageNetworks.Names) ?? ImageNetworks.Default,
            Augment = parsed.GetValue(_augment) is { } words && !words.Equals("none", StringComparison.OrdinalIgnoreCase) ? AugmentWords.Read("--augment", words) : [],
            Limit = OptionText.Whole("--limit", parsed.GetValue(_limit), 1),
            Test = _test is null ? 0 : OptionText.Share("--test", parsed.GetValue(_test)),
            Validation = OptionText.Share("--validation", parsed.GetValue(_validation)),
        };
        return Common(parsed, _out.Read(parsed, _run.Read(parsed, _steps.Read(parsed, _optimizer.Read(parsed, _network.Read(parsed, options)))))).Checked();
    }
}
