using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom search</c>: good settings for a training, by successive halving over ranges.</summary>
internal sealed class SearchCommand : CliCommand
{
    private readonly Option<string[]> _range;
    private readonly Option<string?> _runs, _minutes, _factor, _by, _resume, _out;

    public SearchCommand()
        : base("search", "look for good settings of a training: many for a short time, the best for longer")
    {
        TreatUnmatchedTokensAsErrors = false;
        _range = Texts("--range", "NAME=RANGE", "an option of fathom train and the values to try: two ends (dropout=0..0.5, lr=1e-4..1e-1:log), or a list (hidden=32,64,128; hidden=64,32|128,64)");
        _runs = Text("--runs", "N", "how many settings to try; the same N, ranges and seed give the same search");
        _minutes = Text("--minutes", "M", "or for how long to go on trying");
        _factor = Text("--factor", "N", $"one of N goes on, with N times the epochs ({SearchRequest.DefaultFactor})");
        _by = Text("--by", "FIGURE", "the figure of the validation part that decides, such as accuracy (loss)");
        _resume = Text("--resume", "DIR", "go on with a search that was stopped; with --minutes, for longer than was asked");
        _out = Text("--out", "DIR", "the search's directory; runs/<time>-<name>-search when left out");
    }

    public override string Usage => "search [DATA or KIND as for fathom train] --range NAME=RANGE --runs N [options of fathom train]";

    public override bool PassesWordsOn => true;

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom search iris --range lr=1e-4..1e-1:log --range hidden=16,32,64 --runs 27 --epochs 27", "27 settings for one epoch, the best 9 for three, 3 for nine, one for 27"),
        ("fathom search mnist --model cnn --range lr=1e-4..1e-2:log --range dropout=0..0.5 --minutes 30", "half an hour"),
        ("fathom search --resume runs/my-search", "go on with what was stopped"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        double? minutes = OptionText.Number("--minutes", parsed.GetValue(_minutes), m => m > 0, "a number of minutes above 0", "30");
        using Interrupts interrupts = shell.CatchInterrupts();
        (SearchFolder? folder, SearchRequest request) = parsed.GetValue(_resume) is { } word ? Resumed(parsed, word, minutes, shell) : (null, Asked(parsed, minutes, shell));
        var job = new SearchJob(request, shell, interrupts.Token);
        string shown = folder?.Shown ?? parsed.GetValue(_out) ?? RunDirectory.NewPath($"{job.Name}-search", "runs");
        if (folder is null)
            folder = SearchFolder.New(shown, shell.Resolve(shown));
        else if (folder.Fingerprint is { } before && before != job.Fingerprint)
            throw new UsageException($"--resume {shown}: the data have changed since the search began, so its figures do not go with new ones. Begin a new search.");
        using IDisposable alone = RunDirectory.Open(folder.Path).Lock();
        int known = folder.Results.Count();
        folder.Replay(job.Search);
        var view = new SearchView(job, shell);
        view.ShowPlan(shown);
        if (known > 0)
            shell.Out.WriteLine($"{Plural.Of(known, "training")} kept from before");
        job.Run(folder, interrupts.Token);
        view.ShowResult(folder);
        if (parsed.GetValue(Json))
        {
            var json = (System.Text.Json.Nodes.JsonObject)job.Saved.DeepClone();
            json["run"] = shown;
            shell.Out.WriteLine(Fathom.Cli.Json.Line(json));
        }

        return job.IsDone ? ExitCode.Done : ExitCode.Interrupted;
    }

    private SearchRequest Asked(ParseResult parsed, double? minutes, Shell shell)
    {
        int? runs = OptionText.Whole("--runs", parsed.GetValue(_runs), 2, 100_000);
        if (runs is null == minutes is null)
            throw new UsageException(runs is null ? "fathom search needs a budget: --runs N, how many settings to try, or --minutes M." : "--runs and --minutes are two budgets. Give one of them.");
        string[] ranges = parsed.GetValue(_range) ?? [];
        if (ranges.Length == 0)
            throw new UsageException("fathom search needs ranges to look in: --range lr=1e-4..1e-1:log, for one. fathom search --help has more.");
        (List<string> words, int most) = WithoutEpochs(["train", .. parsed.UnmatchedTokens]);
        return new SearchRequest
        {
            Words = words,
            Folder = Path.GetFullPath(shell.Resolve(".")),
            Ranges = ranges,
            Runs = runs,
            Minutes = minutes,
            Factor = OptionText.Whole("--factor", parsed.GetValue(_factor), 2, 1000) ?? SearchRequest.DefaultFactor,
            By = parsed.GetValue(_by) ?? "loss",
            Most = most,
        };
    }

    private (SearchFolder Folder, SearchRequest Request) Resumed(ParseResult parsed, string shown, double? minutes, Shell shell)
    {
        if (Given(parsed, _range, _runs, _factor, _by, _out).Concat(parsed.UnmatchedTokens).FirstOrDefault() is { } word)
            throw new UsageException($"--resume takes everything from its directory, so {word} has nothing to say. Leave it out, or begin a new search.");
        (SearchFolder folder, SearchRequest request) = SearchFolder.Open(shown, shell.Resolve(shown));
        if (minutes is not null && request.Minutes is null)
            throw new UsageException($"--resume {shown}: the search has a budget of {request.Runs} settings, which --minutes would change. Leave it out, or begin a new search.");
        return (folder, minutes is null ? request : request with { Minutes = minutes + (folder.Seconds / 60) });
    }

    /// <summary>The epochs are the search's to give; what was asked for is the most.</summary>
    private static (List<string> Words, int Most) WithoutEpochs(string[] all)
    {
        var words = new List<string>();
        int most = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].StartsWith("--epochs=", StringComparison.Ordinal))
                most = OptionText.Whole("--epochs", all[i]["--epochs=".Length..], 1, 1_000_000)!.Value;
            else if (all[i] == "--epochs" && i + 1 < all.Length)
                most = OptionText.Whole("--epochs", all[++i], 1, 1_000_000)!.Value;
            else if (all[i] == "--steps" || all[i].StartsWith("--steps=", StringComparison.Ordinal))
                throw new UsageException("fathom search gives trials their epochs, so --steps has no place in it. Say the most with --epochs.");
            else
                words.Add(all[i]);
        }

        return (words, most);
    }
}
