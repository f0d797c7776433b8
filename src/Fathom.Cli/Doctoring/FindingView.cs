using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>Shows what the doctor found: a list at the end, a few lines when something appears during training, JSON for programs.</summary>
internal static class FindingView
{
    private const int Indent = 4;
    private const int Column = 9;

    /// <summary>A doctor that prints each finding when it appears and writes it to the run's events.</summary>
    public static TrainingDoctor Watching(Shell shell, EventWriter events)
    {
        return new TrainingDoctor(Say) { Monitor = events.Monitor };

        void Say(Finding finding)
        {
            events.Finding(finding);
            if (finding.Weight > FindingWeight.Note)
                WriteLive(shell, finding);
        }
    }

    /// <summary>All findings in order, with evidence, reason, change and effect; a sentence where there is none.</summary>
    public static void Write(Shell shell, Examination findings)
    {
        for (int i = 0; i < findings.Count; i++)
        {
            Finding finding = findings[i];
            shell.Out.WriteLine($"{i + 1}. {Word(finding.Weight)} {finding.Id}");
            Write(shell, "what", finding.What);
            Write(shell, "seen by", finding.Evidence);
            Write(shell, "why", $"{finding.Why} (handbook {finding.Page}: docs/handbook.md)");
            Write(shell, "change", finding.Change);
            Write(shell, "expect", finding.Effect);
            shell.Out.WriteLine();
        }

        shell.Out.WriteLine(Sentence(findings));
    }

    /// <summary>How many of which weight, in a sentence.</summary>
    public static string Sentence(Examination findings)
    {
        if (findings.Count == 0)
            return "The doctor found nothing wrong.";
        string counts = string.Join(", ", findings.GroupBy(finding => finding.Weight).Select(group => Plural.Of(group.Count(), Word(group.Key))));
        return findings.IsHealthy ? $"Healthy; {counts} to know of." : $"The doctor found {counts}. Begin with the first: others may follow from it.";
    }

    /// <summary>As events and --json have it.</summary>
    public static JsonObject ToJson(Finding finding) => new()
    {
        ["id"] = finding.Id,
        ["weight"] = Word(finding.Weight),
        ["what"] = finding.What,
        ["evidence"] = finding.Evidence,
        ["why"] = finding.Why,
        ["page"] = finding.Page,
        ["change"] = finding.Change,
        ["effect"] = finding.Effect,
        ["place"] = finding.Place,
    };

    /// <summary>The weight in a word.</summary>
    public static string Word(FindingWeight weight) => weight.ToString().ToLowerInvariant();

    private static void WriteLive(Shell shell, Finding finding)
    {
        // The line that shows progress is drawn anew after it.
        if (shell.IsLive)
            shell.Out.Write("\r\u001b[K");
        shell.Out.WriteLine($"{Word(finding.Weight)} {finding.Id}: {finding.What}");
        Write(shell, "seen by", finding.Evidence);
        Write(shell, "change", finding.Change);
    }

    private static void Write(Shell shell, string name, string text)
    {
        string first = new string(' ', Indent) + name.PadRight(Column);
        foreach (string line in Paragraph.Wrap(text, Math.Max(20, shell.Width - first.Length)))
        {
            shell.Out.WriteLine(first + line);
            first = new string(' ', first.Length);
        }
    }
}
