using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom report</c>: draws the report of a run anew from its files, also of one that was interrupted, resumed or examined since.</summary>
internal sealed class ReportCommand : CliCommand
{
    private readonly Argument<string?> _run;
    private readonly Option<string?> _out, _open;

    public ReportCommand()
        : base("report", "draw the report of a run anew: one page for people, and a model card")
    {
        _run = Word("RUN", "a run directory, such as runs/latest; also one that was interrupted");
        _out = Text("--out", "FILE", "write one file only: FILE.html is the page, FILE.md the model card; report.html and model-card.md in the run directory when left out");
        _open = Text("--open", "yes|no", "show the page in the browser; yes in a terminal with a desktop");
    }

    public override string Usage => "report RUN [--out FILE]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom report runs/latest", "report.html and model-card.md, drawn anew"),
        ("fathom report runs/latest --out digits.html --open no", "the page as a file to send to others"),
        ("fathom report runs/latest --out MODEL.md", "the model card alone"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string shown = parsed.GetValue(_run)!, path = shell.Resolve(shown);
        string? file = parsed.GetValue(_out), open = OptionText.OneOf("--open", parsed.GetValue(_open), ["yes", "no"]);
        bool isCard = IsCard(file);
        TrainingReport report = Load(path);
        string page = file is null ? Path.Combine(path, "report.html") : shell.Resolve(file);
        if (file is null)
            RunReport.Write(report, path);
        else
            AtomicFile.WriteAllText(page, isCard ? report.ToMarkdown() : report.ToHtml());

        shell.Out.WriteLine($"{report.Title}: {report.Ending}");
        if (report.Findings.Count > 0)
            shell.Out.WriteLine($"{Plural.Of(report.Findings.Count, "finding")} of the doctor, the first: {report.Findings[0].What}");
        shell.Out.WriteLine(file is null ? $"{page} and {RunReport.CardName} beside it" : page);
        if (parsed.GetValue(Json))
        {
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject
            {
                ["run"] = shown,
                ["report"] = isCard ? null : page,
                ["card"] = file is null ? Path.Combine(path, RunReport.CardName) : isCard ? page : null,
                ["epochs"] = report.Epochs.Count,
                ["findings"] = report.Findings.Count,
            }));
        }

        if (!isCard && (open == "yes" || (open is null && shell.IsLive && HasDesktop)))
            Show(page, shell);
        return ExitCode.Done;
    }

    private static bool HasDesktop => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };

    private static bool IsCard(string? file) => Path.GetExtension(file)?.ToLowerInvariant() switch
    {
        null or ".html" or ".htm" => false,
        ".md" => true,
        _ => throw new UsageException($"--out {file} is neither a page nor a card; expected a name that ends in .html or .md, as report.html."),
    };

    private static TrainingReport Load(string path)
    {
        try
        {
            return TrainingReport.Load(path);
        }
        catch (FileNotFoundException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    private static void Show(string page, Shell shell)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(Path.GetFullPath(page)) { UseShellExecute = true });
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or PlatformNotSupportedException)
        {
            shell.Error.WriteLine($"note: no browser could be opened ({fault.Message.TrimEnd('.')}); open {page} yourself.");
        }
    }
}
