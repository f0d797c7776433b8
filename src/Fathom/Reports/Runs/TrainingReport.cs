using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>Everything there is to say about a training, as plain data: drawn as one page (<see cref="ToHtml"/>) or written as a model card (<see cref="ToMarkdown"/>).</summary>
/// <remarks>What is empty or null is left out. <see cref="Of(RunRecord, RunEvaluation?)"/> reads it from a run directory; a training of your own fills it in.</remarks>
/// <example><code>
/// var report = new TrainingReport { Title = "Moons", Epochs = history.Epochs, Evaluation = new RunEvaluation { Parts = [PartEvaluation.Of("test", predictions)] } };
/// File.WriteAllText("report.html", report.ToHtml());
/// </code></example>
public sealed record TrainingReport
{
    /// <summary>What was trained.</summary>
    public required string Title { get; init; }

    /// <summary>What is learned from what.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The task in one word; empty when not known.</summary>
    public string Task { get; init; } = "";

    /// <summary>When it began, in UTC.</summary>
    public DateTime? Started { get; init; }

    /// <summary>How long it trained.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>How training ended, in a sentence.</summary>
    public string Ending { get; init; } = "";

    /// <summary>Why it is no finished training: it failed, or was killed. Null for one that is.</summary>
    public string? Fault { get; init; }

    /// <summary>The epochs in order.</summary>
    public IReadOnlyList<EpochRecord> Epochs { get; init; } = [];

    /// <summary>The epoch whose weights were kept; 0 for none.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The metric that shows how training goes, as in <see cref="EpochRecord.Metrics"/>; null for the first there is.</summary>
    public string? Headline { get; init; }

    /// <summary>What the monitor measured.</summary>
    public IReadOnlyList<Health> Health { get; init; } = [];

    /// <summary>What the doctor found, the weightiest first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Whether the doctor looked, so that no findings is good news.</summary>
    public bool IsExamined { get; init; }

    /// <summary>How good the network is, and what the data are.</summary>
    public RunEvaluation Evaluation { get; init; } = new();

    /// <summary>What was noticed about data and settings.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The network layer by layer; null when not known.</summary>
    public ReportTable? Network { get; init; }

    /// <summary>How many parameters it has; 0 when not known.</summary>
    public long Parameters { get; init; }

    /// <summary>The settings, each with its value and reason.</summary>
    public ReportTable? Settings { get; init; }

    /// <summary>The seed; null when not known.</summary>
    public long? Seed { get; init; }

    /// <summary>Source, SHA-256 and split of the data.</summary>
    public IReadOnlyList<ReportFact> Source { get; init; } = [];

    /// <summary>What it ran on.</summary>
    public IReadOnlyList<ReportFact> Environment { get; init; } = [];

    /// <summary>The command that repeats it; empty when there is none.</summary>
    public string Command { get; init; } = "";

    /// <summary>The part a reader wants to know about: test, else validation; null when nothing was judged.</summary>
    public PartEvaluation? Judged => Evaluation.Parts.FirstOrDefault(part => part.Name == "test") ?? Evaluation.Parts.FirstOrDefault();

    /// <summary>The epoch whose weights were kept; null when there is none.</summary>
    internal EpochRecord? Best => Epochs.FirstOrDefault(epoch => epoch.Epoch == BestEpoch);

    /// <summary>What a run directory tells.</summary>
    /// <param name="run">The run.</param>
    /// <param name="evaluation">Its evaluation; null for one that has none, such as an interrupted run.</param>
    public static TrainingReport Of(RunRecord run, RunEvaluation? evaluation) => RunFacts.Of(run, evaluation);

    /// <summary>What a run directory tells, with its <c>evaluation.json</c> where there is one.</summary>
    /// <param name="directory">The run directory.</param>
    /// <exception cref="FileNotFoundException">There is no such directory, or it is no run.</exception>
    /// <exception cref="FileFormatException">A file in it is damaged.</exception>
    public static TrainingReport Load(string directory)
    {
        RunRecord run = RunRecord.Load(directory);
        string file = Path.Combine(run.Path, RunEvaluation.FileName);
        return Of(run, File.Exists(file) ? RunEvaluation.Load(file) : null);
    }

    /// <summary>One page that needs no other file, no network and no script.</summary>
    public string ToHtml() => TrainingPage.Write(this);

    /// <summary>A model card in Markdown (Mitchell et al. 2019): what it is, what it is for, its limits, data, figures, training, how to repeat it.</summary>
    public string ToMarkdown() => ModelCard.Write(this);
}
