using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>The directory of a repeated training: <c>summary.json</c>, <c>report.html</c> and a run directory for each member. Called again, it goes on where it stopped.</summary>
internal sealed class RepeatFolder
{
    private const string SummaryName = "summary.json";

    private readonly RepeatPlan _plan;
    private readonly string _path;

    /// <summary>Takes a new or empty directory, or one that the same words began.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="shown">The directory as the user sees it.</param>
    /// <param name="path">The directory as the file system needs it.</param>
    public RepeatFolder(RepeatPlan plan, string shown, string path)
    {
        _plan = plan;
        _path = path;
        Shown = shown;
        if (File.Exists(SummaryPath))
            DemandSame();
        else
            RunFolder.Check(shown, path);
    }

    public string Shown { get; }

    private string SummaryPath => Path.Combine(_path, SummaryName);

    /// <summary>Where a member's run is, as the user sees it.</summary>
    public string Member(string name) => Path.Combine(Shown, name);

    /// <summary>A member that came to its end; null where it has to be trained. What is left of one that did not is taken away: training it again gives the same bits.</summary>
    public RunFacts? Finished(string name)
    {
        string path = Path.Combine(_path, name);
        if (!RunRecord.IsRun(path))
            return null;
        RunFacts? run = Load(name);
        if (run is not null && RepeatSummary.Counts(run))
            return run;
        if (run?.Record.Status == RunStatus.Running)
            throw new UsageException($"{Member(name)} is being trained by another process. Wait for it, or name another directory with --out.");
        Directory.Delete(path, recursive: true);
        return null;
    }

    /// <summary>A member's run; null where it is damaged.</summary>
    public RunFacts? Load(string name)
    {
        try
        {
            return new RunFacts(RunRecord.Load(Path.Combine(_path, name)), name);
        }
        catch (Exception fault) when (fault is FileNotFoundException or FileFormatException)
        {
            return null;
        }
    }

    /// <summary>Writes what the runs so far come to.</summary>
    public void Save(RepeatSummary summary)
    {
        Directory.CreateDirectory(_path);
        AtomicFile.WriteAllText(SummaryPath, Json.Line(summary.ToJson()) + "\n");
        if (summary.Counted.Count == 0)
            return;
        var report = new HtmlReport(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_path))), summary.Headline ?? _plan.Words);
        report.Section("Figures").Paragraph(summary.Note).Add(summary.FigureTable());
        report.Section("Runs").Add(summary.MemberTable());
        report.Section("Curves").Add(new CompareView(new RunComparison([.. summary.Members.Select(run => run.Record)]), null).Chart());
        report.Section("Repeat").Preformatted(RepeatCommand.Of(_plan.Options));
        AtomicFile.WriteAllText(Path.Combine(_path, "report.html"), report.Write());
    }

    public void MarkLatest() => RunDirectory.Open(_path).MarkLatest();

    private void DemandSame()
    {
        JsonObject? summary;
        try
        {
            summary = JsonNode.Parse(File.ReadAllText(SummaryPath)) as JsonObject;
        }
        catch (JsonException fault)
        {
            throw new FileFormatException(SummaryPath, null, $"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}: the file is damaged: this is no JSON. Remove it with its directory, or name another with --out.", fault);
        }

        string[] began = summary?["arguments"] is JsonArray words ? [.. words.Select(word => word?.ToString() ?? "")] : [];
        if (!began.SequenceEqual(_plan.Arguments))
            throw new UsageException($"--out {Shown} holds the runs of other words: fathom {string.Join(' ', began.Select(RepeatCommand.Quoted))}. Repeat those to go on with them, or name another directory.");
    }
}
