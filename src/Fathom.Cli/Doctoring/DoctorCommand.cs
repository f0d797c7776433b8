using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom doctor</c>: what is wrong with data, network and training, and what to change. Changes and saves nothing.</summary>
internal sealed class DoctorCommand : CliCommand
{
    private const double QuickSeconds = 3;
    private const double UsualSeconds = 10;
    private const double MostMinutes = 24 * 60;

    private readonly DataWords _data;
    private readonly TableNetworkWords _network;
    private readonly OptimizerWords _optimizer;
    private readonly HeadWords _head;
    private readonly StepWords _steps;
    private readonly RunWords _run;
    private readonly FileWords _file;
    private readonly Option<bool> _list, _quick;
    private readonly Option<string?> _minutes;

    public DoctorCommand()
        : base("doctor", "examine data, network and training: what is wrong, the numbers that show it, why it hurts, what to change")
    {
        _data = new DataWords(this, "a run directory, such as runs/latest; or ");
        _network = new TableNetworkWords(this);
        _optimizer = new OptimizerWords(this);
        _head = new HeadWords(this);
        _steps = new StepWords(this, ofTables: true);
        _run = new RunWords(this);
        _file = new FileWords(this);
        _quick = Flag("--quick", $"take about {QuickSeconds:0} seconds instead of {UsualSeconds:0}");
        _minutes = Text("--minutes", "M", "take so long, and train for as many epochs as fathom train would, at most");
        _list = Flag("--list", "list every fault the doctor knows");
    }

    public override string Usage => "doctor [RUN | DATA] [--target COLUMN] [options]";

    public override IReadOnlyList<(int Code, string What)> MoreExitCodes => [(ExitCode.Found, "something was found that is more than a note")];

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom doctor houses.csv --target price", "your table, before you train on it"),
        ("fathom doctor", "the built-in breast-cancer task"),
        ("fathom doctor runs/latest", "a run, finished or broken off: its data, network and history"),
        ("fathom doctor digits --lr 1 --quick --json", "with options of fathom train; a line for programs"),
        ("fathom doctor --list", "every fault the doctor knows"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        if (parsed.GetValue(_list))
            return List(parsed, shell);
        TimeSpan? time = Time(parsed);
        TrainOptions options = _file.Read(parsed, _run.Read(parsed, _steps.Read(parsed, _head.Read(parsed, _optimizer.Read(parsed, _network.Read(parsed, _data.Read(parsed)))))));
        using Interrupts interrupts = shell.CatchInterrupts();
        options.UseThreads();
        bool isRun = _data.IsGiven(parsed) && Directory.Exists(shell.Resolve(options.Data)) && Datasets.Find(options.Data) is null;
        if (isRun)
            RefuseTheRunsOwn(parsed, options.Data);
        var view = new DoctorView(shell);
        var usual = TimeSpan.FromSeconds(parsed.GetValue(_quick) ? QuickSeconds : UsualSeconds);
        DoctorReport report = isRun
            ? DoctorJob.OfRun(options.Data, time ?? usual, shell, view, interrupts.Token)
            : DoctorJob.OfTable(options.Checked(), time ?? usual, allEpochs: time is not null, shell, view, interrupts.Token);
        view.Write(report);
        if (parsed.GetValue(Json))
            shell.Out.WriteLine(Fathom.Cli.Json.Line(report.ToJson()));
        return report.Findings.IsHealthy ? ExitCode.Done : ExitCode.Found;
    }

    private TimeSpan? Time(ParseResult parsed)
    {
        double? minutes = OptionText.Number("--minutes", parsed.GetValue(_minutes), value => value is > 0 and <= MostMinutes, $"a number of minutes above 0, at most {MostMinutes:0}", "2");
        if (minutes is not null && parsed.GetValue(_quick))
            throw new UsageException("--quick and --minutes both say how long to take. Leave one of them out.");
        return minutes is { } long_ ? TimeSpan.FromMinutes(long_) : null;
    }

    private int List(ParseResult parsed, Shell shell)
    {
        var table = new TextTable("id", "of", "weight", "handbook", "fault");
        foreach (DoctorFault fault in Doctor.Faults)
            table.Add(fault.Id, fault.Kind, FindingView.Word(fault.Weight), fault.Page, fault.Title);
        shell.Out.WriteLine(table);
        shell.Out.WriteLine($"{Plural.Of(Doctor.Faults.Count, "fault")}; docs/doctor.md tells of each why it hurts and what to change.");
        if (parsed.GetValue(Json))
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new() { ["faults"] = Fathom.Cli.Json.Array(Doctor.Faults.Select(fault => fault.Id)) }));
        return ExitCode.Done;
    }

    /// <summary>A run brings data and settings along; asking for others would be passed over silently.</summary>
    private void RefuseTheRunsOwn(ParseResult parsed, string run)
    {
        foreach (Option option in Options)
        {
            if (option.Name is not ("--json" or "--threads" or "--quick" or "--minutes") && parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name} does not go with {run}: a run has its own data and settings, and is examined by what it recorded. Leave it out.");
        }
    }
}
